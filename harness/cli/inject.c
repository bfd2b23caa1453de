// SPDX-License-Identifier: GPL-2.0-only
/* yard inject: which campaign. Model `config` is a program of its own. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../results/tries.h"
#include "campaign.h"
#include "cli.h"
#include "host_campaign.h"
#include "options.h"
#include "shrink.h"
#include "sums.h"

#define MOST_JOBS 16

static const char help[] =
	"usage: yard inject [--model MODEL] [OPTION...]\n"
	"       yard inject --merge SUMMARY...\n"
	"       yard inject --played [RUN]\n\n"
	"Injects faults by the thousand and says what became of each.\n\n"
	"  config      mutated configurations, which two checkers judge; needs no machine, and where one\n"
	"              is named they are given to the commands there, which must say the same\n"
	"  inmate      a hostile cell tries what it can name (default)\n"
	"  hardware    bits flip in what a cell is made of, while it works or is managed: registers,\n"
	"              memory, its state in the hypervisor, second-stage tables, interrupt\n"
	"              controllers; NMIs, machine checks\n"
	"  hypervisor  the same in root Linux and the hypervisor, which nobody contains: no outcome is\n"
	"              a defect, the table tells how much of it is found out\n"
	"  devices     PCIe devices report errors, are pulled out or answer no more, at any moment of\n"
	"              a cell's life\n"
	"  management  programs of root Linux ask the driver for what makes no sense, at once,\n"
	"              killed under way, while CPUs go and configurations change\n"
	"  start       the same on the way to an enabled hypervisor and back, with the driver unloaded\n"
	"  panic       root Linux panics while it manages: one trial, one machine\n\n"
	"      --model MODEL    one of these\n"
	"  -m, --machine NAME   on this machine; may be repeated (default: those that differ)\n"
	"      --seed S         of the generator (default 1)\n"
	"      --count N        trials (default: config 120000, else on each machine:\n"
	"                   inmate 4000, panic 20, others 400)\n"
	"  -j, --jobs J         so many machines at a time; config without a machine is one program: to\n"
	"                   keep two processors busy play two pieces of it, with --first and --count\n"
	"      --first N        of the trials on each machine, or of config without one (default 0), for\n"
	"                   a campaign in pieces: of one seed, with ranges that have nothing in common\n"
	"      --only TRIAL     repeat one trial\n"
	"      --surface NAME   trials on one surface only, such as memory; a wrong name lists them\n"
	"      --record FILE    with --only and one -m: keep that trial in a recording, for `yard replay`\n"
	"      --minimize       with --only, of config: find the smallest files about which the checkers\n"
	"                   still differ; on a machine play the trial with fewer and fewer of the\n"
	"                   fields that were changed, and show those that make it misbehave\n"
	"      --merge          add up the summary.tsv of campaigns: pieces of one, or one of each model\n"
	"      --played         what became of the trials of a run that played scenarios, of `yard test`\n"
	"                       for instance (default: the latest one)\n\n"
	"Ctrl-C interrupts it; the same command goes on. What was found is kept in the build folder,\n"
	"inject/, and as one run in results/, with its summary.tsv. Exit status: 0 no defect, 1 defects,\n"
	"2 usage, 3 impossible, 130 interrupted.\n";

static const struct model models[] = {
	{ "inmate", "hostile", 4000, 1000, TRY_SILENT, "" },
	/* a program whose own bits were changed may hang: of a known cause, see enum try_cause */
	{ "hardware", "flips", 400, 80, TRY_SILENT, "" },
	/* nobody is left who could contain it: what counts is how much is told */
	{ "hypervisor", "flips", 400, 100, TRY_CLASSES, "apart" },
	{ "management", "mismanaged", 400, 96, TRY_SILENT, "" },
	/* each removal takes a new machine: so short that all jobs have work */
	{ "devices", "device-faults", 400, 20, TRY_SILENT, "" },
	{ "start", "mismanaged-start", 400, 96, TRY_SILENT, "" },
	{ "panic", "mismanaged-panic", 20, 1, TRY_SILENT, "" },
	{ "config", "misconfigured", 400, 96, TRY_SILENT, "" },
};

/* Also model `config`, where machines are named. */
#define CONFIG_ON_MACHINES (&models[sizeof(models) / sizeof(models[0]) - 1])

/* None is model `config` without a machine. */
static int find_model(const char *name, bool on_machines, const struct model **model)
{
	*model = NULL;
	for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); i++) {
		if (strcmp(name, models[i].name) == 0 &&
		    (on_machines || &models[i] != CONFIG_ON_MACHINES)) {
			*model = &models[i];
		}
	}
	if (!*model && strcmp(name, "config") != 0) {
		return cli_fail(EXIT_USAGE,
				"there is no model `%s`; `yard inject --help` lists them", name);
	}
	return -1;
}

/* What was asked for, beside the campaign. */
struct asked {
	const char *recording;
	bool merge, played, minimize, has_seed, has_first, has_jobs;
};

