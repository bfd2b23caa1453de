// SPDX-License-Identifier: GPL-2.0-only
#include "unpack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"

/* No more replays of one name at the same time. */
#define MOST_FOLDERS 1000

/* The folder of that name, such as "fault" for fault.yard. */
static char *folder_named(const struct places *places, const char *path, unsigned int number)
{
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	int len = (int)strcspn(name, ".");

	/* what is there is removed: never the folder of all */
	if (!len) {
		name = "unnamed";
		len = (int)strlen(name);
	}
	return number > 1 ? format("%s/replays/%.*s-%u", places->results, len, name, number)
			  : format("%s/replays/%.*s", places->results, len, name);
}

static bool is_still_there(const char *folder, int fd)
{
	struct stat held, named;

	return fstat(fd, &held) == 0 && stat(folder, &named) == 0 && held.st_ino == named.st_ino &&
	       held.st_dev == named.st_dev;
}

/* Returns 1 if it is ours now, see run_record_hold(), 0 if somebody else has it or is at it, else
 * -1. */
static int hold(const char *folder, struct problem *why)
{
	for (;;) {
		int fd;

		if (folder_make(folder, why) != 0) {
			return -1;
		}
		fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0 && errno != ENOENT) {
			return problem_set(why, "cannot open the folder %s: %s", folder,
					   strerror(errno));
		}
		/* another user's */
		if (fd >= 0 && access(folder, W_OK | X_OK) != 0) {
			close(fd);
			return 0;
		}
		if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
			close(fd);
			return 0;
		}
		if (fd >= 0 && is_still_there(folder, fd)) {
			return 1;
		}
		/* `yard gc` has just removed it */
		if (fd >= 0) {
			close(fd);
		}
	}
}

int unpack_claim(const struct places *places, const char *path, char **folder, struct problem *why)
{
	for (unsigned int n = 1; n <= MOST_FOLDERS; n++) {
		int ret;

		*folder = folder_named(places, path, n);
		ret = hold(*folder, why);
		if (ret > 0) {
			return 0;
		}
		if (ret < 0) {
			free(*folder);
			*folder = NULL;
			return -1;
		}
		free(*folder);
	}
	*folder = NULL;
	return problem_set(
		why, "others have replayed %u recordings named like %s: `yard gc` removes old ones",
		MOST_FOLDERS, path);
}

/* What is held is the folder itself: it stays. */
static int empty(const char *folder, struct problem *why)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int ret = dir ? 0 : problem_set(why, "cannot open %s: %s", folder, strerror(errno));

	while (ret == 0 && (entry = readdir(dir)) != NULL) {
		char *path = format("%s/%s", folder, entry->d_name);

		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
			ret = folder_remove(path, why);
		}
		free(path);
	}
	if (dir) {
		closedir(dir);
	}
	return ret;
}

static int write_part(const struct recording *r, enum recorded part, const char *path,
		      struct problem *why)
{
	const struct text *t = &r->part[part];

	return file_write_bytes(path, text_str(t), t->len, why);
}

/* Those of the images have names as in a build. */
static char *part_path(const struct recording *r, enum recorded part, const char *folder)
{
	if (part == RECORDED_DEVICE_TREE) {
		return format("%s/images/%s.dtb", folder, recording_word(r, "machine"));
	}
	return format("%s/%s%s", folder, part >= RECORDED_VMLINUZ ? "images/" : "",
		      recorded_name(part));
}

/* Unpack, so that the scenario can be played and the rest be looked at. */
static int write_parts(const struct recording *r, const char *folder, struct problem *why)
{
	char *scenarios = format("%s/scenarios", folder);
	char *images = format("%s/images", folder);
	char *script = format("%s/%s.tcl", scenarios, recording_word(r, "scenario"));
	int ret = folder_make(scenarios, why);

	if (ret == 0 && recording_has_images(r)) {
		ret = folder_make(images, why);
	}
	for (int i = 0; ret == 0 && i < RECORDED_COUNT; i++) {
		char *path = part_path(r, i, folder);

		if (r->part[i].len || i < RECORDED_INSIDE) {
			ret = write_part(r, i, path, why);
		}
		free(path);
	}
	if (ret == 0) {
		ret = write_part(r, RECORDED_SCENARIO, script, why);
	}
	free(script);
	free(images);
	free(scenarios);
	return ret;
}

/* What scenarios read beside themselves is the checkout's. */
static int lend_library(const struct places *places, const char *folder, struct problem *why)
{
	char *library = format("%s/scenarios/lib", places->top);
	char *link = format("%s/scenarios/lib", folder);
	int ret = link_replace(library, link, why);

	free(link);
	free(library);
	return ret;
}

int unpack_recording(const struct places *places, const struct recording *r, const char *folder,
		     struct problem *why)
{
	int ret = empty(folder, why);

	ret = ret == 0 ? write_parts(r, folder, why) : ret;
	return ret == 0 ? lend_library(places, folder, why) : ret;
}
