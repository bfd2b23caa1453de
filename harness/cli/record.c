// SPDX-License-Identifier: GPL-2.0-only
/* yard record: a played scenario in one file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../recording/compare.h"
#include "../recording/recording.h"
#include "cli.h"
#include "keeper.h"
#include "options.h"
#include "shell.h"
#include "tier.h"

/* How often a machine plays by itself before it is believed to do the same each time. */
#define PLAYS 2

/* Why what is kept meanwhile is scripted. */
#define ENDED_EARLY "its recorder was ended before the machine had played it by itself"

static const char record_help[] =
	"usage: yard record -o FILE [OPTION...] SCENARIO...\n"
	"       yard record -o FILE [OPTION...] -m MACHINE\n"
	"       yard record --again FILE...\n\n"
	"Plays a scenario and keeps it in one file, for `yard replay` on any computer: scenario,\n"
	"versions and hashes of what ran, both consoles, how it ended. No paths of this computer are\n"
	"in it. Without a scenario it boots the machine, and what you type is recorded, keys of the\n"
	"shell and steps, as in `yard shell`.\n\n"
	"Then the machine plays a scenario twice by itself, with nobody who types, counting\n"
	"instructions. If it does the same both times, and what it did when it was played from\n"
	"outside, these steps are recorded, too, and the bytes that the hypervisor's console shows.\n\n"
	"FILE is brought up to date every second, a large one less often: if this is killed, FILE\n"
	"replays up to there, or, when the machine already plays by itself, as scripted. Whether FILE\n"
	"can be written is tried before anything is played.\n\n"
	"Each scenario gets a file of its own: of several, or of a pattern, FAULT.yard becomes\n"
	"FAULT-SCENARIO.yard. If FILE is a folder, SCENARIO.yard in it is written.\n\n"
	"--again makes anew what was recorded with another version: the same scenario on the same\n"
	"machine, as this checkout has them. FILE remains as it was unless the new recording ends with\n"
	"the same verdict and is as exact.\n\n"
	"  -o, --output FILE    the recording, usually NAME.yard, or a folder for recordings\n"
	"  -m, --machine NAME   default: the first one that the scenario is meant for\n"
	"      --kernel NAME    default: the machine's\n"
	"      --with-images    kernel and image go in (11 to 20 MB), so that a checkout of another\n"
	"                       version can play it\n"
	"      --poison-all     fill all of RAM with a pattern before the start\n"
	"      --tier TIER      scripted: from outside alone; exact: it is an error if the machine\n"
	"                       can't play it by itself\n\n"
	"Exit status: that of the scenario, 0 passed, 1 not; 2 usage, 3 impossible; of several the\n"
	"highest.\n";

struct record {
	struct places places;
	struct yard_files files;
	struct run_request request; /* played from outside */
	char *output;		    /* the file */
	char *target;		    /* as asked for: see recording_path() */
	bool again;
	const char *tier; /* as asked for, or NULL */
	bool images;	  /* kernel and image go in */
	struct keeper keeper;
	char *trial;  /* folder of that */
	char *inside; /* the same of the first play from inside, or NULL */
	struct problem reason;
	int interrupted; /* while the machine played by itself: exit status, or 0 */
};

/* One trial of each scenario: on the first machine, with its first kernel. */
static int choose(const struct record *r, struct trial **trials, size_t *count, struct problem *why)
{
	size_t all = 0;

	*count = 0;
	if (selection_expand(&r->request.wanted, &r->files, trials, &all, why) != 0) {
		return -1;
	}
	for (size_t i = 0; i < all; i++) {
		struct trial *t = *trials;
		size_t same = 0;

		while (same < *count && strcmp(t[same].scenario, t[i].scenario) != 0) {
			same++;
		}
		if (same == *count) {
			t[(*count)++] = t[i];
		}
	}
	return 0;
}

static bool same_headline(const struct outcome *a, const struct outcome *b)
{
	int len = outcome_headline(a);

	return len == outcome_headline(b) && (!len || memcmp(a->message, b->message, len) == 0);
}

