// SPDX-License-Identifier: GPL-2.0-only
#include "isolation.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/files.h"

static int write_file(const char *path, const char *content)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : write(fd, content, strlen(content));

	if (fd >= 0) {
		close(fd);
	}
	return n == (ssize_t)strlen(content) ? 0 : -1;
}

/* An ordinary user is its own, and nobody else's, identity in the new user namespace. */
static int map_user(uid_t uid, gid_t gid)
{
	char uid_map[64], gid_map[64];

	snprintf(uid_map, sizeof(uid_map), "%u %u 1", uid, uid);
	snprintf(gid_map, sizeof(gid_map), "%u %u 1", gid, gid);
	if (write_file("/proc/self/setgroups", "deny") != 0 ||
	    write_file("/proc/self/uid_map", uid_map) != 0) {
		return -1;
	}
	return write_file("/proc/self/gid_map", gid_map);
}

/* libvirt looks processes up in /proc: it must show the new namespace. */
static int mount_proc(void)
{
	if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
		return -1;
	}
	return mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
}

/*
 * Criterion's socket is named /tmp/criterion_PID.sock. In a namespace every worker would be
 * process 2: number them from the front end's own id, which is unique on the computer.
 */
static int number_from(pid_t outside)
{
	char text[24];

	snprintf(text, sizeof(text), "%d", (int)outside);
	return write_file("/proc/sys/kernel/ns_last_pid", text);
}

static int enter(uid_t uid, gid_t gid, pid_t outside)
{
	if (uid != 0 && map_user(uid, gid) != 0) {
		return -1;
	}
	return mount_proc() == 0 ? number_from(outside) : -1;
}

pid_t isolation_fork(bool namespaced)
{
	unsigned long flags = CLONE_NEWPID | CLONE_NEWNS | SIGCHLD;
	uid_t uid = getuid();
	gid_t gid = getgid();
	pid_t outside = getpid();
	pid_t pid;

	if (!namespaced) {
		return fork();
	}
	if (uid != 0) {
		flags |= CLONE_NEWUSER;
	}
	pid = syscall(SYS_clone, flags, 0, 0, 0, 0);
	if (pid == 0 && enter(uid, gid, outside) != 0) {
		_exit(126);
	}
	return pid;
}

bool isolation_works(void)
{
	const char *off = getenv("YARD_NO_NAMESPACE");
	pid_t pid;
	int status = 0;

	/* for tests of what the reaper does without one */
	if (off && *off) {
		return false;
	}
	pid = isolation_fork(true);
	if (pid == 0) {
		_exit(0);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 0;
}

/* Cover /dev/kvm with a file that nobody may open. */
static void hide_kvm(const struct places *places)
{
	char *cover = format("%s/no-kvm", places->scratch);
	int fd = open(cover, O_WRONLY | O_CREAT | O_CLOEXEC, 0);

	if (fd >= 0 && file_exists("/dev/kvm")) {
		fchmod(fd, 0);
		mount(cover, "/dev/kvm", NULL, MS_BIND, NULL);
	}
	if (fd >= 0) {
		close(fd);
	}
	free(cover);
}

static int set_capabilities(uint64_t effective)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = {
		{ .effective = effective, .permitted = effective, .inheritable = effective },
		{ .effective = effective >> 32,
		  .permitted = effective >> 32,
		  .inheritable = effective >> 32 }
	};

	return syscall(SYS_capset, &header, data);
}

/* Of all groups only the one that may use KVM, where it is used. */
static int set_groups(const struct run_user *u)
{
	struct stat st;

	if (u->kvm && stat("/dev/kvm", &st) == 0) {
		return setgroups(1, &st.st_gid);
	}
	return setgroups(0, NULL);
}

/*
 * A checkout below a folder that is closed to others, such as /root: the scenarios and the
 * harness's own programs keep the right to read, and nothing else. libvirt takes it from QEMU.
 */
static int become(const struct run_user *u)
{
	uint64_t keep = u->keep_reach ? 1ull << CAP_DAC_READ_SEARCH : 0;

	if (u->drop) {
		prctl(PR_SET_KEEPCAPS, u->keep_reach);
		if (set_groups(u) != 0 || setgid(u->gid) != 0 || setuid(u->uid) != 0) {
			return -1;
		}
	}
	if (set_capabilities(keep) != 0) {
		return -1;
	}
	if (keep && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0, 0) != 0) {
		return -1;
	}
	/* changing the user has closed /proc/self to ourselves */
	return prctl(PR_SET_DUMPABLE, 1);
}

int isolate(const struct places *places, const struct run_user *user, bool namespaced,
	    struct problem *why)
{
	if (namespaced && !user->kvm) {
		hide_kvm(places);
	}
	if (become(user) != 0) {
		return problem_set(why, "cannot become user %d to run machines: %s", (int)user->uid,
				   strerror(errno));
	}
	return 0;
}
