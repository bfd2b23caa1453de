// SPDX-License-Identifier: GPL-2.0-only
/* yard gc: remove the folders of old runs, replays and nightly matrices. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../results/import.h"
#include "cli.h"
#include "options.h"

#define KEPT 50

struct sweep {
	uint64_t keep;
	bool dry_run;
};

struct old {
	char *name;
	time_t when;
};

/* 20261121T095021Z, or that with -2, -3, ...: what yard makes, and may remove. */
static bool is_run_name(const char *name)
{
	static const char form[] = "dddddddd'T'dddddd'Z'";
	const char *p = form;

	for (; *p; name++, p += *p == '\'' ? 3 : 1) {
		if (*p == '\'' ? *name != p[1] : !isdigit((unsigned char)*name)) {
			return false;
		}
	}
	if (*name == '-' && isdigit((unsigned char)name[1])) {
		name += 1 + strspn(name + 1, "0123456789");
	}
	return !*name;
}

/* Oldest first: runs by their names, replays by when they were unpacked. */
static int by_name(const void *a, const void *b)
{
	return strverscmp(((const struct old *)a)->name, ((const struct old *)b)->name);
}

static int by_time(const void *a, const void *b)
{
	time_t x = ((const struct old *)a)->when, y = ((const struct old *)b)->when;

	return x == y ? by_name(a, b) : x < y ? -1 : 1;
}

/* The folders in @folder; with @runs those that are named as runs are. */
static size_t list_folders(const char *folder, bool runs, struct old **list)
{
	struct dirent *entry;
	DIR *dir = opendir(folder);
	size_t count = 0;

	*list = NULL;
	while (dir && (entry = readdir(dir)) != NULL) {
		char *path = format("%s/%s", folder, entry->d_name);
		struct stat st;

		if (entry->d_name[0] != '.' && lstat(path, &st) == 0 && S_ISDIR(st.st_mode) &&
		    (!runs || is_run_name(entry->d_name))) {
			*list = realloc(*list, (count + 1) * sizeof(**list));
			if (!*list) {
				abort();
			}
			(*list)[count++] = (struct old){ copy_string(entry->d_name), st.st_mtime };
		}
		free(path);
	}
	if (dir) {
		closedir(dir);
	}
	if (count) {
		qsort(*list, count, sizeof(**list), runs ? by_name : by_time);
	}
	return count;
}

static uint64_t bytes_seen;

static int add_bytes(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)path;
	(void)type;
	(void)where;
	bytes_seen += (uint64_t)st->st_blocks * 512;
	return 0;
}

static uint64_t bytes_in(const char *folder)
{
	bytes_seen = 0;
	nftw(folder, add_bytes, 16, FTW_PHYS);
	return bytes_seen;
}

/* Returns 1 if it is (or would be) removed, 0 if somebody is at it, -1 with a sentence. */
static int remove_one(const struct sweep *s, const char *folder, struct problem *why)
{
	/* see run_record_hold() */
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), ret = 1;

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
		printf("%s is being played: kept\n", folder);
		ret = 0;
	} else if (!s->dry_run && folder_remove(folder, why) != 0) {
		ret = -1;
	}
	if (fd >= 0) {
		close(fd);
	}
	return ret;
}

static int sweep(const struct sweep *s, const struct places *places, const char *what, bool runs,
		 struct problem *why)
{
	char *folder = format("%s/%s", places->results, what);
	struct old *list;
	size_t count = list_folders(folder, runs, &list), removed = 0;
	uint64_t freed = 0;
	int ret = 0;

	for (size_t i = 0; i < count; i++) {
		char *path = format("%s/%s", folder, list[i].name);

		if (ret >= 0 && i + s->keep < count) {
			uint64_t bytes = bytes_in(path);

			ret = remove_one(s, path, why);
			removed += ret > 0;
			freed += ret > 0 ? bytes : 0;
		}
		free(path);
		free(list[i].name);
	}
	printf("%s: %zu of %zu folders %s, %.1f MiB\n", what, removed, count,
	       s->dry_run ? "would be removed" : "removed", (double)freed / (1 << 20));
	free(list);
	free(folder);
	return ret < 0 ? -1 : 0;
}

/* Taken in first is what the store does not know yet. */
static int update_store(const struct places *places, struct problem *why)
{
	struct database db;
	int ret = results_open(&db, places->results, why);

	if (ret == 0) {
		database_close(&db);
	}
	return ret;
}

/*
 * On a full disk the store cannot even be opened. The page of a run that is to go can be made again
 * from the store: it goes first, until there is room.
 */
static int make_room(const struct sweep *s, const struct places *places, struct problem *why)
{
	char *folder = format("%s/runs", places->results);
	struct old *list;
	size_t count = list_folders(folder, true, &list);
	int ret = update_store(places, why);

	for (size_t i = 0; i < count; i++) {
		char *page = format("%s/%s/report.html", folder, list[i].name);

		if (ret != 0 && i + s->keep < count && unlink(page) == 0) {
			ret = update_store(places, why);
		}
		free(page);
		free(list[i].name);
	}
	free(list);
	free(folder);
	return ret;
}

static const char gc_help[] =
	"usage: yard gc [OPTION...]\n\n"
	"Removes the folders of all but the newest runs, unpacked replays and nightly matrices in\n"
	"results/, and says what that freed. What is being played is kept. The verdicts of runs stay\n"
	"in the results store, for `yard history`, `yard diff` and `yard report -o`.\n\n"
	"      --keep N     so many of each; default: %d\n"
	"      --dry-run    say it, and remove nothing\n";

int cmd_gc(int argc, char **argv)
{
	struct sweep s = { .keep = KEPT };
	struct places places = { 0 };
	struct problem why;
	const struct cli_option table[] = { { "keep", 0, OPTION_NUMBER, .value = &s.keep,
					      .least = 1, .most = INT32_MAX },
					    { "dry-run", 0, OPTION_FLAG, .value = &s.dry_run },
					    { 0 } };
	char *help = format(gc_help, KEPT);
	int ret = options_parse(table, help, argc, argv);

	free(help);
	if (ret >= 0) {
		return ret;
	}
	if (argc > optind) {
		return cli_fail(EXIT_USAGE, "yard gc takes no names; it keeps the newest");
	}
	if (places_find(&places, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	/* what the store knows nothing of makes room for it */
	if (sweep(&s, &places, "replays", false, &why) != 0 ||
	    sweep(&s, &places, "nightly", true, &why) != 0) {
		return cli_fail(EXIT_FAILED, "%s", why.text);
	}
	if (!s.dry_run && make_room(&s, &places, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	if (sweep(&s, &places, "runs", true, &why) != 0) {
		return cli_fail(EXIT_FAILED, "%s", why.text);
	}
	return EXIT_PASSED;
}
