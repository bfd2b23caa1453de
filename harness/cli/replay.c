// SPDX-License-Identifier: GPL-2.0-only
/* yard replay: a recording is played again and compared. */
#include <libgen.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/hash.h"
#include "../base/utf8.h"
#include "../machine/inside.h"
#include "../recording/compare.h"
#include "../recording/recording.h"
#include "../scenario/halt.h"
#include "../scenario/ingredients.h"
#include "cli.h"
#include "debug.h"
#include "options.h"
#include "story.h"
#include "tier.h"
#include "unpack.h"

/* of those that are not as recorded */
#define FILES_TOLD 8

static const char replay_help[] =
	"usage: yard replay [OPTION...] FILE\n\n"
	"Plays a recording again and compares: how it ends, and what the hypervisor's console\n"
	"shows. Prints `reproduced` with the lines that tell of faults, or the first difference.\n\n"
	"      --repeat N       so many times, as many at a time as `yard run` plays;\n"
	"                       the share that was reproduced is told\n"
	"      --tier TIER      exact or scripted; else it is chosen, and the choice explained\n"
	"      --own-images     this checkout's kernel and image, although the recording has some\n"
	"      --gdb            stop where the hypervisor parks or stops a CPU, and start gdb there,\n"
	"                       with the symbols of the hypervisor and of the program in the cell\n"
	"      --until REGEX    with --gdb: stop at the line of the hypervisor's console instead that\n"
	"                       this extended regular expression matches; `fault` is what it does else\n"
	"      --gdb-command X  give gdb this command there; may be repeated; then gdb ends\n"
	"      --trust          play a scenario that is none of this checkout's: it is a program\n\n"
	"exact: the machine plays the recorded steps by itself, and every byte of the console\n"
	"must be the same. That takes a recording of this kind, and the same images and emulator.\n"
	"scripted: played from outside, step by step; the lines that tell of faults and refusals must\n"
	"be the same, and of a failure the reason. It is played with the images in the recording,\n"
	"else with this checkout's; where these differ from the recorded ones that is said. A\n"
	"recording whose recorder was ended is compared as far as it goes. What was in the file is\n"
	"unpacked in results/replays/NAME, or NAME-2 and so on while another replay is at that.\n\n"
	"Exit status: 0 reproduced each time, 1 not, 2 usage, 3 impossible.\n";

struct replay {
	struct places places;
	struct yard_files files;
	struct recording recording;
	char *path;
	char *folder; /* what was in the file */
	const char *tier;
	struct words changed; /* what the machine would not be the same with */
	uint64_t repeat;
	bool trust;
	bool own_images;
	const char *until; /* where gdb gets the machine; or NULL */
	bool gdb;
	struct words commands; /* gdb's */
	uint64_t judged;       /* how often it was played to its end */
	uint64_t same;	       /* and reproduced */
	char impossible[256];  /* why it cannot be played here, or "" */
	struct text said;      /* the same in words: a line for each, and what differs */
	int argc;
	char **argv;
};

static void read_part(const char *trial, enum recorded part, struct text *out)
{
	char *path = format("%s/%s", trial, recorded_name(part));

	if (file_exists(path)) {
		file_read(path, out, NULL);
	}
	free(path);
}

/* Of a result.json: why it ended as it did. The caller frees it. */
static char *headline_of(const struct text *result)
{
	json_t *record = json_loads(text_str(result), 0, NULL);
	const char *message = json_string_value(json_object_get(record, "message"));
	char *headline =
		message ? format("%.*s", (int)strcspn(message, "\n"), message) : copy_string("");

	utf8_clean(headline, strlen(headline));
	json_decref(record);
	return headline;
}

/* Names that are in the file. */
static void print_visible(const char *before, const char *s)
{
	char *shown = visible(s);

	printf("%s%s", before, shown);
	free(shown);
}

/* Scenario and library, in an exact replay. */
static bool looks_on(const char *name)
{
	const char *end = strrchr(name, '.');

	return end && strcmp(end, ".tcl") == 0;
}