/* Were faults injected at the same instructions? */
static bool same_injected(const char *one, const char *other)
{
	struct text a = { 0 }, b = { 0 };
	bool same;

	injected_lines(one, &a);
	injected_lines(other, &b);
	same = strcmp(text_str(&a), text_str(&b)) == 0;
	text_free(&b);
	text_free(&a);
	return same;
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
	} else if (!same_injected(r->inside, trial)) {
		ret = problem_set(&r->reason,
				  "faults are injected at other instructions each time");
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
	struct problem why;
	int ret;

	/* if this is killed now, that remains; what hinders it will be told at the end */
	keeper_keep(&r->keeper, r->trial, NULL, ENDED_EARLY, &why);
	for (int i = 1; i <= PLAYS; i++) {
		struct run_request play = { .jobs = 1,
					    .repeat = 1,
					    .argc = r->request.argc,
					    .argv = r->request.argv,
					    .wanted = r->request.wanted,
					    .poison_all = r->request.poison_all,
					    .inside = steps };

		printf("\nThe machine plays by itself, %d of %d:\n", i, PLAYS);
		fflush(stdout);
		ret = cli_run(&play);
		if (ret > EXIT_IMPOSSIBLE) {
			r->interrupted = ret;
			return problem_set(&r->reason, ENDED_EARLY);
		}
		if (ret > EXIT_FAILED) {
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
		problem_set(&r->reason, "its recorder asked for that");
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
		{ "poison-all", 0, OPTION_FLAG, .value = &r->request.poison_all },
		{ "with-images", 0, OPTION_FLAG, .value = &r->images },
		{ "again", 0, OPTION_FLAG, .value = &r->again },
		{ 0 }
	};
	int ret = options_parse(table, record_help, argc, argv);

	if (ret >= 0) {
		return ret;
	}
	if (r->again && (file || r->tier || r->images || r->request.poison_all ||
			 r->request.wanted.machines.count || r->request.wanted.kernels.count)) {
		return cli_fail(EXIT_USAGE,
				"--again makes a recording as it was, and takes no other "
				"options");
	}
	if (r->again) {
		return optind < argc ? -1 : cli_fail(EXIT_USAGE, "say which recordings");
	}
	if (!file || !*file) {
		return cli_fail(EXIT_USAGE, "say where the recording is to be: -o FILE");
	}
	if (optind == argc && r->request.wanted.machines.count != 1) {
		return cli_fail(EXIT_USAGE, "say which scenario, `yard list` shows them, or, for "
					    "a session by hand, on which machine: -m MACHINE");
	}
	if (optind == argc && r->tier && strcmp(r->tier, TIER_EXACT) == 0) {
		return cli_fail(EXIT_USAGE, "what is typed by hand cannot be played exactly: keys "
					    "come from outside, at another instruction each time");
	}
	if (!tier_known(r->tier)) {
		return cli_fail(EXIT_USAGE, "there is no tier %s; known are exact and scripted",
				r->tier);
	}
	r->target = absolute_path(file);
	for (int i = optind; i < argc; i++) {
		words_add(&r->request.wanted.scenarios, argv[i]);
	}
	return -1;
}

/* In the front end, while the trial is played. */
static int keep_so_far(void *context)
{
	struct record *r = context;
	char *trial = format("%s/%s", r->request.run, r->request.first);
	struct problem why;

	/* what hinders it will be told at the end */
	keeper_keep_so_far(&r->keeper, trial, &why);
	free(trial);
	return 0;
}

static void begin_keeping(struct record *r, const char *machine, const char *kernel)
{
	r->keeper.places = &r->places;
	r->keeper.machine = machine_find(r->files.machines, r->files.machine_count, machine);
	r->keeper.kernel = kernel;
	r->keeper.output = r->output;
	r->keeper.images = r->images;
	r->keeper.poison_all = r->request.poison_all;
	keeper_open(&r->keeper);
}

static int tell_recording(const struct record *r, bool exact)
{
	struct stat st = { 0 };

	stat(r->output, &st);
	printf("\nRecording: %s (%lld KiB)\nTier: %s", r->output,
	       ((long long)st.st_size + 1023) / 1024, exact ? "exact\n" : "scripted; ");
	if (!exact) {
		printf("%s\n", r->reason.text);
	}
	return 0;
}

/* It did not come to its end. */
static int tell_part(const struct record *r, int status)
{
	if (status > EXIT_IMPOSSIBLE && file_exists(r->output)) {
		printf("\nRecording: %s, as far as it went\n", r->output);
	}
	return status;
}

static int play_and_keep(struct record *r)
{
	struct problem why;
	int tier, ret;

	r->request.note = !r->tier || strcmp(r->tier, TIER_SCRIPTED) != 0;
	r->request.tick = keep_so_far;
	r->request.tick_context = r;
	ret = cli_run(&r->request);
	if (ret > EXIT_FAILED) {
		return tell_part(r, ret);
	}
	if (r->request.outcomes[0].trial.skip[0]) {
		return cli_fail(EXIT_IMPOSSIBLE, "there is no recording: %s",
				r->request.outcomes[0].trial.skip);
	}
	r->trial = format("%s/%s", r->request.run, r->request.first);
	tier = find_tier(r);
	if (tier != 0 && r->tier && strcmp(r->tier, TIER_EXACT) == 0) {
		unlink(r->output);
		cli_fail(0, "there is no exact recording: %s", r->reason.text);
		return r->interrupted ? r->interrupted : EXIT_IMPOSSIBLE;
	}
	if (keeper_keep(&r->keeper, r->trial, r->inside, r->reason.text, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "there is no recording: %s", why.text);
	}
	tell_recording(r, tier == 0);
	return r->interrupted ? r->interrupted : ret;
}

/* What is in @r beside places, files and request is filled in, and remains for the caller. */
static int record_scenario(struct record *r, const struct trial *t)
{
	struct selection wanted = { .arch = NULL };
	char *script = format("%s/%s.tcl", r->places.scenarios, t->scenario);
	int ret;

	words_add(&wanted.scenarios, t->scenario);
	words_add(&wanted.machines, t->machine);
	words_add(&wanted.kernels, t->kernel);
	r->request.wanted = wanted;
	r->keeper.name = t->scenario;
	r->keeper.scenario = script;
	begin_keeping(r, t->machine, t->kernel);
	ret = play_and_keep(r);
	keeper_close(&r->keeper);
	free(script);
	return ret;
}

static void forget(struct record *r)
{
	free(r->inside);
	free(r->trial);
	free(r->output);
}

/* One of those that were asked for. */
static int record_one(const struct record *all, const struct trial *t, const char *output)
{
	struct record r = *all;
	int ret;

	r.output = copy_string(output);
	ret = record_scenario(&r, t);
	forget(&r);
	return ret;
}

/* Paths of their recordings, which all can be written. */
static int find_outputs(const struct record *r, const struct trial *trials, size_t count,
			struct words *outputs, struct problem *why)
{
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < count; i++) {
		char *output = recording_path(r->target, trials[i].scenario, count > 1);

		words_add(outputs, output);
		ret = recording_possible(output, why);
		free(output);
	}
	return ret;
}

