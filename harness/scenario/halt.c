// SPDX-License-Identifier: GPL-2.0-only
#include "halt.h"

#include <stdlib.h>
#include <string.h>

#include "../base/files.h"

static char *file_of(const struct halt *h, const char *name)
{
	return format("%s/%s", h->session->results, name);
}

/* gdb's stub on a socket beside QMP's. The machine stands still as soon as gdb is there. */
static int open_stub(struct halt *h, struct problem *why)
{
	char *socket = format("%s/gdb", h->session->scratch);
	char *command = format("{\"execute\":\"human-monitor-command\",\"arguments\":{"
			       "\"command-line\":\"gdbserver unix:%s,server=on,wait=off\"}}",
			       socket);
	char *ready = file_of(h, HALT_READY);
	int ret = qmp_command(&h->session->qmp, command, NULL, why);

	if (ret == 0) {
		ret = file_write(ready, socket, why);
	}
	h->ready = ret == 0;
	free(ready);
	free(command);
	free(socket);
	return ret;
}

int halt_begin(struct halt *h, struct session *s, const char *until, struct problem *why)
{
	memset(h, 0, sizeof(*h));
	h->session = s;
	if (!until) {
		return 0;
	}
	if (strcmp(until, HALT_FAULT) == 0) {
		h->at_fault = h->wanted = true;
		return open_stub(h, why);
	}
	if (regcomp(&h->line, until, REG_EXTENDED | REG_NOSUB) != 0) {
		return problem_set(why, "`%s` is no regular expression", until);
	}
	h->wanted = true;
	return 0;
}

void halt_look(struct halt *h, const char *text, size_t len)
{
	char *end;

	if (!h->wanted || h->at_fault || h->matched) {
		return;
	}
	text_append(&h->unseen, text, len);
	while (!h->matched && (end = memchr(h->unseen.data, '\n', h->unseen.len))) {
		*end = 0;
		h->matched = regexec(&h->line, trim(h->unseen.data), 0, NULL, 0) == 0;
		text_consume(&h->unseen, end - h->unseen.data + 1);
	}
}

void halt_turn(struct halt *h)
{
	if (h->matched && !h->ready) {
		qmp_command(&h->session->qmp, "{\"execute\":\"stop\"}", NULL, NULL);
		if (open_stub(h, NULL) != 0) {
			/* there is nobody to wait for: it goes on, and is not looked for again */
			qmp_command(&h->session->qmp, "{\"execute\":\"cont\"}", NULL, NULL);
			regfree(&h->line);
			h->wanted = h->matched = false;
		}
	}
}

bool halt_holds(const struct halt *h)
{
	char *released = h->ready ? file_of(h, HALT_RELEASED) : NULL;
	bool holds = released && !file_exists(released);

	free(released);
	return holds;
}

void halt_end(struct halt *h)
{
	if (h->wanted && !h->at_fault) {
		regfree(&h->line);
	}
	text_free(&h->unseen);
}
