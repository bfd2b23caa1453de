// SPDX-License-Identifier: GPL-2.0-only
#include "keep.h"

#include <libgen.h>
#include <stdlib.h>

#include "../base/files.h"
#include "../results/import.h"

int keep_link(const struct places *places, struct problem *why)
{
	char *link = format("%s/latest", places->results);
	char *run = copy_string(places->run);
	char *target = format("runs/%s", basename(run));
	int ret = link_replace(target, link, why);

	free(target);
	free(run);
	free(link);
	return ret;
}

int keep_run(const struct places *places, const struct yard_files *files, struct run_record *record,
	     bool again, struct problem *why)
{
	char *path = format("%s/report.html", places->run);
	char *run = copy_string(places->run);
	struct database db = { NULL };
	int ret;

	run_record_end(record);
	ret = run_record_save(record, places->run, why);
	if (ret == 0) {
		ret = results_open(&db, places->results, why);
	}
	if (ret == 0 && again) {
		ret = import_run(&db, places->run, why);
	}
	if (ret == 0) {
		ret = report_page(&db, places, files, basename(run), NULL, path, why);
	}
	database_close(&db);
	free(run);
	free(path);
	return ret;
}
