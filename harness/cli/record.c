// SPDX-License-Identifier: GPL-2.0-only
/* yard record: a played scenario in one file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../recording/compare.h"
#include "../recording/recording.h"
#include "cli.h"
#include "options.h"
#include "tier.h"

/* How often a machine plays by itself before it is believed to do the same each time. */
#define PLAYS 2

static const char record_help[] =
	"usage: yard record -o FILE [OPTION...] SCENARIO\n\n"
	"Plays a scenario and keeps it in one file, for `yard replay` on any computer: scenario,\n"
	"hashes of what ran, both consoles, how it ended. No paths of this computer are in it.\n\n"
	"Then the machine plays it twice by itself, with nobody who types, counting instructions.\n"
	"If it does the same both times, and what it did when it was played from outside, these\n"
	"steps are recorded, too, and the bytes that the hypervisor's console shows.\n\n"
	"  -o, --output FILE    the recording, usually NAME.yard\n"
	"  -m, --machine NAME   default: the first one that the scenario is meant for\n"
	"      --kernel NAME    default: the machine's\n"
	"      --tier TIER      scripted: from outside alone; exact: it is an error if the machine\n"
	"                       can't play it by itself\n\n"
	"Exit status: that of the scenario, 0 passed, 1 not; 2 usage, 3 impossible.\n";

struct record {
	struct places places;
	struct yard_files files;
	struct run_request request; /* played from outside */
	char *output;
	const char *tier; /* as asked for, or NULL */
	char *trial;	  /* folder of that */
	char *inside;	  /* the same of the first play from inside, or NULL */
	struct problem reason;
};

/* One trial of the one scenario; fails with a sentence. */
static int choose(struct selection *wanted, const struct yard_files *files, struct problem *why)
{
	struct trial *trials = NULL;
	size_t count = 0;

	if (selection_expand(wanted, files, &trials, &count, why) != 0) {
		return -1;
	}
	for (size_t i = 1; i < count; i++) {
		if (strcmp(trials[i].scenario, trials[0].scenario) != 0) {
			free(trials);
			return problem_set(why,
					   "a recording holds one scenario, and that means %s "
					   "and others",
					   trials[0].scenario);
		}
	}
	if (!wanted->machines.count) {
		words_add(&wanted->machines, trials[0].machine);
	}
	if (!wanted->kernels.count) {
		words_add(&wanted->kernels, trials[0].kernel);
	}
	free(trials);
	return 0;
}

static int keep_recording(const struct record *r, struct problem *why)
{
	const struct trial *t = &r->request.outcomes[0].trial;
	const struct machine *m =
		machine_find(r->files.machines, r->files.machine_count, t->machine);
	char *scenario = format("%s/%s.tcl", r->places.scenarios, t->scenario);
	char *emulator = emulator_version(m->emulator);
	struct recording recording = { 0 };
	char *path = format("%s/VERSION", r->places.top);
	struct text version = { 0 };
	int ret = file_read(path, &version, why);

	if (ret == 0) {
		const struct recording_source from = { .trial = r->trial,
						       .scenario = scenario,
						       .version = trim(version.data),
						       .emulator = emulator,
						       .inside = r->inside,
						       .reason = r->reason.text };

		ret = recording_make(&recording, &from, why);
	}
	if (ret == 0) {
		ret = recording_write(&recording, r->output, why);
	}
	recording_free(&recording);
	text_free(&version);
	free(path);
	free(emulator);
	free(scenario);
	return ret;
}

static bool same_headline(const struct outcome *a, const struct outcome *b)
{
	int len = outcome_headline(a);

	return len == outcome_headline(b) && (!len || memcmp(a->message, b->message, len) == 0);
}

/* Compare with the first play from inside, or be the first. */
static int judge(struct record *r, const struct run_request *play)
{
	const struct outcome *o = &play->outcomes[0];
	char *trial = format("%s/%s", play->run, o->trial.folder);
	const struct outcome *played = &r->request.outcomes[0];
	struct text before = { 0 }, now = { 0 }, difference = { 0 };
	int ret = 0;

	if (o->verdict != played->verdict || !same_headline(o, played)) {
		ret = problem_set(&r->reason, "the machine plays it by itself as %s: %.*s",
				  verdict_name(o->verdict), (int)strcspn(o->message, "\n"),
				  o->message);
	} else if (exact_console(trial, &now) != 0) {
		ret = problem_set(&r->reason,
				  "the machine does not come to an end when it plays it by itself");
	} else if (!now.len) {
		ret = problem_set(&r->reason, "the hypervisor's console shows nothing to compare");
	} else if (!r->inside) {
		r->inside = trial;
		trial = NULL;
	} else if (exact_console(r->inside, &before) != 0 ||
		   !compare_consoles(&before, &now, &difference)) {
		ret = problem_set(&r->reason, "the machine does not do the same each time: %s",
				  text_str(&difference));
	}
	text_free(&difference);
	text_free(&now);
	text_free(&before);
	free(trial);
	return ret;
}

