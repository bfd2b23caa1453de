// SPDX-License-Identifier: GPL-2.0-only
#include "campaign_run.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>

#include "../base/files.h"
#include "../results/maps.h"
#include "keep.h"

/* Beside the folder, which may be moved. */
int campaign_run_claim(const struct campaign_run *r, struct problem *why)
{
	char *path = format("%s.lock", r->folder), *copy = copy_string(path);
	int ret = folder_make(dirname(copy), why);
	int fd = ret == 0 ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644) : -1;

	if (ret == 0 && (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) != 0)) {
		ret = errno == EWOULDBLOCK
			      ? problem_set(
					why,
					"another command plays this campaign: wait for its end, or "
					"play another piece of it")
			      : problem_set(why, "cannot lock %s: %s", path, strerror(errno));
	}
	free(copy);
	free(path);
	return ret;
}

/* What the folder has of something else is none of this campaign. */
static int clear_folder(const struct campaign_run *r, campaign_describe *describe,
			const void *context, struct problem *why)
{
	struct text now = { 0 };
	char *said = NULL;
	int ret = tried_begin(&r->places, r->record.version, &now, why);

	ret = ret == 0 ? describe(r, context, &now, why) : ret;
	ret = ret == 0 ? tried_check(r->folder, &now, &said, why) : ret;
	if (said) {
		fprintf(stderr, "inject: %s\n", said);
	}
	free(said);
	text_free(&now);
	return ret;
}

/* The campaign's folder remembers its run, as long as that exists. */
static int find_run(struct campaign_run *r, bool anew, struct problem *why)
{
	char *note = format("%s/run", r->folder);
	struct text name = { 0 };
	char *run;
	int ret = 0;

	if (!anew && file_exists(note) && file_read(note, &name, NULL) == 0) {
		run = format("%s/runs/%s", r->places.results, text_str(&name));
		if (file_exists(run)) {
			r->places.run = copy_string(run);
			r->resumed = true;
			run_record_resume(&r->record, run);
		}
		free(run);
	}
	if (!r->resumed) {
		ret = places_new_run(&r->places, why);
		run = ret == 0 ? copy_string(r->places.run) : NULL;
		ret = ret == 0 ? file_write(note, basename(run), why) : ret;
		free(run);
	}
	text_free(&name);
	free(note);
	return ret;
}

int campaign_run_begin(struct campaign_run *r, const struct campaign *c,
		       campaign_describe *describe, const void *context, struct problem *why)
{
	int ret;

	run_record_begin(&r->record, r->places.top, c->argc, c->argv);
	/* a single trial goes on from nothing */
	ret = c->has_only ? folder_make(r->folder, why) : clear_folder(r, describe, context, why);
	ret = ret == 0 ? find_run(r, c->has_only, why) : ret;
	if (ret == 0) {
		tried_time_read(r->folder, &r->before);
		run_record_hold(r->places.run);
		ret = maps_keep(r->places.build, &c->machines, r->places.run, why);
	}
	r->begun = clock_seconds();
	return ret;
}

void campaign_run_keep(const struct campaign_run *r, const char *name, const struct text *content)
{
	char *in_run = format("%s/%s", r->places.run, name);
	char *in_build = format("%s/%s", r->folder, name);
	struct problem why;

	if (file_write(in_run, text_str(content), &why) != 0 ||
	    file_write(in_build, text_str(content), &why) != 0) {
		cli_fail(0, "%s", why.text);
	}
	free(in_build);
	free(in_run);
}

/* Trials whose command was killed have no time, and are left out here. */
void campaign_run_rate(struct campaign_run *r, uint64_t made, uint64_t jobs, struct text *table,
		       struct text *summary)
{
	struct tried_time all = r->before;
	struct problem why;
	char *line;

	if (made) {
		all.trials += made;
		all.seconds += clock_seconds() - r->begun;
		all.jobs = jobs > all.jobs ? jobs : all.jobs;
		if (tried_time_write(r->folder, &all, &why) != 0) {
			cli_fail(0, "%s", why.text);
		}
	}
	if (!all.trials) {
		return;
	}
	line = format("%llu trials in %.0f s: %.1f a minute, with %llu at a time\n",
		      (unsigned long long)all.trials, all.seconds,
		      60 * all.trials / (all.seconds + 1e-9), (unsigned long long)all.jobs);
	text_puts(table, line);
	text_printf(summary, "# %s", line);
	free(line);
}

void campaign_run_end(struct campaign_run *r, bool interrupted)
{
	const char *run = places_short(&r->places, r->places.run);
	struct problem why;

	r->record.interrupted = interrupted;
	if (keep_run(&r->places, &r->files, &r->record, r->resumed, &why) != 0 ||
	    keep_link(&r->places, &why) != 0) {
		cli_fail(0, "not all of this campaign is kept: %s", why.text);
	}
	printf("\nReport: %s/report.html\nSummary: %s/summary.tsv\n", run, run);
	if (interrupted) {
		printf("Interrupted: the same command goes on.\n");
	}
}

void campaign_run_free(struct campaign_run *r)
{
	free(r->folder);
	run_record_free(&r->record);
	machines_free(r->files.machines, r->files.machine_count);
	scenarios_free(r->files.scenarios, r->files.scenario_count);
}
