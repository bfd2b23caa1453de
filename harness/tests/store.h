/* SPDX-License-Identifier: GPL-2.0-only */
/* A results folder for one test, and what runs leave in it. */
#ifndef YARD_TESTS_STORE_H
#define YARD_TESTS_STORE_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../results/database.h"

static struct problem why;
static char folder[] = "/tmp/yard-database-XXXXXX";

static inline void make_folder(void)
{
	cr_assert_not_null(mkdtemp(folder));
}

static inline void remove_folder(void)
{
	folder_remove(folder, NULL);
}

static inline char *in_folder(const char *name)
{
	return format("%s/%s", folder, name);
}

static inline sqlite3_int64 number(struct database *db, const char *sql)
{
	sqlite3_stmt *s = database_prepare(db, &why, sql, "");
	sqlite3_int64 n;

	cr_assert_not_null(s, "%s", why.text);
	cr_assert_eq(sqlite3_step(s), SQLITE_ROW, "%s", sql);
	n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return n;
}

static inline void put(const char *run, const char *name, const char *content)
{
	char *path = format("%s/runs/%s/%s", folder, run, name);
	char *parent = copy_string(path);

	*strrchr(parent, '/') = 0;
	cr_assert_eq(folder_make(parent, &why), 0, "%s", why.text);
	cr_assert_eq(file_write(path, content, &why), 0, "%s", why.text);
	free(parent);
	free(path);
}

static inline void put_result(const char *run, const char *trial, const char *verdict)
{
	const char *slash = strchr(trial, '/');
	char *name = format("%s/result.json", trial);
	char *content = format("{\"machine\": \"%.*s\", \"scenario\": \"%s\", \"kernel\": \"k\", "
			       "\"verdict\": \"%s\", \"message\": \"a \\\"word\\\"\", "
			       "\"seconds\": 1.5}",
			       (int)(slash - trial), trial, slash + 1, verdict);

	put(run, name, content);
	free(content);
	free(name);
}

#endif
