// SPDX-License-Identifier: GPL-2.0-only
/*
 * yard inject: campaigns of injected faults. Model `config` is a program of its own; the others
 * are cut into stretches of tries, each played as one trial of the model's scenario on a restored
 * machine. What a stretch found is kept, so that a campaign goes on where it was interrupted.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/files.h"
#include "../results/tries.h"
#include "cli.h"
#include "options.h"

#define MOST_JOBS 16

#define EXIT_INTERRUPTED 130

static const char help[] =
	"usage: yard inject [--model MODEL] [OPTION...]\n\n"
	"Injects faults by the thousand and says what became of each.\n\n"
	"  config      mutated configurations, which two checkers judge; needs no machine\n"
	"  inmate      a hostile cell tries what it can name (default)\n"
	"  hardware    bits flip in registers, memory and control state of a cell\n"
	"  management  programs of root Linux ask the driver for what makes no sense, at once,\n"
	"              killed under way, while CPUs go and configurations change\n\n"
	"      --model MODEL    one of these\n"
	"  -m, --machine NAME   on this machine; may be repeated (default: those that differ)\n"
	"      --seed S         of the generator (default 1)\n"
	"      --count N        trials (default: config 120000, else on each machine:\n"
	"                   inmate 4000, others 400)\n"
	"  -j, --jobs J         so many machines at a time\n"
	"      --only TRIAL     repeat one trial\n"
	"      --surface NAME   trials on one surface only, such as memory (not config)\n"
	"      --minimize       with --only: find the smallest files that still differ (config)\n\n"
	"Ctrl-C interrupts it; the same command goes on. What was found is kept in the build folder,\n"
	"inject/. Exit status: 0 no defect, 1 defects, 2 usage, 3 impossible, 130 interrupted.\n";

/* A model that needs machines. */
struct model {
	const char *name;
	const char *scenario;
	uint64_t count; /* unless told */
	/* tries as many as take about a minute, so that the restore does not count */
	uint64_t stretch;
	bool silence_is_expected;
};

static const struct model models[] = {
	{ "inmate", "hostile", 4000, 1000, false },
	{ "hardware", "flips", 400, 100, true },
	{ "management", "mismanaged", 400, 100, false },
};

struct campaign {
	const struct model *model;
	struct words machines;
	uint64_t seed, count, only, jobs;
	bool has_count, has_only, minimize;
	const char *surface;
	char **argv;
	int argc;
};

/* Consecutive tries on one machine. */
struct stretch {
	const char *machine;
	uint64_t first, next, end;
	pid_t player; /* 0: nobody plays it now */
	char *found;  /* file of outcomes */
};

static volatile sig_atomic_t interrupted;

static void interrupt(int signal)
{
	(void)signal;
	interrupted = 1;
}

/* ---- one stretch, in a process of its own ---- */

