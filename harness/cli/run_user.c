// SPDX-License-Identifier: GPL-2.0-only
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "reaper.h"

static bool may_enter(const struct stat *st, const struct run_user *u)
{
	if (st->st_uid == u->uid) {
		return st->st_mode & S_IXUSR;
	}
	if (st->st_gid == u->gid) {
		return st->st_mode & S_IXGRP;
	}
	return st->st_mode & S_IXOTH;
}

/* Whether every folder above @path lets the user through. */
static bool can_reach(const char *path, const struct run_user *u)
{
	char *folder = copy_string(path);
	bool reachable = true;
	struct stat st;

	while (*folder && reachable) {
		reachable = stat(folder, &st) == 0 && may_enter(&st, u);
		*strrchr(folder, '/') = 0;
	}
	free(folder);
	return reachable;
}

int run_user_find(struct run_user *u, const struct places *places, struct problem *why)
{
	const char *name = getenv("YARD_USER");
	const char *sudo = getenv("SUDO_UID");
	struct passwd *pw;

	memset(u, 0, sizeof(*u));
	u->uid = getuid();
	u->gid = getgid();
	if (u->uid != 0) {
		return 0;
	}
	if (name && *name) {
		pw = getpwnam(name);
	} else if (sudo && atoi(sudo) > 0) {
		pw = getpwuid(atoi(sudo));
	} else {
		pw = getpwnam("nobody");
	}
	if (!pw || pw->pw_uid == 0) {
		return problem_set(why,
				   "machines are not run as root: set YARD_USER to an ordinary "
				   "user's name (%s is none)",
				   name && *name ? name : "nobody");
	}
	u->drop = true;
	u->uid = pw->pw_uid;
	u->gid = pw->pw_gid;
	u->keep_reach = !can_reach(places->top, u) || !can_reach(places->build, u) ||
			!can_reach(places->results, u) || !can_reach(places->scenarios, u);
	return 0;
}
