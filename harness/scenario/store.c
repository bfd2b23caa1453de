// SPDX-License-Identifier: GPL-2.0-only
#include "store.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/command.h"
#include "../base/files.h"

/* What must remain free where snapshots are kept. */
#define RESERVE_BYTES (2ull << 30)

/* Ends with the key: what comes before it says which snapshot this one replaces. */
static char *name_of(const struct snapshot_id *id)
{
	return format("%s@%s-%s%s%s-%s", id->machine->name, id->kernel, state_name(id->state),
		      id->cell ? ":" : "", id->cell ? id->cell : "", id->key);
}

static char *new_folder(const struct places *places, const char *name)
{
	return format("%s/snapshots/%s", places->scratch, name);
}

static char *kept_folder(const struct places *places, const char *name)
{
	return format("%s/harness/snapshots/%s", places->build, name);
}

char *store_find(const struct places *places, const struct snapshot_id *id)
{
	char *name = name_of(id);
	char *folder = new_folder(places, name);

	if (!file_exists(folder)) {
		free(folder);
		folder = kept_folder(places, name);
	}
	if (!file_exists(folder)) {
		free(folder);
		folder = NULL;
	}
	free(name);
	return folder;
}

char *store_begin(const struct places *places, const struct snapshot_id *id, struct problem *why)
{
	char *name = name_of(id);
	char *final = new_folder(places, name);
	char *folder = format("%s.new%d", final, (int)getpid());
	int ret = 0;

	if (folder_free_bytes(places->scratch) < id->machine->ram.size) {
		ret = problem_set(why, "no room for a snapshot in %s", places->scratch);
	}
	if (ret != 0 || folder_make(folder, why) != 0) {
		free(folder);
		folder = NULL;
	}
	free(final);
	free(name);
	return folder;
}

void store_finish(const struct places *places, const struct snapshot_id *id, char *folder,
		  bool good)
{
	char *name = name_of(id);
	char *final = new_folder(places, name);

	/* another worker may have been faster: one is enough */
	if (!good || rename(folder, final) != 0) {
		folder_remove(folder, NULL);
	}
	free(final);
	free(name);
	free(folder);
}

static void remove_replaced(const struct places *places, const char *name)
{
	char *prefix = kept_folder(places, name);
	char *pattern;
	glob_t found;

	*strrchr(prefix, '-') = 0;
	pattern = format("%s-????????????????*", prefix);
	if (glob(pattern, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++) {
			folder_remove(found.gl_pathv[i], NULL);
		}
		globfree(&found);
	}
	free(pattern);
	free(prefix);
}

static void keep(const struct places *places, const char *folder)
{
	const char *name = strrchr(folder, '/') + 1;
	char *final = kept_folder(places, name);
	char *new = format("%s.new%d", final, (int)getpid());
	const char *const copy[] = { "cp", "-r", "--sparse=always", folder, new, NULL };
	struct text ignored = { 0 };

	if (!strstr(name, ".new")) {
		remove_replaced(places, name);
		if (command_run(copy, &ignored, NULL) != 0 || rename(new, final) != 0) {
			folder_remove(new, NULL);
		}
	}
	text_free(&ignored);
	free(new);
	free(final);
}

void store_keep(const struct places *places)
{
	char *pattern = format("%s/snapshots/*", places->scratch);
	char *parent = kept_folder(places, "");
	glob_t found;

	if (glob(pattern, 0, NULL, &found) == 0) {
		folder_make(parent, NULL);
		for (size_t i = 0; i < found.gl_pathc; i++) {
			if (folder_free_bytes(parent) > RESERVE_BYTES) {
				keep(places, found.gl_pathv[i]);
			}
		}
		globfree(&found);
	}
	free(parent);
	free(pattern);
}
