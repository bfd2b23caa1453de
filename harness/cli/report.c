// SPDX-License-Identifier: GPL-2.0-only
/* yard report: a run as one HTML page. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../results/import.h"
#include "../results/page.h"
#include "../results/queries.h"
#include "cli.h"
#include "options.h"

static const char help[] =
	"usage: yard report [OPTION...] [RUN]\n\n"
	"Writes a run as one HTML page that needs nothing else: verdicts, failures, consoles that\n"
	"play back, jitter, maps of the cells, differences to an earlier run.\n\n"
	"  -o, --output FILE    where to; default: report.html in the run's folder\n"
	"      --against RUN    compare with this run; default: of the earlier ones that ended,\n"
	"                       the newest of those with most of the same trials\n\n"
	"RUN is a name below results/runs, such as 20261121T095021Z; default: the newest.\n";

static json_t *claims_of(const struct yard_files *files)
{
	json_t *claims = json_object();

	for (size_t i = 0; i < files->scenario_count; i++) {
		json_object_set_new(claims, files->scenarios[i].name,
				    json_string(files->scenarios[i].claim));
	}
	return claims;
}

static json_t *kernels_of(const struct yard_files *files)
{
	json_t *kernels = json_object();

	for (size_t i = 0; i < files->machine_count; i++) {
		json_object_set_new(kernels, files->machines[i].name,
				    json_string(files->machines[i].kernels.item[0]));
	}
	return kernels;
}

int report_page(struct database *db, const struct places *places, const struct yard_files *files,
		const char *run, const char *before, const char *output, struct problem *why)
{
	char *runs = format("%s/runs", places->results);
	struct page_request request = { .db = db,
					.run = run,
					.before = before,
					.runs = runs,
					.claims = claims_of(files),
					.kernels = kernels_of(files) };
	struct text page = { 0 };
	int ret = page_write(&request, &page, why);

	if (ret == 0) {
		ret = file_write_named(output, text_str(&page), why);
	}
	text_free(&page);
	json_decref(request.kernels);
	json_decref(request.claims);
	free(runs);
	return ret;
}

struct report_options {
	char *output;
	const char *against;
};

static int parse(struct report_options *o, int argc, char **argv)
{
	const char *output = NULL;
	const struct cli_option table[] = { { "output", 'o', OPTION_TEXT, .value = &output },
					    { "against", 0, OPTION_TEXT, .value = &o->against },
					    { 0 } };
	int ret = options_parse(table, help, argc, argv);

	if (ret >= 0) {
		return ret;
	}
	/* before the working directory becomes the checkout's */
	if (output) {
		o->output = *output == '/' ? copy_string(output)
					   : format("%s/%s", getcwd(NULL, 0), output);
	}
	return argc - optind > 1
		       ? cli_fail(EXIT_USAGE, "one run at a time; `yard diff` compares two")
		       : -1;
}

/* In the run's folder, if that is still there. */
static char *default_output(const struct places *places, const char *run, struct problem *why)
{
	char *folder = format("%s/runs/%s", places->results, run), *path = NULL;

	if (file_exists(folder)) {
		path = format("%s/report.html", folder);
	} else {
		problem_set(why,
			    "the folder of run %s was removed (`yard gc`), and with it the logs: "
			    "say with -o where a page without them shall go",
			    run);
	}
	free(folder);
	return path;
}

int cmd_report(int argc, char **argv)
{
	struct report_options o = { 0 };
	struct places places = { 0 };
	struct yard_files files;
	struct database db;
	struct problem why;
	char *run = NULL, *before = NULL;
	int ret = parse(&o, argc, argv);

	if (ret >= 0) {
		return ret;
	}
	if (cli_load(&places, &files) != 0) {
		return EXIT_IMPOSSIBLE;
	}
	if (results_read(&db, places.results, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	run = run_named(&db, argv[optind], &why);
	if (run && !o.output) {
		o.output = default_output(&places, run, &why);
	}
	if (run && o.output && o.against) {
		before = run_named(&db, o.against, &why);
	}
	if (!run || !o.output || (o.against && !before) ||
	    report_page(&db, &places, &files, run, before, o.output, &why) != 0) {
		ret = cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	} else {
		if (!file_is_output(o.output)) {
			printf("%s\n", o.output);
		}
		ret = EXIT_PASSED;
	}
	database_close(&db);
	free(o.output);
	free(before);
	free(run);
	return ret;
}