/* What is not as recorded, of all that a trial needs. */
static void tell_differences(const struct replay *replay, const char *trial)
{
	const struct recording *r = &replay->recording;
	bool exact = strcmp(replay->tier, TIER_EXACT) == 0;
	struct words names = { 0 };
	struct text hashes = { 0 };
	size_t told = 0;

	read_part(trial, RECORDED_HASHES, &hashes);
	if (hashes.len) {
		compare_hashes(text_str(&r->part[RECORDED_HASHES]), text_str(&hashes), &names);
	}
	for (size_t i = 0; i < names.count; i++) {
		if (exact && looks_on(names.item[i])) {
			continue;
		}
		if (!told++) {
			printf("Not as recorded (by version %s):", recording_word(r, "version"));
		}
		print_visible(" ", names.item[i]);
	}
	if (told) {
		puts("");
	}
	text_free(&hashes);
	words_free(&names);
}

/* Its recorder was ended before the trial was. */
static bool is_unfinished(const struct recording *r)
{
	return strcmp(recording_word(r, "verdict"), UNFINISHED) == 0;
}

/* What came behind the end of the record is not known: leave it out of @now. */
static void compare_until(const struct words *recorded, struct words *now)
{
	while (now->count > recorded->count) {
		free(now->item[--now->count]);
	}
}

/* Of one console: what tells of faults there, or of what was refused. */
static void add_lines(const struct recording *r, const char *trial, enum recorded console,
		      void find(const char *log, struct words *out), struct words *recorded,
		      struct words *now)
{
	struct words before = { 0 }, after = { 0 };
	char *whole = copy_string(text_str(&r->part[console]));
	struct text log = { 0 };

	read_part(trial, console, &log);
	/* a line that was being written when the recorder was ended is none */
	if (is_unfinished(r) && strrchr(whole, '\n')) {
		*strrchr(whole, '\n') = 0;
	}
	find(whole, &before);
	find(text_str(&log), &after);
	if (is_unfinished(r)) {
		compare_until(&before, &after);
	}
	for (size_t i = 0; i < before.count; i++) {
		words_add(recorded, before.item[i]);
	}
	for (size_t i = 0; i < after.count; i++) {
		words_add(now, after.item[i]);
	}
	words_free(&after);
	words_free(&before);
	text_free(&log);
	free(whole);
}

/* @count: how many there were. */
static bool same_lines(const struct recording *r, const char *trial, size_t *count,
		       struct text *lines)
{
	struct words recorded = { 0 }, now = { 0 };
	bool same;

	add_lines(r, trial, RECORDED_HYPERVISOR_LOG, fault_lines, &recorded, &now);
	/* what was typed last was not waited for */
	if (!is_unfinished(r)) {
		add_lines(r, trial, RECORDED_LINUX_LOG, refusal_lines, &recorded, &now);
	}
	same = compare_lines(&recorded, &now, lines);
	*count = recorded.count;
	words_free(&now);
	words_free(&recorded);
	return same;
}

/* In an exact replay faults come at the same instructions. */
static bool same_injected(const struct recording *r, const char *trial, struct text *lines)
{
	struct text before = { 0 }, now = { 0 };
	bool same;

	recording_injected(r, &before);
	injected_lines(trial, &now);
	same = strcmp(text_str(&before), text_str(&now)) == 0;
	if (!same) {
		text_printf(lines, "injected (CPU, instructions, what):\n- %s+ %s",
			    before.len ? text_str(&before) : "nothing\n",
			    now.len ? text_str(&now) : "nothing\n");
	}
	text_free(&now);
	text_free(&before);
	return same;
}

/* What was compared, and is the same. */
struct compared {
	size_t bytes; /* of the hypervisor's console */
	size_t lines; /* that tell of faults */
};

/* Whether the consoles agree, as the tier wants it; what to show goes to @lines. */
static bool same_story(const struct replay *r, const char *trial, struct compared *what,
		       struct text *lines)
{
	const struct recording *recording = &r->recording;
	struct text log = { 0 };
	bool same = true;