static int play_inside(struct record *r, const char *steps)
{
	for (int i = 1; i <= PLAYS; i++) {
		struct run_request play = { .jobs = 1,
					    .repeat = 1,
					    .argc = r->request.argc,
					    .argv = r->request.argv,
					    .wanted = r->request.wanted,
					    .inside = steps };

		printf("\nThe machine plays by itself, %d of %d:\n", i, PLAYS);
		fflush(stdout);
		if (cli_run(&play) > EXIT_FAILED) {
			return problem_set(&r->reason, "the machine could not play it by itself");
		}
		if (judge(r, &play) != 0) {
			return -1;
		}
	}
	return 0;
}

/* Can the machine do it by itself, and always the same? Else @r->reason tells why not. */
static int find_tier(struct record *r)
{
	char *steps = format("%s/%s", r->trial, recorded_name(RECORDED_INSIDE));
	char *obstacle = format("%s/outside.txt", r->trial);
	enum verdict v = r->request.outcomes[0].verdict;
	struct text sentence = { 0 };
	int ret = -1;

	if (r->tier && strcmp(r->tier, TIER_SCRIPTED) == 0) {
		problem_set(&r->reason, "that was asked for");
	} else if (v != VERDICT_PASS && v != VERDICT_FAIL) {
		problem_set(&r->reason, "it ended as %s", verdict_name(v));
	} else if (file_exists(obstacle) && file_read(obstacle, &sentence, NULL) == 0) {
		problem_set(&r->reason, "%s", trim(sentence.data));
	} else if (!file_exists(steps)) {
		problem_set(&r->reason, "its steps were not noted");
	} else {
		ret = play_inside(r, steps);
	}
	if (ret != 0) {
		free(r->inside);
		r->inside = NULL;
	}
	text_free(&sentence);
	free(obstacle);
	free(steps);
	return ret;
}

static int parse_record(struct record *r, int argc, char **argv)
{
	const char *file = NULL;
	const struct cli_option table[] = {
		{ "output", 'o', OPTION_TEXT, .value = &file },
		{ "machine", 'm', OPTION_WORDS, .value = &r->request.wanted.machines },
		{ "kernel", 0, OPTION_WORDS, .value = &r->request.wanted.kernels },
		{ "tier", 0, OPTION_TEXT, .value = &r->tier },
		{ 0 }
	};
	int ret = options_parse(table, record_help, argc, argv);

	if (ret >= 0) {
		return ret;
	}
	if (!file) {
		return cli_fail(EXIT_USAGE, "say where the recording is to be: -o FILE");
	}
	if (optind + 1 != argc) {
		return cli_fail(EXIT_USAGE, "say which scenario, one; `yard list` shows them");
	}
	if (!tier_known(r->tier)) {
		return cli_fail(EXIT_USAGE, "there is no tier %s; known are exact and scripted",
				r->tier);
	}
	r->output = absolute_path(file);
	words_add(&r->request.wanted.scenarios, argv[optind]);
	return -1;
}

static int play_and_keep(struct record *r)
{
	struct problem why;
	int tier, ret;

	r->request.note = !r->tier || strcmp(r->tier, TIER_SCRIPTED) != 0;
	ret = cli_run(&r->request);
	if (ret > EXIT_FAILED) {
		return ret;
	}
	r->trial = format("%s/%s", r->request.run, r->request.outcomes[0].trial.folder);
	tier = find_tier(r);
	if (tier != 0 && r->tier && strcmp(r->tier, TIER_EXACT) == 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "there is no exact recording: %s", r->reason.text);
	}
	if (keep_recording(r, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "there is no recording: %s", why.text);
	}
	printf("\nRecording: %s\nTier: %s", r->output, tier == 0 ? "exact\n" : "scripted; ");
	if (tier != 0) {
		printf("%s\n", r->reason.text);
	}
	return ret;
}

int cmd_record(int argc, char **argv)
{
	struct record r = { .request = { .jobs = 1, .repeat = 1, .argc = argc, .argv = argv } };
	struct problem why;
	int ret = parse_record(&r, argc, argv);

	if (ret >= 0) {
		return ret;
	}
	if (cli_load(&r.places, &r.files) != 0) {
		return EXIT_IMPOSSIBLE;
	}
	if (choose(&r.request.wanted, &r.files, &why) != 0) {
		return cli_fail(EXIT_USAGE, "%s", why.text);
	}
	ret = play_and_keep(&r);
	free(r.inside);
	free(r.trial);
	free(r.output);
	return ret;
}