/* Returns -1 if all that was asked for can be done, else the exit status. */
static int check_asked(const struct campaign *c, const struct asked *a)
{
	bool on_host = !c->model;
	const struct {
		bool holds;
		const char *sentence;
	} mistakes[] = {
		{ c->has_only && (c->has_count || a->has_first),
		  "--only is one trial: neither --count nor --first goes with it" },
		{ a->recording && !c->has_only,
		  "a recording holds one trial: say which, --only N" },
		{ a->recording && (on_host || c->machines.count != 1),
		  "a recording is of one machine: say which, --machine NAME" },
		{ a->minimize && !on_host && c->model != CONFIG_ON_MACHINES,
		  "--minimize is for --model config: a try is one try" },
		{ a->minimize && a->recording,
		  "--minimize and --record, not both: one plays more than one trial" },
		{ a->minimize && !on_host && c->machines.count != 1,
		  "--minimize plays on one machine: say which, --machine NAME" },
		{ a->minimize && !c->has_only,
		  "--minimize shrinks one trial: say which, --only N" },
		{ on_host && *c->surface,
		  "surfaces are of trials on machines: say which, --machine NAME" },
		{ on_host && a->has_jobs,
		  "--jobs is for trials on machines: without one it is one program" },
	};

	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		if (mistakes[i].holds) {
			return cli_fail(EXIT_USAGE, "%s", mistakes[i].sentence);
		}
	}
	return -1;
}

/* Sums are of what is there: what says how to play goes with none of them. */
static int show_sums(const struct campaign *c, const struct asked *a, char **names, int count)
{
	if (a->merge && a->played) {
		return cli_fail(EXIT_USAGE, "--merge or --played, not both");
	}
	if (c->machines.count || c->has_count || c->has_only || *c->surface || a->recording ||
	    a->minimize || a->has_seed || a->has_first || a->has_jobs) {
		return cli_fail(EXIT_USAGE, "--%s plays nothing: it takes no other option",
				a->merge ? "merge" : "played");
	}
	if (a->merge) {
		return sums_merge(names);
	}
	if (count > 1) {
		return cli_fail(EXIT_USAGE, "`%s` is one argument too many", names[1]);
	}
	return sums_played(names[0], models, sizeof(models) / sizeof(models[0]));
}

/* The one trial, as `yard record` plays the scenario that it is one of. */
static int record_trial(const struct campaign *c, const char *file)
{
	struct words argv = { 0 };

	campaign_name_trials(c, c->only, 1);
	words_add(&argv, "record");
	words_add(&argv, "-o");
	words_add(&argv, file);
	words_add(&argv, "-m");
	words_add(&argv, c->machines.item[0]);
	words_add(&argv, c->model->scenario);
	argv.item = realloc(argv.item, (argv.count + 1) * sizeof(*argv.item));
	argv.item[argv.count] = NULL;
	optind = 0;
	return cmd_record(argv.count, argv.item);
}

int cmd_inject(int argc, char **argv)
{
	struct campaign c = {
		.seed = 1, .surface = "", .jobs = default_jobs(), .argc = argc, .argv = argv
	};
	const char *model = models[0].name;
	struct asked a = { .recording = NULL };
	const struct cli_option options[] = {
		{ "model", 0, OPTION_TEXT, .value = &model },
		{ "machine", 'm', OPTION_WORDS, .value = &c.machines },
		{ "seed", 0, OPTION_NUMBER, .value = &c.seed, .most = INT64_MAX,
		  .given = &a.has_seed },
		{ "count", 0, OPTION_NUMBER, .value = &c.count, .least = 1, .most = 1000000000,
		  .given = &c.has_count },
		{ "first", 0, OPTION_NUMBER, .value = &c.first, .most = INT64_MAX,
		  .given = &a.has_first },
		{ "only", 0, OPTION_NUMBER, .value = &c.only, .most = INT64_MAX,
		  .given = &c.has_only },
		{ "jobs", 'j', OPTION_NUMBER, .value = &c.jobs, .least = 1, .most = MOST_JOBS,
		  .given = &a.has_jobs },
		{ "surface", 0, OPTION_TEXT, .value = &c.surface },
		{ "record", 0, OPTION_TEXT, .value = &a.recording },
		{ "minimize", 0, OPTION_FLAG, .value = &a.minimize },
		{ "merge", 0, OPTION_FLAG, .value = &a.merge },
		{ "played", 0, OPTION_FLAG, .value = &a.played },
		{ 0 }
	};
	int ret = options_parse(options, help, argc, argv);

	if (ret < 0) {
		ret = find_model(model, c.machines.count, &c.model);
	}
	if (ret >= 0) {
		return ret;
	}
	if (a.merge || a.played) {
		return show_sums(&c, &a, argv + optind, argc - optind);
	}
	if (optind < argc) {
		return cli_fail(EXIT_USAGE, "`%s` is one argument too many", argv[optind]);
	}
	ret = check_asked(&c, &a);
	if (ret >= 0) {
		return ret;
	}
	if (!c.model) {
		return host_campaign_play(&c, a.minimize);
	}
	if (a.minimize) {
		return shrink_play(&c);
	}
	return a.recording ? record_trial(&c, a.recording) : campaign_play(&c);
}