static int record_scenarios(const struct record *r)
{
	struct trial *trials = NULL;
	struct words outputs = { 0 };
	struct problem why;
	size_t count;
	int ret = EXIT_PASSED;

	if (choose(r, &trials, &count, &why) != 0) {
		return cli_fail(EXIT_USAGE, "%s", why.text);
	}
	if (find_outputs(r, trials, count, &outputs, &why) != 0) {
		ret = cli_fail(EXIT_IMPOSSIBLE, "there can be no recording: %s", why.text);
		count = 0;
	}
	for (size_t i = 0; i < count && ret <= EXIT_IMPOSSIBLE; i++) {
		int one;

		if (count > 1) {
			printf("%s%s on %s:\n", i ? "\n" : "", trials[i].scenario,
			       trials[i].machine);
		}
		one = record_one(r, &trials[i], outputs.item[i]);
		ret = one > ret ? one : ret;
	}
	words_free(&outputs);
	free(trials);
	return ret;
}

/* What an old recording says of itself. */
static void take_choices(struct record *r, const struct recording *old)
{
	words_add(&r->request.wanted.scenarios, recording_word(old, "scenario"));
	words_add(&r->request.wanted.machines, recording_word(old, "machine"));
	words_add(&r->request.wanted.kernels, recording_word(old, "kernel"));
	r->request.poison_all = recording_poisons_all(old);
	r->images = recording_has_images(old);
	recording_set_parameters(old);
}

static bool is_as_good(const char *path, const struct recording *old, struct problem *why)
{
	struct recording made = { 0 };
	int ret = recording_read(&made, path, why);

	if (ret == 0 && strcmp(recording_word(&made, "verdict"), recording_word(old, "verdict"))) {
		ret = problem_set(why, "it was %s, and is now %s", recording_word(old, "verdict"),
				  recording_word(&made, "verdict"));
	} else if (ret == 0 && strcmp(recording_word(old, "tier"), TIER_EXACT) == 0 &&
		   strcmp(recording_word(&made, "tier"), TIER_EXACT) != 0) {
		ret = problem_set(why, "it was exact, and is not now: %s",
				  recording_word(&made, "reason"));
	}
	recording_free(&made);
	return ret == 0;
}

/* @r->request.wanted, which means one scenario. */
static int record_again(struct record *r)
{
	struct trial *trials = NULL;
	struct problem why;
	size_t count;
	int ret;

	if (choose(r, &trials, &count, &why) != 0) {
		return cli_fail(EXIT_USAGE, "%s", why.text);
	}
	if (recording_possible(r->output, &why) != 0) {
		ret = cli_fail(EXIT_IMPOSSIBLE, "there can be no recording: %s", why.text);
	} else {
		ret = record_scenario(r, &trials[0]);
	}
	free(trials);
	return ret;
}

