// SPDX-License-Identifier: GPL-2.0-only
#include "host_cpu.h"

#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../base/text.h"

#define SEATS 16 /* of a processor */

/* A name that is no file: it ends with the process that has it, whoever that belongs to. */
static int take_name(int cpu, int seat)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int len = snprintf(address.sun_path + 1, sizeof(address.sun_path) - 1,
			   "cellyard/processor/%d/%d", cpu, seat);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && bind(fd, (struct sockaddr *)&address,
			    offsetof(struct sockaddr_un, sun_path) + 1 + len) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static int nth_of(const cpu_set_t *set, int nth)
{
	int cpu = 0;

	while (!CPU_ISSET(cpu, set) || nth--) {
		cpu++;
	}
	return cpu;
}

void host_cpu_claim(struct host_cpu *h, pid_t pid)
{
	cpu_set_t all;
	int count = sched_getaffinity(pid, sizeof(all), &all) == 0 ? CPU_COUNT(&all) : 0;

	for (int n = 0; n < count * SEATS && h->claim < 0; n++) {
		h->number = nth_of(&all, n % count);
		h->claim = take_name(h->number, n / count);
	}
	if (count && h->claim < 0) {
		h->number = nth_of(&all, pid % count);
	}
}

int host_cpu_confine(const struct host_cpu *h, pid_t pid)
{
	char *folder = format("/proc/%d/task", (int)pid);
	DIR *dir = h->number < 0 ? NULL : opendir(folder);
	struct dirent *entry;
	cpu_set_t one;
	int ret = dir ? 0 : -1;

	CPU_ZERO(&one);
	if (dir) {
		CPU_SET(h->number, &one);
	}
	while (dir && (entry = readdir(dir))) {
		/* one that has ended meanwhile needs none */
		if (entry->d_name[0] != '.' &&
		    sched_setaffinity(atoi(entry->d_name), sizeof(one), &one) != 0 &&
		    errno != ESRCH) {
			ret = -1;
		}
	}
	if (dir) {
		closedir(dir);
	}
	free(folder);
	return ret;
}

void host_cpu_release(struct host_cpu *h)
{
	if (h->claim >= 0) {
		close(h->claim);
	}
	*h = (struct host_cpu)HOST_CPU_NONE;
}
