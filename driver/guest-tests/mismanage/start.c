// SPDX-License-Identifier: GPL-2.0-only
/* The way from Linux alone to an enabled hypervisor and back, disturbed. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mismanage.h"

#define MODULE "/lib/modules/jailhouse.ko"

static int enable_good(void)
{
	return enable_from(system_config);
}

/* ---- CPUs that go and come ---- */

static unsigned int leaving;

static void switch_leaving(void)
{
	switch_cpu(leaving, false);
	switch_cpu(leaving, true);
}

static int try_leaving(void)
{
	leaving = 1 + pick_below(FIRST_CPU + CELLS - 1);
	printf("enable while CPU %u goes and comes", leaving);
	return act_disturbed(enable_good, switch_leaving);
}

/* ---- a configuration that changes ---- */

static char rewritten[CONFIG_ROOM], wrong[CONFIG_ROOM];

static void rewrite(void)
{
	static bool is_wrong;

	is_wrong = !is_wrong;
	memcpy(rewritten, is_wrong ? wrong : system_config, system_size);
}

static int enable_rewritten(void)
{
	return enable_from(rewritten);
}

/* The other one has something that is refused, or that does no harm. */
static int try_rewritten(void)
{
	static const char *const kinds[] = {
		"signature",	       "revision",	    "name",
		"size of the CPU set", "number of regions", "size of memory"
	};
	struct jailhouse_system *other = (void *)wrong;
	unsigned int kind = pick_below(sizeof(kinds) / sizeof(kinds[0]));

	printf("enable while its %s changes", kinds[kind]);
	memcpy(wrong, system_config, system_size);
	switch (kind) {
	case 0:
		other->signature[pick_below(sizeof(other->signature))] ^= 1;
		break;
	case 1:
		other->revision++;
		break;
	case 2:
		other->root_cell.name[0] ^= 1;
		break;
	case 3:
		other->root_cell.cpu_set_size = pick_below(2) ? 0 : UINT32_MAX;
		break;
	case 4:
		other->root_cell.num_memory_regions = UINT32_MAX >> pick_below(8);
		break;
	default:
		other->hypervisor_memory.size = 0x1000;
		break;
	}
	rewrite();
	return act_disturbed(enable_rewritten, rewrite);
}

/* ---- the driver comes and goes ---- */

static int load_module(void)
{
	int fd = open(MODULE, O_RDONLY | O_CLOEXEC), err;

	err = fd < 0 ? errno : result_of(syscall(SYS_finit_module, fd, "", 0));
	if (fd >= 0) {
		close(fd);
	}
	return err;
}

static int unload_module(void)
{
	return result_of(syscall(SYS_delete_module, "jailhouse", O_NONBLOCK));
}

/* One of those who do not know of each other. */
static void act_at_random(unsigned int steps)
{
	while (steps--) {
		int fd = open("/dev/jailhouse", O_RDWR | O_CLOEXEC);

		switch (pick_below(6)) {
		case 0:
			unload_module();
			break;
		case 1:
			load_module();
			break;
		case 2:
			is_enabled();
			break;
		case 3:
			ioctl(fd, JAILHOUSE_ENABLE, system_config);
			break;
		case 4:
			ioctl(fd, JAILHOUSE_DISABLE);
			break;
		default:
			device = fd;
			manage_at_random(1);
			break;
		}
		if (fd >= 0) {
			close(fd);
		}
		if (pick_below(2)) {
			unload_module();
		}
	}
}

static int load_again(void)
{
	int err = load_module();

	if (err && err != EEXIST) {
		broken("the driver cannot be loaded: %d", err);
	}
	open_device();
	return 0;
}

static int try_racing(void)
{
	unsigned int tools = 2 + pick_below(3);

	printf("%u programs load, unload, open, enable, create and disable", tools);
	fflush(stdout);
	close(device);
	for (unsigned int n = 0; n < tools; n++) {
		pick_below(2);
		if (fork() == 0) {
			act_at_random(12);
			_exit(0);
		}
	}
	while (wait(NULL) > 0) {
	}
	return load_again();
}

/* Somebody who loads, unloads or enables is killed. */
static int try_struck(void)
{
	unsigned int after = pick_below(300000);
	pid_t tool;

	printf("a program that enables and unloads at random, killed after %u us", after);
	fflush(stdout);
	close(device);
	tool = fork();
	if (tool == 0) {
		act_at_random(1000);
		_exit(0);
	}
	usleep(after);
	kill(tool, SIGKILL);
	if (waitpid(tool, NULL, 0) != tool) {
		broken("it does not end: %d", errno);
	}
	return load_again();
}

/* The driver cannot go while somebody has it open, and goes when nobody has. */
static int try_unloaded(void)
{
	int err = unload_module();

	printf("unload the driver");
	if (!err) {
		broken("a driver that is open was unloaded");
	}
	close(device);
	device = -1;
	err = unload_module();
	if (err) {
		broken("a driver that nobody uses cannot be unloaded: %d", err);
	}
	return load_again();
}

const struct surface start_surfaces[] = {
	{ "leaving", GROUP_START, try_leaving, NULL },
	{ "rewritten", GROUP_START, try_rewritten, NULL },
	{ "racing", GROUP_START, try_racing, NULL },
	{ "struck", GROUP_START, try_struck, NULL },
	{ "unloaded", GROUP_START, try_unloaded, NULL },
	{ 0 },
};
