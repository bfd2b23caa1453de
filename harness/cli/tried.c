// SPDX-License-Identifier: GPL-2.0-only
#include "tried.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/command.h"
#include "../base/files.h"
#include "../scenario/ingredients.h"

#define VERSION "version\t"

/* ---- what it is ---- */

/* The lines `HASH  PATH` of `sha256sum` turned round, names below @prefix and without folders. */
static void add_lines(char *hashes, const char *prefix, struct text *out)
{
	char *save = NULL;

	for (char *line = strtok_r(hashes, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char *name = line + strcspn(line, " "), *base = strrchr(line, '/');

		text_printf(out, "%s%s\t%.*s\n", prefix, base ? base + 1 : name + strspn(name, " "),
			    (int)(name - line), line);
	}
}

int tried_add_files(const struct words *files, const char *prefix, struct text *out,
		    struct problem *why)
{
	struct text hashes = { 0 };
	int ret = hash_files(files, &hashes, why);

	if (ret == 0 && hashes.data) {
		add_lines(hashes.data, prefix, out);
	}
	text_free(&hashes);
	return ret;
}

/* The harness, and what its scenarios have in common. */
int tried_begin(const struct places *places, const char *version, struct text *out,
		struct problem *why)
{
	char *pattern = format("%s/scenarios/lib/*.tcl", places->top);
	char *program = realpath("/proc/self/exe", NULL);
	struct words files = { 0 };
	glob_t found;
	int ret;

	text_printf(out, VERSION "%s\n", version);
	if (program) {
		words_add(&files, program);
	}
	if (glob(pattern, 0, NULL, &found) == 0) {
		for (size_t n = 0; n < found.gl_pathc; n++) {
			words_add(&files, found.gl_pathv[n]);
		}
		globfree(&found);
	}
	ret = tried_add_files(&files, "lib/", out, why);
	words_free(&files);
	free(program);
	free(pattern);
	return ret;
}

int tried_add_machine(const struct places *places, const struct machine *m, const char *kernel,
		      struct text *out, struct problem *why)
{
	char *prefix = format("%s/", m->name);
	struct text hashes = { 0 };
	int ret = ingredients_hashes(places, m, kernel, &hashes, why);

	if (ret == 0 && hashes.data) {
		add_lines(hashes.data, prefix, out);
	}
	text_free(&hashes);
	free(prefix);
	return ret;
}

/* ---- whether it is the same ---- */

/* The value of the name that @line begins with, in other lines; its length in @len. */
static const char *value_in(const char *lines, const char *line, size_t *len)
{
	size_t name = strcspn(line, "\t") + 1;

	for (const char *at = lines; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		if (strncmp(at, line, name) == 0) {
			*len = strcspn(at + name, "\n");
			return at + name;
		}
	}
	return NULL;
}

/* The first line of @now that is another one in @before; what is not there is added to it. */
static const char *find_other(struct text *before, const char *now)
{
	for (const char *line = now; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		const char *value = line + strcspn(line, "\t") + 1, *old;
		size_t len = strcspn(value, "\n"), old_len = 0;

		old = value_in(text_str(before), line, &old_len);
		if (!old) {
			text_printf(before, "%.*s\n", (int)strcspn(line, "\n"), line);
		} else if (old_len != len || memcmp(old, value, len) != 0) {
			return line;
		}
	}
	return NULL;
}

static char *say_why(const char *folder, const struct text *before, const char *line)
{
	const char *value = line + strcspn(line, "\t") + 1, *old;
	size_t len = 0;

	if (!before->len) {
		return format("%s does not say what its outcomes are of", folder);
	}
	if (starts_with(line, VERSION)) {
		old = value_in(text_str(before), line, &len);
		return format("the outcomes in %s are of version %.*s, this is %.*s", folder,
			      (int)len, old, (int)strcspn(value, "\n"), value);
	}
	return format("the outcomes in %s are of another %.*s", folder, (int)strcspn(line, "\t"),
		      line);
}

static int move_aside(const char *folder, struct problem *why)
{
	char *old = format("%s.old", folder);
	int ret = file_exists(old) ? folder_remove(old, why) : 0;

	if (ret == 0 && rename(folder, old) != 0) {
		ret = problem_set(why, "cannot rename %s to %s: %s", folder, old, strerror(errno));
	}
	free(old);
	return ret;
}

int tried_check(const char *folder, const struct text *now, char **said, struct problem *why)
{
	char *path = format("%s/tried", folder);
	struct text before = { 0 };
	const char *other = NULL;
	bool known = file_exists(folder);
	char *reason;
	int ret = 0;

	*said = NULL;
	if (known && file_exists(path)) {
		ret = file_read(path, &before, why);
	}
	if (ret == 0 && known) {
		other = before.len ? find_other(&before, text_str(now)) : text_str(now);
	}
	if (other) {
		reason = say_why(folder, &before, other);
		*said = format("%s: they are moved to %s.old, and it begins anew", reason, folder);
		free(reason);
		ret = move_aside(folder, why);
	}
	ret = ret == 0 ? folder_make(folder, why) : ret;
	if (ret == 0) {
		ret = file_write(path, other || !known ? text_str(now) : text_str(&before), why);
	}
	text_free(&before);
	free(path);
	return ret;
}

/* ---- how long it took ---- */

void tried_time_read(const char *folder, struct tried_time *time)
{
	char *path = format("%s/time", folder);
	struct text text = { 0 };
	unsigned long long trials, jobs;
	double seconds;

	*time = (struct tried_time){ .trials = 0 };
	if (file_exists(path) && file_read(path, &text, NULL) == 0 &&
	    sscanf(text_str(&text), "%lf %llu %llu", &seconds, &trials, &jobs) == 3) {
		*time = (struct tried_time){ .seconds = seconds, .trials = trials, .jobs = jobs };
	}
	text_free(&text);
	free(path);
}

int tried_time_write(const char *folder, const struct tried_time *time, struct problem *why)
{
	char *path = format("%s/time", folder);
	char *line = format("%.1f %llu %llu\n", time->seconds, (unsigned long long)time->trials,
			    (unsigned long long)time->jobs);
	int ret = file_write(path, line, why);

	free(line);
	free(path);
	return ret;
}