	*what = (struct compared){ 0 };
	if (strcmp(r->tier, TIER_EXACT) == 0) {
		same = same_injected(recording, trial, lines) && exact_console(trial, &log) == 0 &&
		       compare_consoles(&recording->part[RECORDED_EXACT], &log, lines);
		what->bytes = log.len;
	}
	text_free(&log);
	return same && same_lines(recording, trial, &what->lines, lines);
}

/* A failure is the same only if it is one for the same reason. What fails in a session that is
 * typed was told to who typed it alone. */
static bool same_reason(const struct recording *r, const char *trial, struct text *lines)
{
	struct text result = { 0 };
	char *recorded, *now;
	bool same;

	read_part(trial, RECORDED_RESULT, &result);
	recorded = headline_of(&r->part[RECORDED_RESULT]);
	now = headline_of(&result);
	same = !*recorded || compare_headlines(recorded, now, lines);
	free(now);
	free(recorded);
	text_free(&result);
	return same;
}

/* A line. */
static void tell_same(const struct recording *r, const char *verdict, const struct compared *what,
		      struct text *out)
{
	if (is_unfinished(r)) {
		text_puts(
			out,
			"reproduced as far as it was recorded, its recorder was ended before the end: ");
	} else {
		text_printf(out, "reproduced: %s, and ", verdict);
	}
	if (what->bytes) {
		text_printf(out, "all %zu bytes of the hypervisor's console are the same\n",
			    what->bytes);
	} else if (what->lines) {
		text_printf(out, "%zu line%s of faults, the same\n", what->lines,
			    what->lines == 1 ? " that tells" : "s that tell");
	} else {
		text_puts(out, "nothing was recorded that tells of a fault\n");
	}
}

/* Compare the trial that has just been played with the recording, and say what came of it. */
static bool reproduced(const struct replay *r, const struct outcome *o, const char *trial,
		       struct text *said)
{
	const char *recorded = recording_word(&r->recording, "verdict");
	const char *verdict = verdict_name(o->verdict);
	bool unfinished = is_unfinished(&r->recording), same;
	struct text lines = { 0 };
	struct compared what;

	same = same_story(r, trial, &what, &lines);
	if (!unfinished && strcmp(verdict, recorded) != 0) {
		text_printf(said, "NOT reproduced: recorded was %s, and now it is %s\n", recorded,
			    verdict);
		same = false;
	} else if (!same) {
		text_puts(
			said,
			"NOT reproduced: the same verdict, and another story (- recorded, + now):\n");
	} else if (!unfinished && outcome_failed(o) && !same_reason(&r->recording, trial, &lines)) {
		text_puts(
			said,
			"NOT reproduced: the same verdict for another reason (- recorded, + now):\n");
		same = false;
	} else if (unfinished && !what.bytes && !what.lines) {
		text_puts(
			said,
			"NOT compared: its recorder was ended before there was anything to compare\n");
		same = false;
	} else {
		tell_same(&r->recording, verdict, &what, said);
	}
	text_puts(said, text_str(&lines));
	text_free(&lines);
	return same;
}

/* What came of it stands in the run's record, too. */
static void judge_played(struct replay *r, struct outcome *o, const char *trial)
{
	char *path = copy_string(r->path), *shown = visible(basename(path)), *line;
	struct text said = { 0 };
	bool same = reproduced(r, o, trial, &said);

	line = format("replay of %s: %.*s", shown, (int)strcspn(text_str(&said), "\n"),
		      text_str(&said));
	outcome_head(o, line);
	r->judged++;
	r->same += same;
	o->expected = same && r->repeat > 1;
	if (r->repeat > 1) {
		text_printf(&r->said, "%s: ", outcome_key(o));
	}
	/* the lines of faults once, as they are the same */
	text_printf(&r->said, "%.*s",
		    same && r->same > 1 ? (int)strcspn(text_str(&said), "\n") + 1 : (int)said.len,
		    text_str(&said));
	text_free(&said);
	free(line);
	free(shown);
	free(path);
}