/* One recording anew, beside the old one until it is known to be as good. */
static int record_anew(const struct record *of, const char *path)
{
	struct record r = { .places = of->places, .files = of->files };
	struct recording old = { 0 };
	struct problem why;
	int ret;

	r.request = (struct run_request){
		.jobs = 1, .repeat = 1, .argc = of->request.argc, .argv = of->request.argv
	};
	printf("\n%s:\n", path);
	if (recording_read(&old, path, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	take_choices(&r, &old);
	r.output = format("%s.again", path);
	if (strcmp(recording_word(&old, "scenario"), STORY_NAME) == 0) {
		ret = cli_fail(EXIT_IMPOSSIBLE, "%s was typed by hand, and would be so again",
			       path);
	} else {
		ret = record_again(&r);
	}
	if (ret <= EXIT_FAILED && !is_as_good(r.output, &old, &why)) {
		ret = cli_fail(EXIT_IMPOSSIBLE, "%s remains as it was: %s", path, why.text);
	} else if (ret <= EXIT_FAILED) {
		ret = rename(r.output, path) == 0 ? EXIT_PASSED : EXIT_IMPOSSIBLE;
	}
	unlink(r.output);
	recording_free(&old);
	forget(&r);
	return ret;
}

static int record_all_anew(const struct record *r, char **paths)
{
	int ret = EXIT_PASSED;

	for (; *paths; paths++) {
		int one = record_anew(r, *paths);

		ret = one > ret ? one : ret;
		if (one > EXIT_IMPOSSIBLE) {
			return one;
		}
	}
	return ret;
}

struct by_hand {
	struct record *record;
	struct shell shell;
	char *script;
};

static int keep_session_so_far(void *context)
{
	struct by_hand *h = context;
	char *trial = shell_results(&h->shell);
	struct problem why;

	if (!h->script) {
		h->script = format("%s/" STORY_NAME ".tcl", trial);
		h->record->keeper.scenario = h->script;
	}
	keeper_keep_so_far(&h->record->keeper, trial, &why);
	free(trial);
	return 0;
}

/* A session with somebody at the keys, or with commands from a file. */
static int record_session(struct record *r)
{
	const char *machine = r->request.wanted.machines.item[0];
	struct by_hand h = { .record = r };
	struct problem why;
	char *trial;
	int ret;

	r->output = recording_path(r->target, STORY_NAME, false);
	if (recording_possible(r->output, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "there can be no recording: %s", why.text);
	}
	h.shell = (struct shell){ .terminal = isatty(STDIN_FILENO),
				  .places = r->places,
				  .files = r->files,
				  .note = true,
				  .poison_all = r->request.poison_all,
				  .tick = keep_session_so_far,
				  .tick_context = &h };
	h.shell.places.cold = h.shell.poison_all;
	if (r->request.wanted.kernels.count) {
		h.shell.kernel = r->request.wanted.kernels.item[0];
	}
	if (shell_choose(&h.shell, machine) != 0) {
		return EXIT_USAGE;
	}
	r->keeper.name = STORY_NAME;
	begin_keeping(r, machine, h.shell.kernel);
	ret = shell_session(&h.shell);
	if (ret > EXIT_FAILED) {
		return tell_part(r, ret);
	}
	/* now the folders are known */
	r->keeper.places = &h.shell.places;
	keep_session_so_far(&h);
	trial = shell_results(&h.shell);
	problem_set(&r->reason, "it was typed by hand");
	if (keeper_keep(&r->keeper, trial, NULL, r->reason.text, &why) != 0) {
		ret = cli_fail(EXIT_IMPOSSIBLE, "there is no recording: %s", why.text);
	} else {
		tell_recording(r, false);
	}
	free(trial);
	free(h.script);
	return ret;
}

int cmd_record(int argc, char **argv)
{
	struct record r = { .request = { .jobs = 1, .repeat = 1, .argc = argc, .argv = argv } };
	int ret = parse_record(&r, argc, argv);

	if (ret >= 0) {
		return ret;
	}
	if (cli_load(&r.places, &r.files) != 0) {
		return EXIT_IMPOSSIBLE;
	}
	if (r.again) {
		return record_all_anew(&r, argv + optind);
	}
	ret = r.request.wanted.scenarios.count ? record_scenarios(&r) : record_session(&r);
	keeper_close(&r.keeper);
	forget(&r);
	free(r.target);
	return ret;
}
