// SPDX-License-Identifier: GPL-2.0-only
#include "database.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "../base/text.h"
#include "embedded.h"

#define OTHERS_MAY_TAKE_MS 10000

static const char *const migrations_of_this_version[] = { schema_1, schema_2, schema_3 };

static int database_problem(struct database *db, struct problem *why)
{
	const char *path = sqlite3_db_filename(db->handle, "main");
	int code = sqlite3_errcode(db->handle);

	if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) {
		return problem_set(why,
				   "the results store %s is damaged (%s): delete it, it is built "
				   "anew from results/runs",
				   path, sqlite3_errmsg(db->handle));
	}
	return problem_set(why, "the results store %s: %s", path ? path : "",
			   sqlite3_errmsg(db->handle));
}

int database_do(struct database *db, const char *sql, struct problem *why)
{
	if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) != SQLITE_OK) {
		return database_problem(db, why);
	}
	return 0;
}

static sqlite3_stmt *prepare(struct database *db, struct problem *why, const char *sql,
			     const char *types, va_list values)
{
	sqlite3_stmt *statement;

	if (sqlite3_prepare_v2(db->handle, sql, -1, &statement, NULL) != SQLITE_OK) {
		database_problem(db, why);
		return NULL;
	}
	for (int i = 0; types[i]; i++) {
		switch (types[i]) {
		case 's':
			sqlite3_bind_text(statement, i + 1, va_arg(values, const char *), -1,
					  SQLITE_TRANSIENT);
			break;
		case 'i':
			sqlite3_bind_int64(statement, i + 1, va_arg(values, sqlite3_int64));
			break;
		default:
			sqlite3_bind_double(statement, i + 1, va_arg(values, double));
		}
	}
	return statement;
}

sqlite3_stmt *database_prepare(struct database *db, struct problem *why, const char *sql,
			       const char *types, ...)
{
	sqlite3_stmt *statement;
	va_list values;

	va_start(values, types);
	statement = prepare(db, why, sql, types, values);
	va_end(values);
	return statement;
}

int database_step(struct database *db, sqlite3_stmt *statement, struct problem *why)
{
	switch (sqlite3_step(statement)) {
	case SQLITE_ROW:
		return 1;
	case SQLITE_DONE:
		return 0;
	default:
		return database_problem(db, why);
	}
}

int database_change(struct database *db, struct problem *why, const char *sql, const char *types,
		    ...)
{
	sqlite3_stmt *statement;
	va_list values;
	int ret = 0;

	va_start(values, types);
	statement = prepare(db, why, sql, types, values);
	va_end(values);
	if (!statement) {
		return -1;
	}
	ret = database_step(db, statement, why) < 0 ? -1 : 0;
	sqlite3_finalize(statement);
	return ret;
}

/* Names of runs as runs followed each other: ...Z, ...Z-2, ...Z-10. */
static int compare_runs(void *none, int a_len, const void *a, int b_len, const void *b)
{
	char *x = strndup(a, a_len), *y = strndup(b, b_len);
	int ret = x && y ? strverscmp(x, y) : 0;

	(void)none;
	free(x);
	free(y);
	return ret;
}

static int version_of(struct database *db, struct problem *why)
{
	sqlite3_stmt *statement = database_prepare(db, why, "PRAGMA user_version", "");
	int version = -1;

	if (!statement) {
		return -1;
	}
	if (database_step(db, statement, why) > 0) {
		version = sqlite3_column_int(statement, 0);
	}
	sqlite3_finalize(statement);
	return version;
}

/* All in one transaction: a store is of the old version or of the new one, never between. */
static int migrate(struct database *db, const char *const migrations[], int count,
		   struct problem *why)
{
	int version, ret = database_do(db, "BEGIN IMMEDIATE", why);
	char *mark = format("PRAGMA user_version = %d", count);

	version = ret == 0 ? version_of(db, why) : -1;
	if (version > count) {
		problem_set(why,
			    "the results store is of version %d, and this yard knows versions up "
			    "to %d: use the newer yard, or move the file away to begin anew",
			    version, count);
		version = -1;
	}
	ret = version < 0 ? -1 : 0;
	for (; ret == 0 && version < count; version++) {
		ret = database_do(db, migrations[version], why);
	}
	if (ret == 0) {
		ret = database_do(db, mark, why);
	}
	database_do(db, ret == 0 ? "COMMIT" : "ROLLBACK", ret == 0 ? why : NULL);
	free(mark);
	return ret;
}

int database_open_with(struct database *db, const char *path, const char *const migrations[],
		       int count, struct problem *why)
{
	int ret;

	db->handle = NULL;
	if (sqlite3_open(path, &db->handle) != SQLITE_OK) {
		problem_set(why, "the results store %s: %s", path,
			    db->handle ? sqlite3_errmsg(db->handle) : "no memory");
		database_close(db);
		return -1;
	}
	sqlite3_busy_timeout(db->handle, OTHERS_MAY_TAKE_MS);
	sqlite3_create_collation(db->handle, "as_played", SQLITE_UTF8, NULL, compare_runs);
	/* readers go on while somebody writes; what is committed survives our own end */
	ret = database_do(db, "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON", why);
	if (ret == 0) {
		ret = migrate(db, migrations, count, why);
	}
	if (ret != 0) {
		database_close(db);
	}
	return ret;
}

int database_open(struct database *db, const char *path, struct problem *why)
{
	return database_open_with(
		db, path, migrations_of_this_version,
		sizeof(migrations_of_this_version) / sizeof(migrations_of_this_version[0]), why);
}

void database_close(struct database *db)
{
	sqlite3_close(db->handle);
	db->handle = NULL;
}