static void judge(struct outcome *o, const char *run, void *context)
{
	struct replay *r = context;
	char *trial = format("%s/%s", run, o->trial.folder);

	/* what cannot be had here is no other story */
	if (o->trial.skip[0]) {
		snprintf(r->impossible, sizeof(r->impossible), "%s", o->trial.skip);
	} else {
		judge_played(r, o, trial);
	}
	free(trial);
}

static bool is_pattern(const char *until)
{
	regex_t compiled;
	bool ret = regcomp(&compiled, until, REG_EXTENDED | REG_NOSUB) == 0;

	if (ret) {
		regfree(&compiled);
	}
	return ret;
}

static int parse_replay(struct replay *r, int argc, char **argv)
{
	const struct cli_option table[] = {
		{ "repeat", 0, OPTION_NUMBER, .value = &r->repeat, .least = 1, .most = 1000 },
		{ "tier", 0, OPTION_TEXT, .value = &r->tier },
		{ "until", 0, OPTION_TEXT, .value = &r->until },
		{ "gdb", 0, OPTION_FLAG, .value = &r->gdb },
		{ "gdb-command", 0, OPTION_WORDS, .value = &r->commands },
		{ "trust", 0, OPTION_FLAG, .value = &r->trust },
		{ "own-images", 0, OPTION_FLAG, .value = &r->own_images },
		{ 0 }
	};
	int ret = options_parse(table, replay_help, argc, argv);

	if (ret >= 0) {
		return ret;
	}
	if (optind + 1 != argc) {
		return cli_fail(EXIT_USAGE, "say which recording, one");
	}
	r->gdb = r->gdb || r->commands.count;
	if (r->until && !r->gdb) {
		return cli_fail(EXIT_USAGE, "say who gets the machine there: --gdb");
	}
	if (r->until && !is_pattern(r->until)) {
		return cli_fail(EXIT_USAGE, "`%s` is no regular expression", r->until);
	}
	if (r->gdb && !r->until) {
		r->until = HALT_FAULT;
	}
	if (!tier_known(r->tier)) {
		return cli_fail(EXIT_USAGE, "there is no tier %s; known are exact and scripted",
				r->tier);
	}
	r->path = absolute_path(argv[optind]);
	return -1;
}

static struct run_request request_for(const struct replay *r, const char *steps)
{
	struct run_request request = { .jobs = 1, .repeat = 1, .argc = r->argc, .argv = r->argv };

	words_add(&request.wanted.scenarios, recording_word(&r->recording, "scenario"));
	words_add(&request.wanted.machines, recording_word(&r->recording, "machine"));
	words_add(&request.wanted.kernels, recording_word(&r->recording, "kernel"));
	request.poison_all = recording_poisons_all(&r->recording);
	request.images = r->places.images;
	request.inside = strcmp(r->tier, TIER_EXACT) == 0 ? steps : NULL;
	return request;
}

/* What cannot be played is named in the file, not on the command line. */
static int play(struct run_request *request)
{
	int ret = cli_run(request);

	return ret == EXIT_USAGE ? EXIT_IMPOSSIBLE : ret;
}

/* All in one run, which gives the trials numbers. */
static int play_again(struct replay *r)
{
	char *scenarios = format("%s/scenarios", r->folder);
	char *steps = format("%s/%s", r->folder, recorded_name(RECORDED_INSIDE));
	struct run_request request = request_for(r, steps);
	int ret;

	setenv("YARD_SCENARIOS", scenarios, 1);
	request.repeat = r->repeat;
	request.jobs = default_jobs();
	request.judge = judge;
	request.judge_context = r;
	ret = play(&request);
	if (r->impossible[0]) {
		ret = cli_fail(EXIT_IMPOSSIBLE, "it cannot be played here: %s", r->impossible);
	}
	if (r->judged) {
		char *first = format("%s/%s", request.run, request.first);

		/* files are the same each time */
		tell_differences(r, first);
		free(first);
		fputs(text_str(&r->said), stdout);
	}
	free(steps);
	free(scenarios);
	if (r->judged && r->repeat > 1) {
		printf("reproduced %llu of %llu times\n", (unsigned long long)r->same,
		       (unsigned long long)r->judged);
	}
	if (ret > EXIT_FAILED) {
		return ret;
	}
	return r->same == r->repeat ? EXIT_PASSED : EXIT_FAILED;
}

