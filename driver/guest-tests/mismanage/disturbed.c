// SPDX-License-Identifier: GPL-2.0-only
/* Management while somebody else changes what it works with, or ends who asked. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <fcntl.h>
#include <unistd.h>

#include "mismanage.h"

static volatile bool disturbing;
static unsigned int victim_cell, victim_cpu;

static void *disturb(void *by)
{
	while (disturbing) {
		((void (*)(void))by)();
	}
	return NULL;
}

int act_disturbed(int (*act)(void), void (*by)(void))
{
	pthread_t thread;
	int err;

	disturbing = true;
	if (pthread_create(&thread, NULL, disturb, (void *)by)) {
		broken("no thread");
	}
	usleep(pick_below(3000));
	err = act();
	disturbing = false;
	pthread_join(thread, NULL);
	return err;
}

static void switch_victim_cpu(void)
{
	switch_cpu(victim_cpu, false);
	switch_cpu(victim_cpu, true);
}

/* ---- of an enabled hypervisor ---- */

static char changing[CONFIG_ROOM];

static void change_config(void)
{
	static unsigned int cell;

	cell ^= 1;
	memcpy(changing, config[cell], sizes[cell]);
}

static int create_changing(void)
{
	return create_from(changing, sizes[0]);
}

static int try_changing(void)
{
	printf("a configuration that changes while it is read");
	memcpy(changing, config[0], sizes[0]);
	return act_disturbed(create_changing, change_config);
}

static int create_victim(void)
{
	return create(victim_cell);
}

static int try_hotplug(void)
{
	int err;

	victim_cell = pick_below(CELLS);
	victim_cpu = FIRST_CPU + pick_below(CELLS);
	printf("create and destroy %s while CPU %u goes and comes", names[victim_cell], victim_cpu);
	err = act_disturbed(create_victim, switch_victim_cpu);
	return err ? err : destroy(victim_cell);
}

static int try_killed(void)
{
	unsigned int after = pick_below(100000);
	pid_t tool;
	int err;

	printf("a tool that manages at random, killed after %u us", after);
	fflush(stdout);
	tool = fork();
	if (tool == 0) {
		manage_at_random(100);
		_exit(0);
	}
	usleep(after);
	kill(tool, SIGKILL);
	err = waitpid(tool, NULL, 0) == tool ? 0 : errno;
	clean_up_cells();
	expect_life();
	return err;
}

static int try_together(void)
{
	unsigned int tools = 2 + pick_below(3);

	printf("%u tools at once", tools);
	fflush(stdout);
	for (unsigned int n = 0; n < tools; n++) {
		pick_below(2);
		if (fork() == 0) {
			manage_at_random(4);
			_exit(0);
		}
	}
	while (wait(NULL) > 0) {
	}
	return 0;
}

static int try_module(void)
{
	int err;

	printf("unload the driver");
	if (pick_below(2)) {
		printf(", which nobody has opened");
		close(device);
		device = -1;
	}
	err = result_of(syscall(SYS_delete_module, "jailhouse", O_NONBLOCK));
	if (!err) {
		broken("the driver of an enabled hypervisor was unloaded");
	}
	if (device < 0) {
		open_device();
	}
	return err;
}

/* The machine ends with it: whoever reads this from outside looks at what is left. */
static int try_panic(void)
{
	unsigned int after = pick_below(200000), tools = 1 + pick_below(3);
	int fd = open("/proc/sysrq-trigger", O_WRONLY | O_CLOEXEC);

	printf("a panic after %u us while %u tools manage at random\n", after, tools);
	fflush(stdout);
	/* whoever reads it must have it before Linux is gone */
	tcdrain(STDOUT_FILENO);
	while (tools--) {
		pick_below(2);
		if (fork() == 0) {
			manage_at_random(1000);
			_exit(0);
		}
	}
	usleep(after);
	return fd >= 0 && write(fd, "c", 1) < 0 ? errno : EIO;
}

const struct surface disturbed_surfaces[] = {
	{ "changing", GROUP_LIVE, try_changing, NULL },
	{ "hotplug", GROUP_LIVE, try_hotplug, NULL },
	{ "killed", GROUP_LIVE, try_killed, NULL },
	{ "together", GROUP_LIVE, try_together, NULL },
	{ "module", GROUP_LIVE, try_module, NULL },
	{ "panic", GROUP_ALONE, try_panic, NULL },
	{ 0 },
};
