// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../base/files.h"
#include "../scenario/store.h"
#include "cli.h"
#include "guardian.h"
#include "reaper.h"

#define PREFIX "yard-"
/* In a folder that its user wanted to keep. */
#define KEPT "kept"
/* A folder without a lock file is being made, as is a socket without a listener, unless it is older
 * than this. */
#define YOUNG_SECONDS 60

/* Of this invocation's folder. */
static struct guardian guardian;

static const char *temporary_folder(void)
{
	const char *t = getenv("TMPDIR");

	return t && *t ? t : "/tmp";
}

static bool is_dead(const char *folder)
{
	char *path = format("%s/" KEPT, folder);
	bool kept = file_exists(path);
	struct stat st;
	bool dead = false;
	int fd;

	free(path);
	if (kept) {
		return false;
	}
	path = format("%s/lock", folder);
	fd = open(path, O_RDWR | O_CLOEXEC);
	free(path);
	if (fd >= 0) {
		dead = flock(fd, LOCK_EX | LOCK_NB) == 0;
		close(fd);
	} else if (errno == ENOENT && stat(folder, &st) == 0) {
		dead = time(NULL) - st.st_mtime > YOUNG_SECONDS;
	}
	return dead;
}

/* Process ids are used again, and those of a namespace mean others outside: look before killing. */
static void kill_emulator(const char *pid_file, const char *folder)
{
	struct text content = { 0 };
	struct text command = { 0 };
	char *path;
	int pid;

	if (file_read(pid_file, &content, NULL) == 0) {
		pid = atoi(text_str(&content));
		path = format("/proc/%d/cmdline", pid);
		if (pid > 1 && file_read(path, &command, NULL) == 0 &&
		    memmem(text_str(&command), command.len, folder, strlen(folder))) {
			kill(pid, SIGKILL);
		}
		free(path);
	}
	text_free(&command);
	text_free(&content);
}

void scratch_take_down(const char *worker)
{
	char *pattern = format("%s/root/run/qemu/*.pid", worker);
	glob_t found;

	if (glob(pattern, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++) {
			kill_emulator(found.gl_pathv[i], worker);
		}
		globfree(&found);
	}
	folder_remove(worker, NULL);
	free(pattern);
}

/* Everything of an invocation that is dead. */
static int remove_dead(const char *folder)
{
	char *pattern = format("%s/[0-9]*", folder);
	glob_t found;
	int ret;

	if (glob(pattern, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++) {
			scratch_take_down(found.gl_pathv[i]);
		}
		globfree(&found);
	}
	ret = folder_remove(folder, NULL);
	free(pattern);
	return ret;
}

static void bury(const char *folder)
{
	remove_dead(folder);
}

static unsigned int sweep(const char *parent)
{
	DIR *dir = opendir(parent);
	struct dirent *entry;
	unsigned int removed = 0;

	while (dir && (entry = readdir(dir))) {
		char *folder = format("%s/%s", parent, entry->d_name);

		if (starts_with(entry->d_name, PREFIX) && is_dead(folder) &&
		    remove_dead(folder) == 0) {
			removed++;
		}
		free(folder);
	}
	if (dir) {
		closedir(dir);
	}
	return removed;
}

/* Criterion's sockets whose owner was killed: nobody answers. Nor does one that was bound a moment
 * ago. */
static void sweep_sockets(void)
{
	glob_t found;

	if (glob("/tmp/criterion_*.sock", 0, NULL, &found) != 0) {
		return;
	}
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct stat st;
		int fd = socket_connect(found.gl_pathv[i], NULL);

		if (fd >= 0) {
			close(fd);
		} else if (errno == ECONNREFUSED && stat(found.gl_pathv[i], &st) == 0 &&
			   time(NULL) - st.st_mtime > YOUNG_SECONDS) {
			unlink(found.gl_pathv[i]);
		}
	}
	globfree(&found);
}

void scratch_remove_socket(pid_t worker)
{
	char *path = format("/tmp/criterion_%d.sock", (int)worker);

	unlink(path);
	free(path);
}

unsigned int scratch_sweep(void)
{
	const char *wanted = getenv("YARD_TMP");

	sweep_sockets();
	return sweep("/dev/shm") + sweep(temporary_folder()) +
	       (wanted && *wanted ? sweep(wanted) : 0);
}

/* The lock is on the open file: it lasts until the last process that inherited it has ended. */
static int lock(const char *folder, struct problem *why)
{
	char *path = format("%s/lock", folder);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	int ret = 0;

	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) != 0) {
		ret = problem_set(why, "cannot lock %s: %s", path, strerror(errno));
	}
	free(path);
	return ret;
}

/* Where the folder may go, for the message that it does not fit. */
static char *name_parents(void)
{
	const char *wanted = getenv("YARD_TMP");

	if (wanted && *wanted) {
		return format("YARD_TMP, %s, does not have", wanted);
	}
	return format("neither /dev/shm nor %s has", temporary_folder());
}

static const char *choose_parent(uint64_t bytes)
{
	const char *wanted = getenv("YARD_TMP");

	if (wanted && *wanted) {
		return folder_free_bytes(wanted) >= bytes ? wanted : NULL;
	}
	if (access("/dev/shm", W_OK) == 0 && folder_free_bytes("/dev/shm") >= bytes) {
		return "/dev/shm";
	}
	return folder_free_bytes(temporary_folder()) >= bytes ? temporary_folder() : NULL;
}

/* Earlier probes of the emulators, so that libvirt need not repeat them. */
static void seed_cache(const struct places *p)
{
	char *from = format("%s/harness/libvirt-cache", p->build);
	char *to = format("%s/cache", p->scratch);

	folder_make(to, NULL);
	files_copy_missing(from, to);
	free(to);
	free(from);
}

int scratch_make(struct places *p, const struct run_user *u, uint64_t bytes, struct problem *why)
{
	const char *parent = choose_parent(bytes);
	char *folder;

	scratch_sweep();
	if (!parent) {
		char *parents = name_parents();

		problem_set(why,
			    "%s the %llu MiB free that the machines' memory takes: free some, "
			    "or name another folder in YARD_TMP",
			    parents, (unsigned long long)(bytes >> 20));
		free(parents);
		return -1;
	}
	folder = format("%s/" PREFIX "XXXXXX", parent);
	if (guardian_make_folder(&guardian, folder, p->keep ? NULL : bury, why) != 0) {
		free(folder);
		return -1;
	}
	p->scratch = folder;
	chmod(folder, 0755);
	if (lock(folder, why) != 0) {
		return -1;
	}
	seed_cache(p);
	return u->drop ? folder_chown(folder, u->uid, u->gid, why) : 0;
}

/* Probes of the emulators and snapshots of machines outlive the scratch folder. */
void scratch_end(const struct places *p)
{
	char *probes = format("%s/cache", p->scratch ? p->scratch : "");
	char *kept = format("%s/harness/libvirt-cache", p->build);

	if (p->scratch) {
		folder_make(kept, NULL);
		files_copy_missing(probes, kept);
		store_keep(p);
	}
	if (p->keep && p->scratch) {
		char *mark = format("%s/" KEPT, p->scratch);

		if (file_write(mark, "by --keep; remove the folder when it has served\n", NULL) !=
		    0) {
			cli_fail(0, "the next yard will remove %s: it cannot be marked",
				 p->scratch);
		}
		free(mark);
		printf("Scratch folder kept: %s\n", p->scratch);
	} else if (p->scratch) {
		folder_remove(p->scratch, NULL);
	}
	guardian_dismiss(&guardian);
	free(kept);
	free(probes);
}
