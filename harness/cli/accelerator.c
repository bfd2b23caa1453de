// SPDX-License-Identifier: GPL-2.0-only
#include "accelerator.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../machine/kvm.h"

/* The user that we become gets the device's group (isolation.c); others have what they have. */
static bool let_in(const struct run_user *user)
{
	struct stat st;

	if (!user->drop) {
		return access("/dev/kvm", R_OK | W_OK) == 0;
	}
	return stat("/dev/kvm", &st) == 0 &&
	       ((st.st_mode & 0060) == 0060 || (st.st_mode & 06) == 06);
}

static int can_use_kvm(const struct machine *m, const struct run_user *user,
		       const struct places *places, struct problem *reason)
{
	const char *wanted = getenv("YARD_ACCELERATOR");
	char *cache;
	int ret;

	if (wanted && strcmp(wanted, "tcg") == 0) {
		return problem_set(reason, "YARD_ACCELERATOR says so");
	}
	if (!m->kvm) {
		return problem_set(reason, "no KVM has what this machine needs");
	}
	if (!file_exists("/dev/kvm")) {
		return problem_set(reason, "there is no /dev/kvm");
	}
	if (!let_in(user)) {
		return problem_set(reason, "/dev/kvm is closed to user %d", (int)user->uid);
	}
	cache = format("%s/harness/kvm-probe", places->build);
	ret = kvm_serves_cached(m->kvm, cache, reason);
	free(cache);
	return ret;
}

bool accelerator_choose(const struct machine *m, const struct run_user *user,
			const struct places *places, struct problem *reason)
{
	reason->text[0] = 0;
	return can_use_kvm(m, user, places, reason) == 0;
}
