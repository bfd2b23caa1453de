// SPDX-License-Identifier: GPL-2.0-only
#include "database.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/text.h"
#include "embedded.h"

#define OTHERS_MAY_TAKE_MS 10000
/* How often who only asks begins again when somebody has written meanwhile. */
#define READ_TRIES 10

static const char *const migrations_of_this_version[] = { schema_1, schema_2, schema_3, schema_4,
							  schema_5 };

#define THIS_VERSION                                                                               \
	((int)(sizeof(migrations_of_this_version) / sizeof(migrations_of_this_version[0])))

static int database_problem(struct database *db, struct problem *why)
{
	const char *path = db->path ? db->path : "";
	int code = sqlite3_errcode(db->handle);

	if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) {
		return problem_set(why,
				   "the results store %s is damaged (%s): move it away, and a new "
				   "one is made of the runs that still have their folders; the "
				   "verdicts of those that `yard gc` removed stand in the damaged "
				   "one alone (`sqlite3 FILE .recover` may save them)",
				   path, sqlite3_errmsg(db->handle));
	}
	return problem_set(why, "the results store %s: %s", path, sqlite3_errmsg(db->handle));
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

/* What every connection needs, whatever it is for. */
static void prepare_handle(struct database *db)
{
	sqlite3_busy_timeout(db->handle, OTHERS_MAY_TAKE_MS);
	sqlite3_create_collation(db->handle, "as_played", SQLITE_UTF8, NULL, compare_runs);
}

static int open_file(struct database *db, const char *name, int flags, struct problem *why)
{
	if (sqlite3_open_v2(name, &db->handle, flags, NULL) != SQLITE_OK) {
		return problem_set(why, "the results store %s: %s", db->path,
				   db->handle ? sqlite3_errmsg(db->handle) : "no memory");
	}
	prepare_handle(db);
	return 0;
}

/* Readers go on while somebody writes then; what is committed survives our own end. SQLite waits
 * for others by itself, but not here, where two could wait for each other. */
static int keep_a_log(struct database *db, struct problem *why)
{
	int64_t deadline = clock_ms() + OTHERS_MAY_TAKE_MS;

	while (sqlite3_exec(db->handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL) !=
	       SQLITE_OK) {
		if (sqlite3_errcode(db->handle) != SQLITE_BUSY || clock_ms() >= deadline) {
			return database_problem(db, why);
		}
		poll(NULL, 0, 10);
	}
	return 0;
}

int database_open_with(struct database *db, const char *path, const char *const migrations[],
		       int count, struct problem *why)
{
	int ret;

	*db = (struct database){ .path = copy_string(path) };
	ret = open_file(db, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, why);
	if (ret == 0) {
		ret = keep_a_log(db, why);
	}
	if (ret == 0) {
		ret = database_do(db, "PRAGMA foreign_keys = ON", why);
	}
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
	return database_open_with(db, path, migrations_of_this_version, THIS_VERSION, why);
}

/* ---- to read ---- */

static bool is_filled(const char *path, const char *suffix)
{
	char *name = format("%s%s", path, suffix);
	struct stat st;
	bool filled = stat(name, &st) == 0 && st.st_size > 0;

	free(name);
	return filled;
}

/* Nobody writes, or was killed while he did: all there is stands in the file itself. */
static bool at_rest(const char *path, struct stat *st)
{
	return !is_filled(path, "-wal") && !is_filled(path, "-journal") && stat(path, st) == 0;
}

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Copy what @from reads into @db, which is empty. */
static int copy_from(struct database *db, struct database *from, struct problem *why)
{
	sqlite3_backup *copy = sqlite3_backup_init(db->handle, "main", from->handle, "main");
	int code = copy ? sqlite3_backup_step(copy, -1) : SQLITE_ERROR;

	sqlite3_backup_finish(copy);
	return code == SQLITE_DONE ? 0 : database_problem(db, why);
}

/* SQLite's name for the file, with how it is to be read. */
static char *name_with(const char *path, const char *how)
{
	struct text name = { 0 };

	text_puts(&name, "file:");
	for (; *path; path++) {
		if (strchr("%?#", *path)) {
			text_printf(&name, "%%%02x", (unsigned char)*path);
		} else {
			text_append(&name, path, 1);
		}
	}
	text_printf(&name, "?%s", how);
	return name.data;
}

