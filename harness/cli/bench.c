// SPDX-License-Identifier: GPL-2.0-only
/* yard bench: count twice on every machine, and show the figures beside the reference. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "../results/counts.h"
#include "cli.h"

#define SCENARIO "bench"
#define RUNS	 2

/* In the order of the trials; the second round has the same machines as the first. */
static int read_counts(const struct run_request *done, struct counted *machines,
		       struct problem *why)
{
	size_t found = 0;

	for (size_t i = 0; i < done->count; i++) {
		const struct trial *t = &done->outcomes[i].trial;
		bool again = strchr(t->folder, '#');
		char *path = format("%s/%s/counts.tsv", done->run, t->folder);
		size_t m = 0;
		int ret = 0;

		while (m < found && strcmp(machines[m].machine, t->machine) != 0) {
			m++;
		}
		if (done->outcomes[i].verdict == VERDICT_PASS || file_exists(path)) {
			machines[m].machine = t->machine;
			found += m == found;
			ret = table_read(&machines[m].run[again], path, why);
		}
		free(path);
		if (ret != 0) {
			return -1;
		}
	}
	return found;
}

static int show(const struct places *places, const struct run_request *done,
		const struct counted *machines, size_t count, struct problem *why)
{
	char *path = format("%s/" SCENARIO ".tsv", places->scenarios);
	char *copy = format("%s/" SCENARIO ".tsv", done->run);
	struct text shown = { 0 }, kept = { 0 };
	struct table reference = { 0 };
	int ret = table_read(&reference, path, why);

	if (ret == 0) {
		ret = counts_render(&reference, machines, count, &shown, &kept) ? EXIT_FAILED
										: EXIT_PASSED;
		printf("\n%s", text_str(&shown));
		if (file_write(copy, text_str(&kept), why) != 0) {
			ret = -1;
		}
	}
	table_free(&reference);
	text_free(&shown);
	text_free(&kept);
	free(copy);
	free(path);
	return ret;
}

/* After the run: what its trials counted. */
static int conclude(const struct run_request *done)
{
	struct counted *machines = calloc(done->count + 1, sizeof(*machines));
	struct places places = { 0 };
	struct problem why;
	int found = machines ? read_counts(done, machines, &why) : 0;
	int ret = found > 0 ? places_find(&places, &why) : found;

	if (ret == 0 && found > 0) {
		ret = show(&places, done, machines, found, &why);
	}

	for (int i = 0; i < found; i++) {
		table_free(&machines[i].run[0]);
		table_free(&machines[i].run[1]);
	}
	free(machines);
	return ret < 0 ? cli_fail(EXIT_IMPOSSIBLE, "%s", why.text) : ret;
}

/* All machines that the scenario names: without -m, one that is like another is left out. */
static int add_machines(struct selection *wanted)
{
	struct places places = { 0 };
	struct yard_files files = { 0 };
	const struct scenario *s;

	if (wanted->machines.count) {
		return 0;
	}
	if (cli_load(&places, &files) != 0) {
		return -1;
	}
	s = scenario_find(files.scenarios, files.scenario_count, SCENARIO);
	for (size_t i = 0; s && i < files.machine_count; i++) {
		if (scenario_fits_machine(s, &files.machines[i])) {
			words_add(&wanted->machines, files.machines[i].name);
		}
	}
	machines_free(files.machines, files.machine_count);
	scenarios_free(files.scenarios, files.scenario_count);
	return 0;
}

int cmd_bench(int argc, char **argv)
{
	struct run_request request = {
		.jobs = default_jobs(), .repeat = RUNS, .argc = argc, .argv = argv
	};
	int ret = run_parse(
		&request, argc, argv,
		"usage: yard bench [OPTION...]\n\n"
		"Counts what the hypervisor executes for each event, twice on each machine, and\n"
		"shows the instructions beside the reference of scenarios/bench.tsv, with the\n"
		"ratio; bench.tsv of the run's folder has the same for programs. It fails when the\n"
		"calibration was not exact, the runs disagree or an event is above its budget.\n\n");

	if (ret >= 0) {
		return ret;
	}
	if (request.wanted.scenarios.count) {
		return cli_fail(EXIT_USAGE, "`yard bench` plays one scenario, and none named `%s`",
				request.wanted.scenarios.item[0]);
	}
	words_add(&request.wanted.scenarios, SCENARIO);
	ret = add_machines(&request.wanted) == 0 ? cli_run(&request) : EXIT_IMPOSSIBLE;
	if (ret <= EXIT_FAILED) {
		int last = conclude(&request);

		ret = ret == EXIT_PASSED ? last : ret;
	}
	return ret;
}
