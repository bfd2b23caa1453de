// SPDX-License-Identifier: GPL-2.0-only
/* Campaigns of mutated configurations, judged by two checkers. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "campaign.h"
#include "minimize.h"

#define DEFAULT_COUNT	 120000
#define EXIT_DEFECTS	 1
#define EXIT_USAGE	 2
#define EXIT_IMPOSSIBLE	 3
#define EXIT_INTERRUPTED 130

static const char help[] =
	"usage: build/faultinject/config [OPTION...]\n\n"
	"Mutates every field of every configuration that was built for the machines and asks\n"
	"two checkers that share no code: the hypervisor's own, and a second opinion that was\n"
	"written from the interface documents alone. Where they differ, one of them is wrong.\n\n"
	"  --count N      trials (default 120000), in turn of each kind of mutation as long as it\n"
	"                 has any left, spread over all configurations. Of files cut short it is four\n"
	"                 at a time: 100000 trials have all of them. Some faults at once, which are\n"
	"                 drawn, are a kind, too\n"
	"  --seed S       of the drawn trials (default 1)\n"
	"  --first N      begin with this one of the trials in their order (default 0), for a campaign\n"
	"                 in pieces: of one seed, as all trials but the drawn ones are the same of any\n"
	"  --only TRIAL   repeat one trial and show what both checkers say\n"
	"  --minimize     with --only: find the smallest configurations that still differ\n"
	"  --list CAUSE   say each trial that differs for this cause (the table names them)\n"
	"  --outcomes FILE  write a summary for yard inject --merge\n"
	"  --version TEXT what it says was tried (default unknown)\n"
	"  --state FILE   where an interrupted one goes on from (default inject/config-SEED.state\n"
	"                 in the build folder)\n"
	"  --build DIR    build folder (default build)\n\n"
	"Interrupted by Ctrl-C it keeps its state; the same command goes on. Exit status 0: no\n"
	"defect, 1: defects, 2: usage, 3: impossible, 130: interrupted.\n";

struct options {
	const char *build;
	const char *outcomes;
	const char *version;
	const char *state;
	const char *list;
	uint64_t first;
	uint64_t count;
	uint64_t seed;
	uint64_t only;
	bool has_only;
	bool minimize;
};

static const struct option long_options[] = {
	{ "count", required_argument, NULL, 'c' },   { "seed", required_argument, NULL, 's' },
	{ "only", required_argument, NULL, 'o' },    { "minimize", no_argument, NULL, 'm' },
	{ "list", required_argument, NULL, 'l' },    { "first", required_argument, NULL, 'f' },
	{ "version", required_argument, NULL, 'v' }, { "state", required_argument, NULL, 'y' },
	{ "build", required_argument, NULL, 'b' },   { "outcomes", required_argument, NULL, 't' },
	{ "help", no_argument, NULL, 'h' },	     { NULL, 0, NULL, 0 },
};

static int parse_number(const char *text, uint64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoull(text, &end, 0);
	if (errno != 0 || *text == '\0' || *text == '-' || *end != '\0') {
		fprintf(stderr, "inject: \"%s\" is no number\n", text);
		return -1;
	}
	return 0;
}

static int parse_option(struct options *options, int option)
{
	switch (option) {
	case 'c':
		return parse_number(optarg, &options->count);
	case 's':
		return parse_number(optarg, &options->seed);
	case 'o':
		options->has_only = true;
		return parse_number(optarg, &options->only);
	case 'm':
		options->minimize = true;
		return 0;
	case 'f':
		return parse_number(optarg, &options->first);
	case 'l':
		options->list = optarg;
		return 0;
	case 'y':
		options->state = optarg;
		return 0;
	case 'v':
		options->version = optarg;
		return 0;
	case 't':
		options->outcomes = optarg;
		return 0;
	case 'b':
		options->build = optarg;
		return 0;
	default:
		return -1;
	}
}

/* @return: 0; 1 after help was printed; -1 */
static int parse_options(struct options *options, int argc, char **argv)
{
	int option;

	while ((option = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return 1;
		}
		if (parse_option(options, option) != 0) {
			return -1;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "inject: \"%s\" is one argument too many\n", argv[optind]);
		return -1;
	}
	return 0;
}

