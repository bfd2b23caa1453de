// SPDX-License-Identifier: GPL-2.0-only
#include "campaign.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../base/files.h"
#include "../results/tries.h"
#include "../scenario/order.h"
#include "campaign_run.h"
#include "cli.h"
#include "surface.h"

#define EXIT_INTERRUPTED 130

/* seconds between two looks at those that play, and between two lines about them without a terminal
 */
#define LOOK_EVERY 0.2
#define TELL_EVERY 30

/* Consecutive tries on one machine. */
struct stretch {
	const char *machine;
	const struct trial *trial; /* that plays it, before it is numbered */
	uint64_t first, next, end;
	pid_t player; /* 0: nobody plays it now */
	char *found;  /* file of outcomes */
};

struct plan {
	struct campaign_run run; /* that all stretches are parts of */
	struct stretch *item;
	size_t count;
	struct trial *trials; /* one for each machine */
	size_t trial_count;
	struct tries found;
	uint64_t known; /* tries of an earlier command */
	double shown;	/* when it was told last how it goes on */
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
	char *from = format("%s/%s/outcomes.tsv", done->run, done->first);
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

void campaign_name_trials(const struct campaign *c, uint64_t first, uint64_t count)
{
	export_number("YARD_SEED", c->seed);
	export_number("YARD_FIRST", first);
	export_number("YARD_COUNT", count);
	setenv("YARD_SURFACE", *c->surface ? c->surface : c->model->surface, 1);
}

static int play(const struct campaign *c, const struct plan *p, const struct stretch *s)
{
	struct run_request request = { .jobs = 1,
				       .repeat = 1,
				       .part_of = p->run.places.run,
				       .number = s->next,
				       .argc = c->argc,
				       .argv = c->argv };
	int ret;

	campaign_name_trials(c, s->next, s->end - s->next);
	words_add(&request.wanted.scenarios, c->model->scenario);
	words_add(&request.wanted.machines, s->machine);
	ret = cli_run(&request);
	return request.run ? keep_outcomes(s, &request) : ret;
}

/* The trial that plays the stretch from its next try on. Returns whether the run did not know of
 * it. */
static bool add_to_plan(struct plan *p, const struct stretch *s)
{
	struct trial trial = *s->trial;

	trial_number(&trial, s->next);
	if (words_have(&p->run.record.plan, trial.folder)) {
		return false;
	}
	words_add(&p->run.record.plan, trial.folder);
	return true;
}

/* What it prints goes to a file beside its outcomes. */
static int start(const struct campaign *c, struct plan *p, struct stretch *s)
{
	char *log = format("%s.log", s->found);
	pid_t front = getpid();
	struct problem why;
	int ret = 0;

	/* one that was cut short goes on as another trial */
	if (add_to_plan(p, s) && run_record_save(&p->run.record, p->run.places.run, &why) != 0) {
		ret = cli_fail(-1, "%s", why.text);
	}
	s->player = ret == 0 ? fork() : 0;
	if (ret == 0 && s->player == 0) {
		int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
		signal(SIGINT, SIG_DFL);
		signal(SIGTERM, SIG_DFL);
		/* nobody would take in what it finds, nor end it */
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		exit(fd < 0 || getppid() != front ? EXIT_IMPOSSIBLE : play(c, p, s));
	}
	if (s->player < 0) {
		s->player = 0;
		ret = cli_fail(-1, "cannot start a process: %s", strerror(errno));
	}
	free(log);
	return ret;
}

/* ---- all stretches ---- */

/* The first line of a try that has at least this number, or the end. */
static const char *line_from(const char *lines, uint64_t number)
{
	while (*lines && strtoull(lines, NULL, 10) < number) {
		lines += strcspn(lines, "\n");
		lines += *lines == '\n';
	}
	return lines;
}

/* Take in what a stretch has found, all of it or what came since. */
static int take_in(struct plan *p, const struct campaign *c, struct stretch *s)
{
	struct tries_range range = { .machine = (char *)s->machine,
				     .seed = c->seed,
				     .only = (char *)c->surface };
	struct text text = { 0 };
	struct problem why;
	const char *lines;
	char *new;
	int ret = 0;

	range.first = range.end = s->next;
	if (!file_exists(s->found)) {
		return 0;
	}
	ret = file_read(s->found, &text, &why);
	/* the lines of the tries that are known are left out, and those behind a shorter stretch */
	lines = line_from(text_str(&text), s->next);
	new = strndup(lines, line_from(lines, s->end) - lines);
	if (ret == 0) {
		ret = tries_add(&p->found, &range, new, &range.end, &why);
	}
	if (ret == 0 && range.end > range.first) {
		ret = tries_cover(&p->found, &range, &why);
	}
	s->next = range.end;
	free(new);
	text_free(&text);
	return ret == 0 ? 0 : cli_fail(-1, "%s: %s", s->found, why.text);
}

static int add_stretches(struct plan *p, const struct campaign *c, const struct trial *trial)
{
	uint64_t first = c->has_only ? c->only : c->first, stretch = c->model->stretch;
	uint64_t end = first + c->count;

	for (; first < end; first += stretch) {
		struct stretch *larger = realloc(p->item, (p->count + 1) * sizeof(*larger));
		struct stretch *s;

		if (!larger) {
			return cli_fail(-1, "there is not enough memory for that many trials");
		}
		p->item = larger;
		s = &p->item[p->count++];
		*s = (struct stretch){
			.machine = trial->machine, .trial = trial, .first = first, .next = first
		};
		s->end = end - first < stretch ? end : first + stretch;
		/* whatever its end is: with a larger count the same campaign goes on */
		s->found = format("%s/%s-%llu.tsv", p->run.folder, trial->machine,
				  (unsigned long long)first);
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

/* Lines that the trial of a stretch has written so far: a try each. */
static uint64_t count_written(const struct plan *p, const struct campaign *c,
			      const struct stretch *s)
{
	char *pattern = format("%s/%s/%s*#%llu/outcomes.tsv", p->run.places.run, s->machine,
			       c->model->scenario, (unsigned long long)s->next);
	struct text text = { 0 };
	uint64_t lines = 0;
	glob_t found;

	if (glob(pattern, 0, NULL, &found) == 0) {
		if (file_read(found.gl_pathv[0], &text, NULL) == 0) {
			for (const char *at = text_str(&text); (at = strchr(at, '\n')); at++) {
				lines++;
			}
		}
		globfree(&found);
	}
	text_free(&text);
	free(pattern);
	return lines;
}

static uint64_t count_under_way(const struct plan *p, const struct campaign *c)
{
	uint64_t tries = 0;

	for (size_t i = 0; i < p->count; i++) {
		tries += p->item[i].player ? count_written(p, c, &p->item[i]) : 0;
	}
	return tries;
}

static void show_time(double seconds)
{
	uint64_t s = seconds + 0.5;

	if (s < 120) {
		fprintf(stderr, "%llu s", (unsigned long long)s);
	} else {
		fprintf(stderr, "%llu:%02llu h", (unsigned long long)(s / 3600),
			(unsigned long long)(s / 60 % 60));
	}
}

static void show_progress(struct plan *p, const struct campaign *c)
{
	uint64_t under_way = count_under_way(p, c), done = p->found.count + under_way;
	uint64_t all = p->found.count + count_left(p);
	double rate = (done - p->known) / (clock_seconds() - p->run.begun + 1e-9);

	fprintf(stderr, "%sinject %s: %llu of %llu trials, ", isatty(2) ? "\r\033[K" : "",
		c->model->name, (unsigned long long)done, (unsigned long long)all);
	if (done > p->known) {
		fprintf(stderr, "%.1f a minute, ", rate * 60);
		show_time(all > done ? (all - done) / rate : 0);
		fputs(" left, ", stderr);
	} else {
		fputs("the machines are restored, ", stderr);
	}
	fprintf(stderr, "%zu defects%s", p->found.defects.count, isatty(2) ? "" : "\n");
	p->shown = clock_seconds();
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

		if (!s->player && s->next < s->end && start(c, p, s) != 0) {
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

/* Until one has ended, or Ctrl-C; tells how it goes on meanwhile. Returns 0 for nobody. */
static pid_t wait_for_one(struct plan *p, const struct campaign *c)
{
	const struct timespec pause = { .tv_nsec = LOOK_EVERY * 1e9 };
	pid_t pid = 0;

	while (!interrupted && (pid = waitpid(-1, NULL, WNOHANG)) == 0) {
		if (clock_seconds() - p->shown >= (isatty(2) ? 1 : TELL_EVERY)) {
			show_progress(p, c);
		}
		nanosleep(&pause, NULL);
	}
	return pid;
}

/* Returns 0 when all is done or interrupted, else -1. */
static int work_off(struct plan *p, const struct campaign *c)
{
	int ret = 0;

	p->run.begun = clock_seconds();
	p->known = p->found.count;
	show_progress(p, c);
	while (ret == 0 && !interrupted && count_left(p)) {
		pid_t pid;

		ret = start_some(p, c);
		pid = ret == 0 ? wait_for_one(p, c) : 0;
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

/* ---- the end ---- */

static int conclude(struct plan *p, const struct campaign *c)
{
	struct text table = { 0 }, summary = { 0 };

	tries_render(&p->found, &table);
	tries_summarize(&p->found, p->run.record.version, &summary);
	campaign_run_rate(&p->run, p->found.count - p->known, c->jobs, &table, &summary);
	printf("\n%s", text_str(&table));
	campaign_run_keep(&p->run, "table.txt", &table);
	campaign_run_keep(&p->run, "summary.tsv", &summary);
	text_free(&summary);
	text_free(&table);
	campaign_run_end(&p->run, interrupted);
	if (interrupted) {
		return EXIT_INTERRUPTED;
	}
	return p->found.defects.count ? EXIT_FAILED : EXIT_PASSED;
}

/* ---- the campaign ---- */

/* The first, where one is played with several kernels. */
static const struct trial *trial_on(const struct plan *p, const char *machine)
{
	for (size_t i = 0; i < p->trial_count; i++) {
		if (strcmp(p->trials[i].machine, machine) == 0) {
			return &p->trials[i];
		}
	}
	return NULL;
}

/* What plays it on the machines that are named, or else on all that the scenario is for. */
static int choose_machines(struct plan *p, struct campaign *c)
{
	struct selection wanted = { .machines = c->machines };
	struct problem why;
	int ret;

	words_add(&wanted.scenarios, c->model->scenario);
	ret = selection_expand(&wanted, &p->run.files, &p->trials, &p->trial_count, &why);
	words_free(&wanted.scenarios);
	if (ret != 0) {
		return cli_fail(-1, "%s", why.text);
	}
	for (size_t i = 0; i < p->trial_count; i++) {
		if (!words_have(&c->machines, p->trials[i].machine)) {
			words_add(&c->machines, p->trials[i].machine);
		}
	}
	for (size_t i = 0; i < c->machines.count; i++) {
		if (!trial_on(p, c->machines.item[i])) {
			return cli_fail(-1, "model %s is never played on %s", c->model->name,
					c->machines.item[i]);
		}
	}
	return 0;
}

/* What is left to play, before any of it is: a campaign that is killed says how far it came. */
static int plan_stretches(struct plan *p, const struct campaign *c)
{
	struct problem why;

	for (size_t i = 0; i < c->machines.count; i++) {
		if (add_stretches(p, c, trial_on(p, c->machines.item[i])) != 0) {
			return -1;
		}
	}
	for (size_t i = 0; i < p->count; i++) {
		if (p->item[i].next < p->item[i].end) {
			add_to_plan(p, &p->item[i]);
		}
	}
	return run_record_save(&p->run.record, p->run.places.run, &why) == 0
		       ? 0
		       : cli_fail(-1, "%s", why.text);
}

/* A single try is shown as what it was. */
static void show_single(const struct plan *p)
{
	for (size_t i = 0; i < p->count; i++) {
		struct text text = { 0 };

		if (file_read(p->item[i].found, &text, NULL) == 0) {
			printf("%s: %s", p->item[i].machine, text_str(&text));
		}
		text_free(&text);
	}
}

/* The scenario, and what its machines are made of. */
static int describe(const struct campaign_run *r, const void *context, struct text *out,
		    struct problem *why)
{
	const struct plan *p = context;
	const struct trial *first = &p->trials[0];
	struct words script = { 0 };
	int ret = 0;

	for (size_t i = 0; i < r->files.scenario_count; i++) {
		if (strcmp(r->files.scenarios[i].name, first->scenario) == 0) {
			words_add(&script, r->files.scenarios[i].path);
			ret = tried_add_files(&script, "", out, why);
		}
	}
	for (size_t i = 0; i < p->trial_count && ret == 0; i++) {
		const struct trial *t = &p->trials[i];

		for (size_t m = 0; m < r->files.machine_count && trial_on(p, t->machine) == t;
		     m++) {
			if (strcmp(r->files.machines[m].name, t->machine) == 0) {
				ret = tried_add_machine(&r->places, &r->files.machines[m],
							t->kernel, out, why);
			}
		}
	}
	words_free(&script);
	return ret;
}

/* Of one campaign: what is played on other machines or another surface, or begins with another
 * trial, is another one, which may be played at the same time. */
static char *folder_of(const struct plan *p, const struct campaign *c)
{
	struct words machines = { 0 };
	struct text folder = { 0 };

	for (size_t n = 0; n < c->machines.count; n++) {
		words_add(&machines, c->machines.item[n]);
	}
	words_sort(&machines);
	text_printf(&folder, "%s/inject/%s-%llu", p->run.places.build, c->model->name,
		    (unsigned long long)c->seed);
	for (size_t n = 0; n < machines.count; n++) {
		text_printf(&folder, "%s%s", n ? "+" : "-", machines.item[n]);
	}
	if (*c->surface) {
		text_printf(&folder, "-%s", c->surface);
	}
	if (c->has_only || c->first) {
		text_printf(&folder, "-%s-%llu", c->has_only ? "only" : "from",
			    (unsigned long long)(c->has_only ? c->only : c->first));
	}
	words_free(&machines);
	return folder.data;
}

/* Returns 0 or the exit status. */
static int prepare(struct plan *p, struct campaign *c)
{
	struct problem why;
	int ret;

	if (cli_load(&p->run.places, &p->run.files) != 0 || choose_machines(p, c) != 0) {
		return EXIT_IMPOSSIBLE;
	}
	ret = surface_check(c, p->run.places.top, &p->run.files);
	if (ret >= 0) {
		return ret;
	}
	c->count = c->has_only ? 1 : c->has_count ? c->count : c->model->count;
	snprintf(p->found.model, sizeof(p->found.model), "%s", c->model->name);
	p->found.first_defect = c->model->first_defect;
	p->run.folder = folder_of(p, c);
	if (campaign_run_claim(&p->run, &why) != 0 ||
	    campaign_run_begin(&p->run, c, describe, p, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	return plan_stretches(p, c) == 0 ? 0 : EXIT_IMPOSSIBLE;
}

static void plan_free(struct plan *p)
{
	for (size_t i = 0; i < p->count; i++) {
		free(p->item[i].found);
	}
	free(p->item);
	free(p->trials);
	campaign_run_free(&p->run);
	tries_free(&p->found);
}

int campaign_play(struct campaign *c)
{
	struct sigaction action = { .sa_handler = interrupt };
	struct plan plan = { .count = 0 };
	int ret = prepare(&plan, c);

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	if (ret == 0) {
		ret = work_off(&plan, c) == 0 ? 0 : EXIT_IMPOSSIBLE;
	}
	if (c->has_only) {
		show_single(&plan);
	}
	ret = ret == 0 ? conclude(&plan, c) : ret;
	plan_free(&plan);
	return ret;
}
