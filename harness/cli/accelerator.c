// SPDX-License-Identifier: GPL-2.0-only
#include "accelerator.h"

#include <pwd.h>
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

/* Who is meant by it: as root one wonders why root should not be allowed to. */
static int closed(const struct run_user *user, struct problem *reason)
{
	const struct passwd *pw = getpwuid(user->uid);
	char *name = pw ? copy_string(pw->pw_name) : format("%d", (int)user->uid);

	if (user->drop) {
		problem_set(reason,
			    "machines run as the user %s and not as root, and /dev/kvm is closed "
			    "to all but root (a group that may use it would do)",
			    name);
	} else {
		problem_set(reason,
			    "the user %s may not open /dev/kvm (sudo usermod -aG kvm %s lets them)",
			    name, name);
	}
	free(name);
	return -1;
}

static int can_use_kvm(const struct machine *m, const struct run_user *user,
		       const struct places *places, struct problem *reason)
{
	const char *wanted = getenv("YARD_ACCELERATOR");
	char *cache;
	int ret;

	if (wanted && strcmp(wanted, "tcg") == 0) {
		return problem_set(reason, "the environment says YARD_ACCELERATOR=tcg");
	}
	if (!m->kvm) {
		return problem_set(reason,
				   "KVM gives no guest of this kind what a hypervisor in it needs");
	}
	if (!file_exists("/dev/kvm")) {
		return problem_set(reason, "this computer offers no KVM (there is no /dev/kvm)");
	}
	if (!let_in(user)) {
		return closed(user, reason);
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