static void show_trial(const struct trial *trial)
{
	const struct verdict *verdict = &trial->verdict;

	printf("trial %" PRIu64 ": %s/%s: %s\n", trial->number, trial->subject->board->name,
	       trial->subject->file->name, trial->mutant.what);
	for (size_t n = 0; n < trial->subject->num_neighbours; n++) {
		printf("beside:    %s\n", trial->subject->neighbours[n]->name);
	}
	printf("verdict:   %s%s%s\n", agreement_name(verdict->agreement),
	       verdict->about != NULL ? ", about " : "",
	       verdict->about != NULL ? verdict->about : "");
	printf("product:   %s\n", verdict->sentence[0] != '\0' ? verdict->sentence : "accepts");
	if (verdict->opinion.count == 0) {
		printf("documents: nothing to object to\n");
	}
	for (unsigned int n = 0; n < verdict->opinion.count && n < OBJECTIONS_KEPT; n++) {
		const struct objection *objection = &verdict->opinion.objections[n];

		printf("documents: %s (%s; %s)\n", objection->sentence, objection->rule,
		       objection->source);
	}
}

static bool is_difference(enum agreement agreement)
{
	return agreement == ONLY_PRODUCT_ACCEPTS || agreement == ONLY_PRODUCT_REFUSES ||
	       agreement == NO_REASON;
}

static int repeat(const struct subjects *subjects, const struct options *options)
{
	struct trial trial;
	char folder[1024];
	int ret = 0;

	trial_run(&trial, subjects, options->seed, options->only);
	show_trial(&trial);
	if (is_difference(trial.verdict.agreement)) {
		ret = EXIT_DEFECTS;
	}
	if (options->minimize && ret == 0) {
		printf("smallest:  nothing to look for, both agree\n");
	} else if (options->minimize) {
		snprintf(folder, sizeof(folder), "%s/inject/trial-%" PRIu64, options->build,
			 options->only);
		if (minimize(&trial, folder) != 0) {
			ret = EXIT_IMPOSSIBLE;
		}
	}
	trial_end(&trial);
	return ret;
}

/* Also of what was interrupted. */
static int finish(const struct tally *tally, const struct subjects *subjects,
		  const struct options *options)
{
	tally_print(tally, subjects, stdout);
	if (options->outcomes != NULL &&
	    tally_summarize(tally, options->version, options->outcomes) != 0) {
		fprintf(stderr, "inject: %s: cannot be written\n", options->outcomes);
		return EXIT_IMPOSSIBLE;
	}
	return tally_defects(tally) > 0 ? EXIT_DEFECTS : 0;
}

static int run(const struct subjects *subjects, struct options *options)
{
	struct tally tally;
	char state[1024];
	struct campaign campaign = { .subjects = subjects,
				     .seed = options->seed,
				     .first = options->first,
				     .count = options->count > 0 ? options->count : DEFAULT_COUNT,
				     .state = options->state != NULL ? options->state : state,
				     .list = options->list };
	int ret;

	snprintf(state, sizeof(state), "%s/inject/config-%" PRIu64 ".state", options->build,
		 options->seed);
	if (campaign_run(&campaign, &tally) == 0) {
		return finish(&tally, subjects, options);
	}
	ret = finish(&tally, subjects, options);
	return ret == EXIT_IMPOSSIBLE ? ret : EXIT_INTERRUPTED;
}

static int make_folder(const char *build)
{
	char folder[1024];

	snprintf(folder, sizeof(folder), "%s/inject", build);
	if (mkdir(folder, 0755) != 0 && errno != EEXIST) {
		fprintf(stderr, "inject: %s: cannot be created; is %s the build folder?\n", folder,
			build);
		return -1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct options options = { .build = "build", .seed = 1, .version = "unknown" };
	struct subjects subjects;
	int ret = parse_options(&options, argc, argv);

	if (ret != 0) {
		return ret > 0 ? 0 : EXIT_USAGE;
	}
	if (!options.has_only) {
		/* loading all configurations takes a while */
		campaign_watch();
	}
	if (make_folder(options.build) != 0 || subjects_load(&subjects, options.build) != 0) {
		return EXIT_IMPOSSIBLE;
	}
	ret = options.has_only ? repeat(&subjects, &options) : run(&subjects, &options);
	subjects_free(&subjects);
	return ret;
}
