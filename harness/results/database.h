/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The results store: one SQLite file. Its tables are explained in schema/1.sql; each later
 * version is one more file there, which changes the tables of the version before.
 */
#ifndef YARD_DATABASE_H
#define YARD_DATABASE_H

#include <sqlite3.h>

#include "../base/problem.h"

struct database {
	sqlite3 *handle;
	char *path; /* of the file, for sentences */
};

/**
 * database_open - open the store, creating it or bringing it up to this version's tables.
 *
 * A store that a newer yard has written is refused and left alone. Several programs may have it
 * open at once; each waits for the others, ten seconds at most. Names of runs are in the order in
 * which they were played with COLLATE as_played.
 */
int database_open(struct database *db, const char *path, struct problem *why);
void database_close(struct database *db);

/**
 * database_read - a copy of the store in memory, with this version's tables, for who only asks.
 *
 * The store is left as it is, whatever its version, and may lie where one has no right to write.
 * None is an empty one.
 */
int database_read(struct database *db, const char *path, struct problem *why);

/* As database_open(), with tables that are made by @migrations; for tests. */
int database_open_with(struct database *db, const char *path, const char *const migrations[],
		       int count, struct problem *why);

/* Statements without results: "BEGIN IMMEDIATE", "COMMIT". */
int database_do(struct database *db, const char *sql, struct problem *why);

/**
 * database_prepare - compile a statement and bind its parameters.
 * @types: one letter for each: s const char *, i sqlite3_int64, d double.
 *
 * Returns NULL with a sentence if that fails; ends with sqlite3_finalize().
 */
sqlite3_stmt *database_prepare(struct database *db, struct problem *why, const char *sql,
			       const char *types, ...);

/**
 * database_step - the next row of a statement.
 *
 * Returns 1 with a row, 0 behind the last one, -1 with a sentence: what was read until then is
 * not all there is.
 */
int database_step(struct database *db, sqlite3_stmt *statement, struct problem *why);

/* Prepare, run, and finalize a statement without results. */
int database_change(struct database *db, struct problem *why, const char *sql, const char *types,
		    ...);

#endif