/* Hashes of what is played: the recording's kernel and image, or this checkout's. */
static void find_played(const struct replay *r, struct text *out)
{
	const struct recording *recording = &r->recording;
	const struct text *vmlinuz = &recording->part[RECORDED_VMLINUZ];
	const char *kernel = recording_word(recording, "kernel");
	char *manifest = format("%s/images/%s/manifest", r->places.build, kernel);
	char *path = format("%s/kernels/%s/vmlinuz", r->places.build, kernel);
	struct text lines = { 0 }, own = { 0 };
	char hash[HASH_TEXT];

	if (r->places.images) {
		text_puts(out, text_str(&recording->part[RECORDED_CONTENTS]));
	} else if (file_exists(path) && file_read(path, &own, NULL) == 0 && file_exists(manifest) &&
		   file_read(manifest, &lines, NULL) == 0) {
		recording_contents(text_str(&lines), recording_word(recording, "machine"), out);
		vmlinuz = &own;
	}
	hash_text(text_str(vmlinuz), vmlinuz->len, hash);
	text_printf(out, "%s%s  vmlinuz\n", out->len && out->data[out->len - 1] != '\n' ? "\n" : "",
		    hash);
	text_free(&own);
	text_free(&lines);
	free(path);
	free(manifest);
}

/* Up to the place that was asked for, and then gdb. */
static int play_for_gdb(struct replay *r)
{
	const struct recording *recording = &r->recording;
	char *scenarios = format("%s/scenarios", r->folder);
	char *steps = format("%s/%s", r->folder, recorded_name(RECORDED_INSIDE));
	struct run_request request = request_for(r, steps);
	struct debug debug = {
		.places = &r->places,
		.machine = machine_find(r->files.machines, r->files.machine_count,
					recording_word(recording, "machine")),
		.kernel = recording_word(recording, "kernel"),
		.until = r->until,
		.commands = r->commands,
		.linux_log = text_str(&recording->part[RECORDED_LINUX_LOG]),
		.hypervisor = text_str(&recording->part[RECORDED_HYPERVISOR_LOG]),
		.request = &request,
	};
	struct text played = { 0 };
	struct problem why;
	int ret;

	find_played(r, &played);
	debug.played = text_str(&played);
	if (debug_prepare(&debug, &why) != 0) {
		ret = cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	} else {
		setenv("YARD_SCENARIOS", scenarios, 1);
		request.cold = true;
		request.until = r->until;
		request.tick = debug_tick;
		request.tick_context = &debug;
		ret = play(&request);
		if (debug.done) {
			ret = debug.status == 0 ? EXIT_PASSED : EXIT_FAILED;
		} else {
			ret = cli_fail(ret > EXIT_FAILED ? ret : EXIT_FAILED,
				       "the machine did not come to `%s`", r->until);
		}
	}
	debug_end(&debug);
	text_free(&played);
	free(steps);
	free(scenarios);
	return ret;
}

/* What is another one now of the things that decide about every instruction. */
/* What a machine that plays by itself begins with. */
static void find_changed_beginning(struct replay *r)
{
	static const struct {
		const char *name, *value;
	} now[] = { { "seed", INSIDE_SEED }, { "icount", INSIDE_ICOUNT } };

	for (size_t i = 0; i < sizeof(now) / sizeof(now[0]); i++) {
		const char *recorded = recording_word(&r->recording, now[i].name);

		if (*recorded && strcmp(recorded, now[i].value) != 0) {
			words_add(&r->changed, now[i].name);
		}
	}
}