/* Add what the trial wrote to what the stretch has found so far; also of one that was cut short. */
static int keep_outcomes(const struct stretch *s, const struct run_request *done)
{
	char *from = format("%s/%s/outcomes.tsv", done->run, done->outcomes[0].trial.folder);
	struct text all = { 0 };
	struct problem why;
	int ret = EXIT_PASSED;

	if (file_exists(from) &&
	    ((file_exists(s->found) && file_read(s->found, &all, &why) != 0) ||
	     file_read(from, &all, &why) != 0 || file_write(s->found, text_str(&all), &why) != 0)) {
		ret = cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	text_free(&all);
	free(from);
	return ret;
}

static void export_number(const char *name, uint64_t value)
{
	char *text = format("%llu", (unsigned long long)value);

	setenv(name, text, 1);
	free(text);
}

static int play(const struct campaign *c, const struct stretch *s)
{
	struct run_request request = { .jobs = 1, .repeat = 1, .argc = c->argc, .argv = c->argv };
	int ret;

	export_number("YARD_SEED", c->seed);
	export_number("YARD_FIRST", s->next);
	export_number("YARD_COUNT", s->end - s->next);
	setenv("YARD_SURFACE", c->surface, 1);
	words_add(&request.wanted.scenarios, c->model->scenario);
	words_add(&request.wanted.machines, s->machine);
	ret = cli_run(&request);
	return request.run ? keep_outcomes(s, &request) : ret;
}

/* What it prints goes to a file beside its outcomes. */
static int start(const struct campaign *c, struct stretch *s)
{
	char *log = format("%s.log", s->found);
	int ret = 0;

	s->player = fork();
	if (s->player == 0) {
		int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
		signal(SIGINT, SIG_DFL);
		signal(SIGTERM, SIG_DFL);
		exit(fd < 0 ? EXIT_IMPOSSIBLE : play(c, s));
	}
	if (s->player < 0) {
		s->player = 0;
		ret = cli_fail(-1, "cannot start a process: %s", strerror(errno));
	}
	free(log);
	return ret;
}

/* ---- all stretches ---- */

struct plan {
	struct stretch *item;
	size_t count;
	char *folder;
	struct tries found;
	uint64_t known; /* tries of an earlier command */
	double begun;
};

/* Take in what a stretch has found, all of it or what came since. */
static int take_in(struct plan *p, const struct campaign *c, struct stretch *s)
{
	struct text text = { 0 };
	struct problem why;
	uint64_t next = s->next;
	const char *lines;
	int ret = 0;

	if (!file_exists(s->found)) {
		return 0;
	}
	ret = file_read(s->found, &text, &why);
	/* the lines of the tries that are known are left out */
	lines = text_str(&text);
	while (*lines && strtoull(lines, NULL, 10) < s->next) {
		lines += strcspn(lines, "\n");
		lines += *lines == '\n';
	}
	if (ret == 0) {
		ret = tries_add(&p->found, s->machine, c->seed, lines, &next, &why);
	}
	s->next = next;
	text_free(&text);
	return ret == 0 ? 0 : cli_fail(-1, "%s: %s", s->found, why.text);
}

static int add_stretches(struct plan *p, const struct campaign *c, const char *machine)
{
	uint64_t first = c->has_only ? c->only : 0, stretch = c->model->stretch;
	uint64_t end = first + c->count;

	for (; first < end; first += stretch) {
		struct stretch *larger = realloc(p->item, (p->count + 1) * sizeof(*larger));
		struct stretch *s;

		if (!larger) {
			return cli_fail(-1, "there is not enough memory for that many trials");
		}
		p->item = larger;
		s = &p->item[p->count++];
		*s = (struct stretch){ .machine = machine, .first = first, .next = first };
		s->end = end - first < stretch ? end : first + stretch;
		s->found = format("%s/%s%s%s-%llu-%llu.tsv", p->folder, machine,
				  *c->surface ? "-" : "", c->surface, (unsigned long long)first,
				  (unsigned long long)s->end);
		if (c->has_only) {
			unlink(s->found);
		}
		if (take_in(p, c, s) != 0) {
			return -1;
		}
	}
	return 0;
}

static uint64_t count_left(const struct plan *p)
{
	uint64_t left = 0;

	for (size_t i = 0; i < p->count; i++) {
		left += p->item[i].end - p->item[i].next;
	}
	return left;
}

static void show_progress(const struct plan *p, const struct campaign *c)
{
	double seconds = clock_seconds() - p->begun;
	double rate = (p->found.count - p->known) / (seconds + 1e-9);
	uint64_t left = count_left(p);

	fprintf(stderr, "%sinject %s: %llu of %llu trials, ", isatty(2) ? "\r\033[K" : "",
		c->model->name, (unsigned long long)p->found.count,
		(unsigned long long)(p->found.count + left));
	if (rate > 0) {
		fprintf(stderr, "%.1f a second, %.0f s left, ", rate, left / rate);
	}
	fprintf(stderr, "%zu defects%s", p->found.defects.count, isatty(2) ? "" : "\n");
}

static unsigned int count_playing(const struct plan *p)
{
	unsigned int playing = 0;

	for (size_t i = 0; i < p->count; i++) {
		playing += p->item[i].player != 0;
	}
	return playing;
}

static int start_some(struct plan *p, const struct campaign *c)
{
	for (size_t i = 0; i < p->count && count_playing(p) < c->jobs; i++) {
		struct stretch *s = &p->item[i];

		if (!s->player && s->next < s->end && start(c, s) != 0) {
			return -1;
		}
	}
	return 0;
}

/* A stretch that a defect has cut short goes on behind it; one that gets nowhere ends all. */
static int harvest(struct plan *p, const struct campaign *c, pid_t pid)
{
	for (size_t i = 0; i < p->count; i++) {
		struct stretch *s = &p->item[i];
		uint64_t before = s->next;

		if (s->player != pid) {
			continue;
		}
		s->player = 0;
		if (take_in(p, c, s) != 0) {
			return -1;
		}
		if (s->next == before && !interrupted) {
			return cli_fail(-1, "%s: no try was made; %s.log says why", s->machine,
					s->found);
		}
	}
	return 0;
}

/* Returns 0 when all is done or interrupted, else -1. */
static int work_off(struct plan *p, const struct campaign *c)
{
	int ret = 0;

	p->begun = clock_seconds();
	p->known = p->found.count;
	show_progress(p, c);
	while (ret == 0 && !interrupted && count_left(p)) {
		pid_t pid;

		ret = start_some(p, c);
		pid = ret == 0 ? waitpid(-1, NULL, 0) : 0;
		if (pid > 0) {
			ret = harvest(p, c, pid);
			show_progress(p, c);
		}
	}
	/* those that still play were told by the same Ctrl-C, or are told now */
	for (size_t i = 0; i < p->count; i++) {
		if (p->item[i].player) {
			kill(p->item[i].player, SIGTERM);
			waitpid(p->item[i].player, NULL, 0);
			p->item[i].player = 0;
			take_in(p, c, &p->item[i]);
		}
	}
	fputs(isatty(2) ? "\n" : "", stderr);
	return ret;
}

static void plan_free(struct plan *p)
{
	for (size_t i = 0; i < p->count; i++) {
		free(p->item[i].found);
	}
	free(p->item);
	free(p->folder);
	tries_free(&p->found);
}

/* ---- the models ---- */

/* The machines that the scenario is played on, unless they are named. */
static int choose_machines(struct campaign *c, const struct yard_files *files)
{
	struct selection wanted = { .machines = c->machines };
	struct trial *trials = NULL;
	struct problem why;
	size_t count = 0;

	words_add(&wanted.scenarios, c->model->scenario);
	if (selection_expand(&wanted, files, &trials, &count, &why) != 0) {
		return cli_fail(-1, "%s", why.text);
	}
	if (!c->machines.count) {
		for (size_t i = 0; i < count; i++) {
			words_add(&c->machines, trials[i].machine);
		}
	}
	words_free(&wanted.scenarios);
	free(trials);
	return 0;
}

static int conclude(const struct plan *p)
{
	struct text shown = { 0 };
	char *table = format("%s/table.txt", p->folder);
	struct problem why;

	tries_render(&p->found, &shown);
	printf("\n%s", text_str(&shown));
	if (file_write(table, text_str(&shown), &why) != 0) {
		cli_fail(0, "%s", why.text);
	}
	free(table);
	text_free(&shown);
	if (interrupted) {
		printf("\nInterrupted: the same command goes on.\n");
		return EXIT_INTERRUPTED;
	}
	return p->found.defects.count ? EXIT_FAILED : EXIT_PASSED;
}

/* A single try is shown as what it was. */
static void show_single(const struct stretch *s)
{
	struct text text = { 0 };

	if (file_read(s->found, &text, NULL) == 0) {
		printf("%s: %s", s->machine, text_str(&text));
	}
	text_free(&text);
}

static int inject_machines(struct campaign *c)
{
	struct plan plan = { .found = { .model = c->model->name,
					.silence_is_expected = c->model->silence_is_expected } };
	struct places places = { 0 };
	struct yard_files files = { 0 };
	struct sigaction action = { .sa_handler = interrupt };
	struct problem why;
	int ret = 0;

	if (cli_load(&places, &files) != 0 || choose_machines(c, &files) != 0) {
		return EXIT_IMPOSSIBLE;
	}
	c->count = c->has_only ? 1 : c->has_count ? c->count : c->model->count;
	plan.folder = format("%s/inject/%s-%llu%s", places.build, c->model->name,
			     (unsigned long long)c->seed, c->has_only ? "-only" : "");
	if (folder_make(plan.folder, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	for (size_t i = 0; ret == 0 && i < c->machines.count; i++) {
		ret = add_stretches(&plan, c, c->machines.item[i]);
	}
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	if (ret == 0) {
		ret = work_off(&plan, c);
	}
	for (size_t i = 0; c->has_only && i < plan.count; i++) {
		show_single(&plan.item[i]);
	}
	ret = ret == 0 ? conclude(&plan) : EXIT_IMPOSSIBLE;
	plan_free(&plan);
	machines_free(files.machines, files.machine_count);
	scenarios_free(files.scenarios, files.scenario_count);
	return ret;
}

static void add_number(struct words *argv, const char *option, uint64_t value)
{
	char *text = format("%llu", (unsigned long long)value);

	words_add(argv, option);
	words_add(argv, text);
	free(text);
}

/* A program of its own, with the sanitizers. */
static int inject_config(const struct campaign *c)
{
	struct places places = { 0 };
	struct words argv = { 0 };
	struct problem why;
	char *program;

	if (c->machines.count || *c->surface) {
		return cli_fail(EXIT_USAGE, "--machine and --surface are for the other models: "
					    "configurations of all machines are mutated");
	}
	if (places_find(&places, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	program = format("%s/faultinject/config", places.build);
	words_add(&argv, program);
	words_add(&argv, "--build");
	words_add(&argv, places.build);
	add_number(&argv, "--seed", c->seed);
	if (c->has_count) {
		add_number(&argv, "--count", c->count);
	}
	if (c->has_only) {
		add_number(&argv, "--only", c->only);
	}
	if (c->minimize) {
		words_add(&argv, "--minimize");
	}
	argv.item = realloc(argv.item, (argv.count + 1) * sizeof(*argv.item));
	argv.item[argv.count] = NULL;
	execv(program, argv.item);
	return cli_fail(EXIT_IMPOSSIBLE, "%s: %s; `make all` builds it", program, strerror(errno));
}

/* None is model `config`. */
static int find_model(const char *name, const struct model **model)
{
	*model = NULL;
	for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); i++) {
		if (strcmp(name, models[i].name) == 0) {
			*model = &models[i];
		}
	}
	if (!*model && strcmp(name, "config") != 0) {
		return cli_fail(EXIT_USAGE,
				"there is no model `%s`; `yard inject --help` lists them", name);
	}
	return -1;
}

int cmd_inject(int argc, char **argv)
{
	struct campaign c = {
		.seed = 1, .surface = "", .jobs = default_jobs(), .argc = argc, .argv = argv
	};
	const char *model = models[0].name;
	const struct cli_option options[] = {
		{ "model", 0, OPTION_TEXT, .value = &model },
		{ "machine", 'm', OPTION_WORDS, .value = &c.machines },
		{ "seed", 0, OPTION_NUMBER, .value = &c.seed, .most = INT64_MAX },
		{ "count", 0, OPTION_NUMBER, .value = &c.count, .least = 1, .most = 1000000000,
		  .given = &c.has_count },
		{ "only", 0, OPTION_NUMBER, .value = &c.only, .most = INT64_MAX,
		  .given = &c.has_only },
		{ "jobs", 'j', OPTION_NUMBER, .value = &c.jobs, .least = 1, .most = MOST_JOBS },
		{ "surface", 0, OPTION_TEXT, .value = &c.surface },
		{ "minimize", 0, OPTION_FLAG, .value = &c.minimize },
		{ 0 }
	};
	int ret = options_parse(options, help, argc, argv);

	if (ret < 0) {
		ret = find_model(model, &c.model);
	}
	if (ret >= 0) {
		return ret;
	}
	if (optind < argc) {
		return cli_fail(EXIT_USAGE, "`%s` is one argument too many", argv[optind]);
	}
	if (!c.model) {
		return inject_config(&c);
	}
	if (c.minimize) {
		return cli_fail(EXIT_USAGE, "--minimize is for --model config: a try is one try");
	}
	return inject_machines(&c);
}
