/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One serial line of a machine, and the tee on it: every byte goes to the log, to the recording,
 * to the live display, and to one client (the scenario), which gets everything from the first
 * byte on however late it comes.
 */
#ifndef YARD_LINE_H
#define YARD_LINE_H

#include <poll.h>

#include "../base/problem.h"
#include "../base/text.h"
#include "../results/cast.h"
#include "../results/plain.h"

/* Sees the plain text of a line as it comes. */
typedef void line_watcher(void *context, const char *text, size_t len);

struct line {
	const char *name;  /* "hypervisor", "linux" */
	int fd;		   /* to the emulator; -1: closed */
	int listener;	   /* where the client comes in */
	int client;	   /* -1: none */
	size_t sent;	   /* bytes of @raw that the client has got */
	struct text raw;   /* all that came */
	struct text log;   /* the same as plain text */
	struct text typed; /* for the emulator, not yet written */
	FILE *file;
	struct cast cast;
	struct plain plain;
	line_watcher *watcher;
	void *watcher_context;
};

/**
 * line_open - connect to the emulator and wait for a client.
 * @machine: the emulator's socket, or the pipe that it writes into.
 * @client_socket: created; the client connects here.
 * @results: folder for NAME.log and NAME.cast.
 * @started, @wall: see cast_open().
 */
int line_open(struct line *l, const char *name, const char *machine, const char *client_socket,
	      const char *results, double started, time_t wall, struct problem *why);
void line_close(struct line *l);

/* Text that the log begins with: what the line showed before the machine was restored. */
void line_preload(struct line *l, const char *text, size_t len);

/* Send to the machine as if typed. */
void line_type(struct line *l, const char *data, size_t len);

#define LINE_POLL 3
/* Fill @p[0..2] with what the line waits for, and handle what poll() found. */
void line_poll_prepare(const struct line *l, struct pollfd *p);
void line_poll_handle(struct line *l, const struct pollfd *p);

#endif