static int find_changes(struct replay *r, struct problem *why)
{
	const struct recording *recording = &r->recording;
	const char *name = recording_word(recording, "machine");
	const char *kernel = recording_word(recording, "kernel");
	const struct machine *m = machine_find(r->files.machines, r->files.machine_count, name);
	struct words names = { 0 };
	struct text now = { 0 };
	int ret;

	if (!m) {
		return problem_set(why, "this checkout has no machine %s", name);
	}
	if (!words_have(&m->kernels, kernel)) {
		return problem_set(why, "this checkout has no kernel %s for machine %s", kernel,
				   name);
	}
	ret = ingredients_hashes(&r->places, m, kernel, &now, why);
	compare_hashes(text_str(&recording->part[RECORDED_HASHES]), text_str(&now), &names);
	for (size_t i = 0; i < names.count; i++) {
		if (!looks_on(names.item[i])) {
			words_add(&r->changed, names.item[i]);
		}
	}
	find_changed_beginning(r);
	words_free(&names);
	text_free(&now);
	return ret;
}

static void print_changes(const struct replay *r)
{
	for (size_t i = 0; i < r->changed.count; i++) {
		print_visible(i ? ", " : "", r->changed.item[i]);
	}
}

/* Which files of the guest's image are other ones: programs, drivers, configurations, the
 * hypervisor. */
static void print_files(const struct replay *r)
{
	const struct recording *recording = &r->recording;
	char *path = format("%s/images/%s/manifest", r->places.build,
			    recording_word(recording, "kernel"));
	struct text lines = { 0 }, now = { 0 };
	struct words names = { 0 };

	if (words_have(&r->changed, "initrd") && recording->part[RECORDED_CONTENTS].len &&
	    file_exists(path) && file_read(path, &lines, NULL) == 0) {
		recording_contents(text_str(&lines), recording_word(recording, "machine"), &now);
		compare_hashes(text_str(&recording->part[RECORDED_CONTENTS]), text_str(&now),
			       &names);
	}
	if (names.count) {
		printf("In the image %zu %s not as recorded:", names.count,
		       names.count == 1 ? "file is" : "files are");
		for (size_t i = 0; i < names.count && i < FILES_TOLD; i++) {
			print_visible(" ", names.item[i]);
		}
		puts(names.count > FILES_TOLD ? " ..." : "");
	}
	words_free(&names);
	text_free(&now);
	text_free(&lines);
	free(path);
}

/* The emulator's version says more than its hash. */
static void print_emulators(const struct replay *r)
{
	const struct machine *m = machine_find(r->files.machines, r->files.machine_count,
					       recording_word(&r->recording, "machine"));
	const char *recorded = recording_word(&r->recording, "emulator");
	char *here = emulator_version(m->emulator);

	if (*recorded && *here && strcmp(recorded, here) != 0) {
		printf("Recorded with %s; here is %s.\n", recorded, here);
	}
	free(here);
}

/* Tell which tier it is, and why. */
static int choose_tier(struct replay *r)
{
	const struct recording *recording = &r->recording;
	char *reason = visible(recording_word(recording, "reason"));
	bool can = recording->part[RECORDED_EXACT].len && recording->part[RECORDED_INSIDE].len;
	bool asked = r->tier;

	if (asked && strcmp(r->tier, TIER_EXACT) == 0 && !can) {
		cli_fail(EXIT_IMPOSSIBLE, "%s has no exact part: %s", r->path,
			 *reason ? reason : "it was recorded from outside alone");
		free(reason);
		return EXIT_IMPOSSIBLE;
	}
	if (!asked) {
		r->tier = can && !r->changed.count ? TIER_EXACT : TIER_SCRIPTED;
	}
	printf("Tier: %s", r->tier);
	if (asked) {
		printf(", as asked for");
	} else if (can && r->changed.count) {
		printf("; these are not the recorded ones: ");
		print_changes(r);
	} else if (!can) {
		printf("; %s", *reason ? reason : "it was recorded from outside alone");
	}
	free(reason);
	puts(".");
	if (strcmp(r->tier, TIER_EXACT) == 0 && r->changed.count) {
		printf("It will hardly be the same, as these are not the recorded ones: ");
		print_changes(r);
		puts(".");
	}
	print_files(r);
	print_emulators(r);
	return 0;
}

