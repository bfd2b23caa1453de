/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * yard shell: the front end owns the terminal and passes on what is typed; the worker owns the
 * machine and writes to the terminal.
 */
#ifndef YARD_SHELL_H
#define YARD_SHELL_H

#include "../base/edit.h"
#include "../scenario/selection.h"
#include "../scenario/session.h"
#include "reaper.h"
#include "steps.h"
#include "story.h"

#define QUIT_KEY 0x1d /* Ctrl-] */
#define STEP_KEY 0x14 /* Ctrl-T */
/* In a file or pipe a line with a step begins with this. */
#define STEP_PREFIX "step>"

struct shell {
	struct places places;
	struct yard_files files;
	struct run_user user;
	const struct machine *machine;
	const char *kernel;
	bool poison_all;
	bool note; /* write down what is typed, as STORY_NAME.tcl and result.json */
	/* see reaper.h */
	int (*tick)(void *context);
	void *tick_context;
	bool terminal;	 /* someone types; else lines come from a file or pipe */
	int front, back; /* ends of the socket pair */

	/* the worker's */
	struct session session;
	struct text typed; /* not yet passed on to the machine */
	bool typing_ended;
	size_t answered;     /* log bytes of Linux that were there when the last line went out */
	int64_t last_output; /* clock_ms() */
	struct text hypervisor_line;
	struct text linux_lines; /* that came while a step was being typed */
	bool line_is_open;	 /* what was shown last has no end yet */
	struct steps steps;
	struct edit edit;
	bool at_step; /* what is typed is a step */
	bool more;    /* ... and the rest of one */
	bool step_failed;
	struct story *story; /* NULL: nothing is noted */
};

/* The machine's folder in the results; the caller frees it. */
char *shell_results(const struct shell *s);

/* Machine and kernel, whose default is the machine's; -1 if there is none such, which is told. */
int shell_choose(struct shell *s, const char *machine);

/* The front end's part; returns the exit status. */
int shell_session(struct shell *s);

/* The worker's life: a reaper_work on a struct shell. */
int shell_work(void *context);

#endif