/* @before: statement to begin with. */
static int copy_as(struct database *db, const char *how, const char *before, struct problem *why)
{
	struct database from = { .path = db->path };
	char *name = name_with(db->path, how);
	int ret = open_file(&from, name, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, why);

	if (ret == 0) {
		/* the log is not ours to work off */
		sqlite3_db_config(from.handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
		ret = database_do(&from, before, why);
	}
	if (ret == 0) {
		ret = copy_from(db, &from, why);
	}
	sqlite3_close(from.handle);
	free(name);
	return ret;
}

/*
 * No lock is taken, and nothing put beside the file. Returns 1 if somebody wrote meanwhile, so that
 * it is not known what was copied.
 */
static int copy_at_rest(struct database *db, struct problem *why)
{
	struct stat before, after;
	int ret;

	if (!at_rest(db->path, &before)) {
		return 1;
	}
	ret = copy_as(db, "immutable=1", "", why);
	return at_rest(db->path, &after) && same_file(&before, &after) ? ret : 1;
}

/* A log without its index (-shm): who writes has both, so nobody does. */
static bool log_at_rest(const char *path, struct stat st[2])
{
	char *log = format("%s-wal", path), *index = format("%s-shm", path);
	bool ret = stat(path, &st[0]) == 0 && stat(log, &st[1]) == 0 && access(index, F_OK) != 0;

	free(index);
	free(log);
	return ret;
}

/*
 * Where the index cannot be made it is made in memory, which SQLite does for who is alone with the
 * file. Nothing is locked: returns 1 if somebody wrote meanwhile.
 */
static int copy_with_log(struct database *db, struct problem *why)
{
	struct stat before[2], after[2];
	int ret;

	if (!log_at_rest(db->path, before)) {
		return 1;
	}
	ret = copy_as(db, "vfs=unix-none", "PRAGMA locking_mode = EXCLUSIVE", why);
	return log_at_rest(db->path, after) && same_file(&before[0], &after[0]) &&
			       same_file(&before[1], &after[1])
		       ? ret
		       : 1;
}

/* SQLite does not say which file it is that it cannot open: @why is left if all can be read. */
static int name_unreadable(const char *path, struct problem *why)
{
	static const char *const suffixes[] = { "", "-wal", "-shm" };

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		char *name = format("%s%s", path, suffixes[i]);
		int fd = open(name, O_RDONLY | O_CLOEXEC), error = errno;

		if (fd >= 0) {
			close(fd);
		} else if (error != ENOENT) {
			problem_set(why, "the results store: cannot read %s: %s", name,
				    strerror(error));
		}
		free(name);
	}
	return -1;
}

/* Whatever state the store was left in, and whoever is at it. */
static int copy_store(struct database *db, struct problem *why)
{
	int ret = 1;

	for (int i = 0; ret == 1 && i < READ_TRIES; i++) {
		ret = copy_at_rest(db, why);
		if (ret == 1) {
			/* with locks */
			ret = copy_as(db, "mode=ro", "", why);
		}
		if (ret < 0 && sqlite3_errcode(db->handle) == SQLITE_CANTOPEN) {
			ret = copy_with_log(db, why);
		}
	}
	return ret == 0 ? 0 : name_unreadable(db->path, why);
}

int database_read(struct database *db, const char *path, struct problem *why)
{
	struct stat st;
	int ret;

	*db = (struct database){ .path = copy_string(path) };
	ret = open_file(db, ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, why);
	if (ret == 0 && stat(path, &st) == 0) {
		ret = copy_store(db, why);
	} else if (ret == 0 && errno != ENOENT) {
		ret = problem_set(why, "the results store %s: %s", path, strerror(errno));
	}
	if (ret == 0) {
		ret = database_do(db, "PRAGMA foreign_keys = ON", why);
	}
	if (ret == 0) {
		ret = migrate(db, migrations_of_this_version, THIS_VERSION, why);
	}
	if (ret != 0) {
		database_close(db);
	}
	return ret;
}

void database_close(struct database *db)
{
	sqlite3_close(db->handle);
	free(db->path);
	*db = (struct database){ NULL };
}
