// SPDX-License-Identifier: GPL-2.0-only
#include "run_record.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "../base/command.h"
#include "../base/files.h"
#include "../base/utf8.h"

char *checkout_version(const char *top)
{
	const char *const describe[] = { "git", "-C", top, "describe", "--always", NULL };
	/* recordings are made of what is there: while they are made anew nothing else has changed
	 */
	const char *const status[] = {
		"git",	  "-C",		 top,
		"status", "--porcelain", "-uno",
		"--",	  ".",		 ":(exclude)scenarios/reported/*.yard",
		NULL
	};
	char *path = format("%s/VERSION", top), *version;
	struct text number = { 0 }, commit = { 0 }, changed = { 0 };

	if (file_exists(path)) {
		file_read(path, &number, NULL);
	}
	text_puts(&number, "");
	if (command_run(describe, &commit, NULL) == 0 && commit.len) {
		bool dirty = command_run(status, &changed, NULL) != 0 || changed.len;

		version = format("%s (%s%s)", trim(number.data), trim(commit.data),
				 dirty ? "-dirty" : "");
	} else {
		version = copy_string(trim(number.data));
	}
	text_free(&changed);
	text_free(&commit);
	text_free(&number);
	free(path);
	return version;
}

static char *command_line(int argc, char **argv)
{
	struct text line = { 0 };

	/* "yard COMMAND", see main() */
	text_puts(&line, argv[0]);
	for (int i = 1; i < argc; i++) {
		text_puts(&line, " ");
		text_shell_quote(&line, argv[i]);
	}
	return line.data;
}

void run_record_begin(struct run_record *r, const char *top, int argc, char **argv)
{
	*r = (struct run_record){ .started = time(NULL),
				  .resumed = time(NULL),
				  .seconds = -1,
				  .version = checkout_version(top),
				  .command = command_line(argc, argv) };
	/* file names can be any bytes */
	utf8_clean(r->command, strlen(r->command));
}

void run_record_resume(struct run_record *r, const char *run)
{
	char *path = format("%s/run.json", run);
	json_t *old = json_load_file(path, 0, NULL), *folder;
	size_t i;

	if (old) {
		r->started = json_integer_value(json_object_get(old, "started"));
		r->before = json_number_value(json_object_get(old, "seconds"));
		json_array_foreach(json_object_get(old, "plan"), i, folder)
		{
			if (json_is_string(folder)) {
				words_add(&r->plan, json_string_value(folder));
			}
		}
	}
	json_decref(old);
	free(path);
}

static json_t *plan_of(const struct run_record *r)
{
	json_t *plan = json_array();

	for (size_t i = 0; i < r->plan.count; i++) {
		json_array_append_new(plan, json_string(r->plan.item[i]));
	}
	return plan;
}

int run_record_save(const struct run_record *r, const char *run, struct problem *why)
{
	char *path = format("%s/run.json", run);
	json_t *record = json_pack("{s:I, s:s, s:s, s:I, s:I}", "started", (json_int_t)r->started,
				   "version", r->version, "command", r->command, "processors",
				   (json_int_t)sysconf(_SC_NPROCESSORS_ONLN), "interrupted",
				   (json_int_t)r->interrupted);
	char *content;
	int ret;

	if (record && r->seconds >= 0) {
		json_object_set_new(record, "seconds", json_real(r->seconds));
	}
	if (record && r->plan.count) {
		json_object_set_new(record, "plan", plan_of(r));
	}
	content = record ? json_dumps(record, JSON_INDENT(1)) : NULL;
	ret = content ? file_write(path, content, why)
		      : problem_set(why, "cannot express %s as JSON", path);
	free(content);
	json_decref(record);
	free(path);
	return ret;
}

void run_record_hold(const char *run)
{
	int fd = open(run, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	/* the kernel lets go of it when the last process has */
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
		close(fd);
	}
}

bool run_record_held(const char *run)
{
	int fd = open(run, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool held = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0;

	if (fd >= 0) {
		close(fd);
	}
	return held;
}

void run_record_end(struct run_record *r)
{
	r->seconds = r->before + difftime(time(NULL), r->resumed);
}

void run_record_free(struct run_record *r)
{
	free(r->version);
	free(r->command);
	words_free(&r->plan);
	*r = (struct run_record){ 0 };
}