static bool same_file(const char *path, const struct text *content)
{
	struct text file = { 0 };
	bool same = file_exists(path) && file_read(path, &file, NULL) == 0 &&
		    file.len == content->len &&
		    memcmp(text_str(&file), text_str(content), file.len) == 0;

	text_free(&file);
	return same;
}

/* Its scenario runs as a program of who plays it; that of a stranger must not do so unseen. */
static bool may_play(const struct replay *r)
{
	const struct text *scenario = &r->recording.part[RECORDED_SCENARIO];
	char *own =
		format("%s/%s.tcl", r->places.scenarios, recording_word(&r->recording, "scenario"));
	char *folder = format("%s/scenarios/", r->places.top);
	char *real = realpath(r->path, NULL);
	bool may = r->trust || same_file(own, scenario) ||
		   story_is_plain(text_str(scenario), scenario->len) ||
		   (real && starts_with(real, folder));

	free(real);
	free(folder);
	free(own);
	return may;
}

static void tell_injected(const struct recording *r)
{
	struct text lines = { 0 };
	char *rest, *line;

	recording_injected(r, &lines);
	for (rest = lines.len ? lines.data : NULL; (line = strsep(&rest, "\n")) != NULL;) {
		const char *cpu = strsep(&line, "\t"), *instructions = strsep(&line, "\t");

		if (line && *cpu != '-') {
			printf("Injected after %s instructions, when CPU %s was there: %s.\n",
			       instructions, cpu, line);
		} else if (line) {
			printf("Injected, as a step of it: %s.\n", line);
		}
	}
	text_free(&lines);
}

static int replay(struct replay *r)
{
	const struct recording *recording = &r->recording;
	struct problem why;
	int ret;

	if (recording_read(&r->recording, r->path, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	if (!may_play(r)) {
		return cli_fail(
			EXIT_IMPOSSIBLE,
			"the scenario in %s is none of this checkout. It is a program, and it "
			"would run with your rights. Read it (tar --zstd -xOf %s scenario.tcl | cat -v), "
			"then say --trust",
			r->path, r->path);
	}
	if (unpack_claim(&r->places, r->path, &r->folder, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	if (recording_has_images(recording) && !r->own_images) {
		r->places.images = format("%s/images", r->folder);
		puts("Kernel and image: those in the recording.");
	}
	if (unpack_recording(&r->places, recording, r->folder, &why) != 0 ||
	    find_changes(r, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	printf("%s of version %s: %s on %s, kernel %s; %s.\n", recorded_name(RECORDED_SCENARIO),
	       recording_word(recording, "version"), recording_word(recording, "scenario"),
	       recording_word(recording, "machine"), recording_word(recording, "kernel"),
	       recording_word(recording, "verdict"));
	tell_injected(recording);
	recording_set_parameters(recording);
	ret = choose_tier(r);
	if (ret != 0) {
		return ret;
	}
	return r->gdb ? play_for_gdb(r) : play_again(r);
}

int cmd_replay(int argc, char **argv)
{
	struct replay r = { .repeat = 1, .argc = argc, .argv = argv };
	int ret = parse_replay(&r, argc, argv);

	if (ret >= 0) {
		return ret;
	}
	if (cli_load(&r.places, &r.files) != 0) {
		return EXIT_IMPOSSIBLE;
	}
	ret = replay(&r);
	words_free(&r.changed);
	text_free(&r.said);
	recording_free(&r.recording);
	free(r.folder);
	free(r.path);
	return ret;
}
