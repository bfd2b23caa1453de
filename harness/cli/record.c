// SPDX-License-Identifier: GPL-2.0-only
/* yard record, yard replay: a played scenario in one file, and played again from it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../recording/compare.h"
#include "../recording/recording.h"
#include "cli.h"
#include "options.h"

static const char record_help[] =
	"usage: yard record -o FILE [OPTION...] SCENARIO\n\n"
	"Plays a scenario and keeps it in one file, for `yard replay` on any computer: scenario,\n"
	"hashes of what ran, both consoles, how it ended. No paths of this computer are in it.\n\n"
	"  -o, --output FILE    the recording, usually NAME.yard\n"
	"  -m, --machine NAME   default: the first one that the scenario is meant for\n"
	"      --kernel NAME    default: the machine's\n\n"
	"Exit status: that of the scenario, 0 passed, 1 not; 2 usage, 3 impossible.\n";

static const char replay_help[] =
	"usage: yard replay [OPTION...] FILE\n\n"
	"Plays a recording again and compares: how it ends, and what the hypervisor's console\n"
	"tells of faults. Prints `reproduced` with these lines, or the first difference.\n\n"
	"      --repeat N       so many times; the share that was reproduced is told\n\n"
	"The recording is played from outside, step by step (tier: scripted), with this\n"
	"checkout's images; where these differ from the recorded ones that is said. What was in\n"
	"the file is unpacked in results/replays/NAME.\n\n"
	"Exit status: 0 reproduced each time, 1 not, 2 usage, 3 impossible.\n";

static char *absolute(const char *path)
{
	char *here = getcwd(NULL, 0);
	char *whole = *path == '/' || !here ? copy_string(path) : format("%s/%s", here, path);

	free(here);
	return whole;
}

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

static int keep_recording(const struct run_request *request, const struct places *places,
			  const char *output, struct problem *why)
{
	const struct trial *t = &request->outcomes[0].trial;
	char *scenario = format("%s/%s.tcl", places->scenarios, t->scenario);
	char *trial = format("%s/%s", request->run, t->folder);
	struct recording recording = { 0 };
	char *path = format("%s/VERSION", places->top);
	struct text version = { 0 };
	int ret = file_read(path, &version, why);

	if (ret == 0) {
		ret = recording_make(&recording, trial, scenario, trim(version.data), why);
	}
	if (ret == 0) {
		ret = recording_write(&recording, output, why);
	}
	recording_free(&recording);
	text_free(&version);
	free(path);
	free(trial);
	free(scenario);
	return ret;
}

static int parse_record(struct run_request *request, char **output, int argc, char **argv)
{
	const char *file = NULL;
	const struct cli_option table[] = {
		{ "output", 'o', OPTION_TEXT, .value = &file },
		{ "machine", 'm', OPTION_WORDS, .value = &request->wanted.machines },
		{ "kernel", 0, OPTION_WORDS, .value = &request->wanted.kernels },
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
	*output = absolute(file);
	words_add(&request->wanted.scenarios, argv[optind]);
	return -1;
}

int cmd_record(int argc, char **argv)
{
	struct run_request request = { .jobs = 1, .repeat = 1, .argc = argc, .argv = argv };
	struct places places = { 0 };
	struct yard_files files;
	struct problem why;
	char *output = NULL;
	int ret = parse_record(&request, &output, argc, argv);

	if (ret >= 0) {
		return ret;
	}
	if (cli_load(&places, &files) != 0) {
		return EXIT_IMPOSSIBLE;
	}
	if (choose(&request.wanted, &files, &why) != 0) {
		return cli_fail(EXIT_USAGE, "%s", why.text);
	}
	ret = cli_run(&request);
	if (ret <= EXIT_FAILED) {
		if (keep_recording(&request, &places, output, &why) != 0) {
			ret = cli_fail(EXIT_IMPOSSIBLE, "there is no recording: %s", why.text);
		} else {
			printf("Recording: %s\n", output);
		}
	}
	free(output);
	return ret;
}

/* Unpack, so that the scenario can be played and the rest be looked at. */
static int unpack(const struct recording *r, const char *folder, struct problem *why)
{
	char *scenarios = format("%s/scenarios", folder);
	char *script = format("%s/%s.tcl", scenarios, recording_word(r, "scenario"));
	int ret = folder_make(scenarios, why);

	for (int i = 0; ret == 0 && i < RECORDED_COUNT; i++) {
		char *path = format("%s/%s", folder, recorded_name(i));

		ret = file_write(path, text_str(&r->part[i]), why);
		free(path);
	}
	if (ret == 0) {
		ret = file_write(script, text_str(&r->part[RECORDED_SCENARIO]), why);
	}
	free(script);
	free(scenarios);
	return ret;
}

/* What scenarios read beside themselves is the checkout's. */
static int lend_library(const struct places *places, const char *folder, struct problem *why)
{
	char *library = format("%s/scenarios/lib", places->top);
	char *link = format("%s/scenarios/lib", folder);
	int ret = link_replace(library, link, why);

	free(link);
	free(library);
	return ret;
}

static void read_part(const char *trial, enum recorded part, struct text *out)
{
	char *path = format("%s/%s", trial, recorded_name(part));

	if (file_exists(path)) {
		file_read(path, out, NULL);
	}
	free(path);
}

