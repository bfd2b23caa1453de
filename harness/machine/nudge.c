// SPDX-License-Identifier: GPL-2.0-only
#include "nudge.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../base/files.h"

/* the last shared interrupt of the machine `virt` */
#define UNUSED_INPUT 255
#define UNATTACHED   "/machine/unattached"
#define PERIOD_MS    200

/* Path of the only object of a type; NULL if there is none. */
static char *find_object(struct qmp *qmp, const char *type, struct problem *why)
{
	char *child = format("child<%s>", type);
	char *path = NULL;
	json_t *list = NULL, *item;
	size_t i;

	qmp_command(qmp, "{\"execute\":\"qom-list\",\"arguments\":{\"path\":\"" UNATTACHED "\"}}",
		    &list, why);
	json_array_foreach(list, i, item)
	{
		const char *name = json_string_value(json_object_get(item, "name"));
		const char *kind = json_string_value(json_object_get(item, "type"));

		if (!path && name && kind && strcmp(kind, child) == 0) {
			path = format(UNATTACHED "/%s", name);
		}
	}
	if (list && !path) {
		problem_set(why, "the emulated machine has no %s, which its description names",
			    type);
	}
	json_decref(list);
	free(child);
	return path;
}

int nudge_open(struct nudge *n, struct qmp *qmp, const char *socket, const char *type,
	       struct problem *why)
{
	char *object = find_object(qmp, type, why);

	if (!object) {
		return -1;
	}
	n->fd = socket_connect(socket, why);
	/* read together, so that no guest sees it lifted */
	n->commands = format("set_irq_in %s unnamed-gpio-in %d 1\n"
			     "set_irq_in %s unnamed-gpio-in %d 0\n",
			     object, UNUSED_INPUT, object, UNUSED_INPUT);
	free(object);
	return n->fd < 0 ? -1 : 0;
}

void nudge_send(struct nudge *n)
{
	char answers[256];

	if (n->fd >= 0 && clock_ms() >= n->next) {
		n->next = clock_ms() + PERIOD_MS;
		while (recv(n->fd, answers, sizeof(answers), MSG_DONTWAIT) > 0) {
		}
		/* an emulator that stands still takes none */
		send(n->fd, n->commands, strlen(n->commands), MSG_DONTWAIT | MSG_NOSIGNAL);
	}
}

void nudge_close(struct nudge *n)
{
	if (n->fd >= 0) {
		close(n->fd);
	}
	n->fd = -1;
	free(n->commands);
	n->commands = NULL;
}
