// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sanitizer/asan_interface.h>

#include "campaign.h"
#include "order.h"

#define LONGEST_TRIALS_S 120 /* for as many as there are between two looks at the clock */
#define BETWEEN_LOOKS	 1024

static volatile sig_atomic_t interrupted;
static volatile uint64_t running_trial;
static volatile uint64_t running_seed;

static void interrupt(int signal)
{
	(void)signal;
	interrupted = 1;
}

/* A checker that reads where it must not, or never ends, names the trial on its way out. */
static void name_trial(void)
{
	char line[128];
	int len = snprintf(line, sizeof(line),
			   "inject: in the trial --seed %" PRIu64 " --only %" PRIu64 "\n",
			   running_seed, running_trial);

	if (write(STDERR_FILENO, line, len) != len) {
		return;
	}
}

static void give_up(int signal)
{
	static const char line[] = "inject: a checker does not come to an end\n";

	(void)signal;
	if (write(STDERR_FILENO, line, sizeof(line) - 1) > 0) {
		name_trial();
	}
	_exit(1);
}

void campaign_watch(void)
{
	struct sigaction action = { .sa_handler = interrupt };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	action.sa_handler = give_up;
	sigaction(SIGALRM, &action, NULL);
	__asan_set_death_callback(name_trial);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

struct progress {
	double begun;
	double shown;
	uint64_t first; /* of this command */
	uint64_t end;
};

static void show_progress(struct progress *progress, const struct campaign *campaign,
			  const struct tally *tally, uint64_t next)
{
	bool terminal = isatty(STDERR_FILENO);
	double time = now();
	double rate = (next - progress->first) / (time - progress->begun + 1e-9);
	uint64_t left = progress->end - next;

	if (time - progress->shown < (terminal ? 0.5 : 10)) {
		return;
	}
	progress->shown = time;
	fprintf(stderr,
		"%sinject config: %" PRIu64 " of %" PRIu64 ", %.0f trials/s, %.0f s left, %" PRIu64
		" defects%s",
		terminal ? "\r" : "", campaign->count - left, campaign->count, rate, left / rate,
		tally_defects(tally), terminal ? "   " : "\n");
}

static void end_progress(const struct progress *progress, uint64_t next)
{
	double time = now() - progress->begun;

	fprintf(stderr, "%sinject config: %" PRIu64 " trials in %.1f s, %.0f trials/s\n",
		isatty(STDERR_FILENO) ? "\r\033[K" : "", next - progress->first, time,
		(next - progress->first) / (time + 1e-9));
}

/* Where an earlier one was interrupted; it must have been the same one. */
static uint64_t go_on(const struct campaign *campaign, struct tally *tally)
{
	if (campaign->state != NULL && tally_read(tally, campaign->state) == 0 &&
	    tally->seed == campaign->seed && tally->first == campaign->first &&
	    tally->trials < campaign->count) {
		fprintf(stderr, "inject config: goes on behind %" PRIu64 " trials\n",
			tally->trials);
		return tally->first + tally->trials;
	}
	*tally = (struct tally){ .seed = campaign->seed, .first = campaign->first };
	return campaign->first;
}

static void keep_state(const struct campaign *campaign, const struct tally *tally)
{
	if (campaign->state == NULL) {
		return;
	}
	if (tally->trials == campaign->count) {
		unlink(campaign->state);
	} else if (tally_write(tally, campaign->state) != 0) {
		fprintf(stderr, "inject: %s: cannot be written, so that it cannot go on later\n",
			campaign->state);
	}
}

static void list_trial(const struct campaign *campaign, const struct trial *trial)
{
	char cause[48];

	trial_cause(&trial->verdict, cause, sizeof(cause));
	if (campaign->list != NULL && strcmp(cause, campaign->list) == 0) {
		printf("%" PRIu64 ": %s/%s: %s: %s\n", trial->number, trial->subject->board->name,
		       trial->subject->file->name, trial->mutant.what,
		       trial->verdict.opinion.count > 0
			       ? trial->verdict.opinion.objections[0].sentence
			       : trial->verdict.sentence);
	}
}

int campaign_run(const struct campaign *campaign, struct tally *tally)
{
	uint64_t next = go_on(campaign, tally), end = campaign->first + campaign->count;
	struct order order;
	struct progress progress = { .begun = now(), .shown = now(), .first = next, .end = end };

	order_begin(&order, campaign->subjects);
	running_seed = campaign->seed;
	for (; next < end; next++) {
		struct trial trial;

		/* a summary of no trial would be none */
		if (interrupted && next > campaign->first) {
			break;
		}
		if (next % BETWEEN_LOOKS == 0) {
			alarm(LONGEST_TRIALS_S);
			show_progress(&progress, campaign, tally, next);
		}
		running_trial = order_number(&order, next);
		trial_run(&trial, campaign->subjects, campaign->seed, running_trial);
		tally_add(tally, &trial);
		list_trial(campaign, &trial);
		trial_end(&trial);
	}
	alarm(0);
	end_progress(&progress, next);
	tally->seconds += now() - progress.begun;
	keep_state(campaign, tally);
	return next < end ? 1 : 0;
}