static const char *verdict_of(const struct text *result, char *buffer, size_t room)
{
	json_t *record = json_loads(text_str(result), 0, NULL);
	const char *verdict = json_string_value(json_object_get(record, "verdict"));

	snprintf(buffer, room, "%s", verdict ? verdict : "no verdict");
	json_decref(record);
	return buffer;
}

static void tell_differences(const struct recording *r, const struct text *hashes)
{
	struct words names = { 0 };

	compare_hashes(text_str(&r->part[RECORDED_HASHES]), text_str(hashes), &names);
	if (names.count) {
		printf("Not as recorded (by version %s):", recording_word(r, "version"));
		for (size_t i = 0; i < names.count; i++) {
			printf(" %s", names.item[i]);
		}
		puts("");
	}
	words_free(&names);
}

/* Compare the trial that has just been played with the recording. */
static bool reproduced(const struct recording *r, const char *trial)
{
	struct text log = { 0 }, result = { 0 }, hashes = { 0 }, lines = { 0 };
	struct words recorded = { 0 }, now = { 0 };
	char verdict[32];
	bool same;

	read_part(trial, RECORDED_HYPERVISOR_LOG, &log);
	read_part(trial, RECORDED_RESULT, &result);
	read_part(trial, RECORDED_HASHES, &hashes);
	tell_differences(r, &hashes);
	fault_lines(text_str(&r->part[RECORDED_HYPERVISOR_LOG]), &recorded);
	fault_lines(text_str(&log), &now);
	same = compare_lines(&recorded, &now, &lines);
	verdict_of(&result, verdict, sizeof(verdict));
	if (strcmp(verdict, recording_word(r, "verdict")) != 0) {
		printf("NOT reproduced: recorded was %s, and now it is %s\n",
		       recording_word(r, "verdict"), verdict);
		same = false;
	} else if (!same) {
		puts("NOT reproduced: the same verdict, and another story (- recorded, + now):");
	} else {
		printf("reproduced: %s, and %zu lines that tell of faults are the same\n", verdict,
		       now.count);
	}
	fputs(text_str(&lines), stdout);
	words_free(&now);
	words_free(&recorded);
	text_free(&lines);
	text_free(&hashes);
	text_free(&result);
	text_free(&log);
	return same;
}

static int parse_replay(uint64_t *repeat, char **path, int argc, char **argv)
{
	const struct cli_option table[] = {
		{ "repeat", 0, OPTION_NUMBER, .value = repeat, .least = 1, .most = 1000 }, { 0 }
	};
	int ret = options_parse(table, replay_help, argc, argv);

	if (ret >= 0) {
		return ret;
	}
	if (optind + 1 != argc) {
		return cli_fail(EXIT_USAGE, "say which recording, one");
	}
	*path = absolute(argv[optind]);
	return -1;
}

static char *folder_for(const struct places *places, const char *path)
{
	const char *name = strrchr(path, '/') + 1;

	return format("%s/results/replays/%.*s", places->top, (int)strcspn(name, "."), name);
}

static int play_again(const struct recording *r, const char *folder, uint64_t repeat, int argc,
		      char **argv)
{
	char *scenarios = format("%s/scenarios", folder);
	uint64_t same = 0;
	int ret = EXIT_PASSED;

	setenv("YARD_SCENARIOS", scenarios, 1);
	for (uint64_t i = 0; i < repeat && ret <= EXIT_FAILED; i++) {
		struct run_request request = { .jobs = 1, .repeat = 1, .argc = argc, .argv = argv };

		words_add(&request.wanted.scenarios, recording_word(r, "scenario"));
		words_add(&request.wanted.machines, recording_word(r, "machine"));
		words_add(&request.wanted.kernels, recording_word(r, "kernel"));
		ret = cli_run(&request);
		if (ret <= EXIT_FAILED) {
			char *trial =
				format("%s/%s", request.run, request.outcomes[0].trial.folder);

			same += reproduced(r, trial);
			free(trial);
		}
	}
	free(scenarios);
	if (ret > EXIT_FAILED) {
		return ret;
	}
	if (repeat > 1) {
		printf("reproduced %llu of %llu times\n", (unsigned long long)same,
		       (unsigned long long)repeat);
	}
	return same == repeat ? EXIT_PASSED : EXIT_FAILED;
}

int cmd_replay(int argc, char **argv)
{
	struct recording recording = { 0 };
	struct places places = { 0 };
	struct problem why;
	char *path = NULL, *folder;
	uint64_t repeat = 1;
	int ret = parse_replay(&repeat, &path, argc, argv);

	if (ret >= 0) {
		return ret;
	}
	if (places_find(&places, &why) != 0 || recording_read(&recording, path, &why) != 0) {
		recording_free(&recording);
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	folder = folder_for(&places, path);
	if (unpack(&recording, folder, &why) != 0 || lend_library(&places, folder, &why) != 0) {
		ret = cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	} else {
		printf("%s of version %s: %s on %s, kernel %s; %s. Tier: scripted.\n",
		       recorded_name(RECORDED_SCENARIO), recording_word(&recording, "version"),
		       recording_word(&recording, "scenario"),
		       recording_word(&recording, "machine"), recording_word(&recording, "kernel"),
		       recording_word(&recording, "verdict"));
		ret = play_again(&recording, folder, repeat, argc, argv);
	}
	recording_free(&recording);
	free(folder);
	free(path);
	return ret;
}
