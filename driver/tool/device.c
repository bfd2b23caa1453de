// SPDX-License-Identifier: GPL-2.0-only
/* The driver's device, and why it refused. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <config/sentence.h>

#include "tool.h"

static int system_ioctl(int fd, unsigned long request, void *argument)
{
	return ioctl(fd, request, argument);
}

struct tool_system tool_system = {
	.device = "/dev/jailhouse",
	.sysfs = "/sys/devices/jailhouse",
	.proc = "/proc",
	.ioctl = system_ioctl,
};

int device_open(int flags)
{
	int fd = open(tool_system.device, flags | O_CLOEXEC);

	if (fd < 0) {
		int error = errno;

		fprintf(stderr, "opening %s: %s\n", tool_system.device, strerror(error));
		fprintf(stderr, "%s\n",
			error == ENOENT
				? "The driver is not loaded: insmod jailhouse.ko, or modprobe "
				  "jailhouse if it is installed."
				: "The device belongs to root: run this command as root.");
	}
	return fd;
}

/* Drivers of others do not know this request: then there is nothing to say. */
static void print_reason(int fd, const char *kind)
{
	struct jailhouse_reason reason;
	char sentence[REASON_SENTENCE_MAX];

	memset(&reason, 0, sizeof(reason));
	if (tool_system.ioctl(fd, JAILHOUSE_GET_REASON, &reason) < 0 || reason.code == 0) {
		return;
	}
	reason.cell[sizeof(reason.cell) - 1] = 0;
	reason.other_cell[sizeof(reason.other_cell) - 1] = 0;
	reason_sentence(sentence, sizeof(sentence), &reason);
	fprintf(stderr, "%s%s\n", kind, sentence);
}

int device_call(unsigned long request, const char *name, void *argument)
{
	int fd = device_open(O_RDONLY), status = TOOL_OK;

	if (fd < 0) {
		progress_end();
		return TOOL_ERROR;
	}
	if (tool_system.ioctl(fd, request, argument) < 0) {
		int error = errno;

		progress_end();
		fprintf(stderr, "%s: %s\n", name, strerror(error));
		print_reason(fd, "");
		status = TOOL_ERROR;
	} else if (request == JAILHOUSE_CELL_CREATE) {
		progress_end();
		print_reason(fd, "warning: ");
	}
	progress_end();
	close(fd);
	return status;
}
