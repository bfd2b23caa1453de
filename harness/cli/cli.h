/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands of yard. Each gets its own argv and returns the exit status. */
#ifndef YARD_CLI_H
#define YARD_CLI_H

#include "../base/places.h"
#include "../results/database.h"
#include "../results/outcome.h"
#include "../scenario/selection.h"

#define EXIT_PASSED	0
#define EXIT_FAILED	1 /* a trial failed, or nothing was run */
#define EXIT_USAGE	2
#define EXIT_IMPOSSIBLE 3 /* the harness itself could not work */

int cmd_machines(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_test(int argc, char **argv);
int cmd_bench(int argc, char **argv);
int cmd_symbolize(int argc, char **argv);
int cmd_inject(int argc, char **argv);
int cmd_new_scenario(int argc, char **argv);
int cmd_shell(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_history(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_gc(int argc, char **argv);
int cmd_record(int argc, char **argv);
int cmd_replay(int argc, char **argv);

/* Find the checkout and read machines and scenarios; prints what is wrong, then -1. */
int cli_load(struct places *places, struct yard_files *files);
/* Whether emulator and libvirt are here and new enough; else -1 with what to do. */
int machine_usable(const struct machine *m, struct problem *why);
/* "yard: SENTENCE" on standard error; returns @status. */
int cli_fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A run as a whole: see run.c. */
struct run_request {
	struct selection wanted;
	bool live;
	bool keep;
	bool cold;
	bool poison_all;
	bool note;	    /* see places.h */
	const char *inside; /* see places.h; or NULL */
	const char *images; /* see places.h; or NULL */
	const char *until;  /* see places.h; or NULL */
	uint64_t jobs;
	uint64_t repeat; /* how often each trial is run */
	uint64_t retry;	 /* how often a failed one is tried again */
	bool shuffle;
	uint64_t seed; /* of the shuffling */
	/* Folder of the run that this is a part of, or NULL: who began that tells and keeps it. The
	 * trials' folders get the number. */
	const char *part_of;
	uint64_t number;
	int argc; /* the command as typed */
	char **argv;
	/* see reaper.h; meanwhile @run and @first are there */
	int (*tick)(void *context);
	void *tick_context;
	/* Called for each trial that came to an end, before anything is told or kept; or NULL. */
	void (*judge)(struct outcome *o, const char *run, void *context);
	void *judge_context;
	/* filled in by cli_run(): the run's folder and in it that of its first trial; and, if the
	 * run was possible, how its trials ended */
	char *run;
	char *first;
	struct outcome *outcomes;
	size_t count;
};

/* Options that all commands have that play scenarios; -1 to go on, else the exit status. */
int run_parse(struct run_request *request, int argc, char **argv, const char *help);
/* How many machines run at a time if nobody says anything. */
unsigned int default_jobs(void);

int cli_run(struct run_request *request);

/* Write the page of @run, compared with @before or (NULL) the last that can be, to @output. */
int report_page(struct database *db, const struct places *places, const struct yard_files *files,
		const char *run, const char *before, const char *output, struct problem *why);

#endif
