/* SPDX-License-Identifier: GPL-2.0-only */
/* The process that evaluates Tcl for a machine: a scenario, or steps that somebody types. */
#ifndef YARD_INTERPRETER_H
#define YARD_INTERPRETER_H

#include "session.h"

/* bytes: how long a file that it writes can become, its standard output among them */
#define PRINTED_MOST (16u << 20)

/**
 * interpreter_start - start expect, connected with the consoles of @s and with its control socket.
 * @script: of scenarios/lib; @argument: its argument, or NULL.
 * @in, @out: its standard input, and its standard output and error; they remain the caller's.
 *
 * Returns its process id, which is also that of its process group, or -1.
 */
pid_t interpreter_start(const struct session *s, const char *script, const char *argument, int in,
			int out, struct problem *why);

/* Whether an interpreter that ended with @status did so as a file became too long. */
bool interpreter_printed_too_much(int status);

/* Kill it with all that it has started; @status receives how it ended. */
void interpreter_stop(pid_t pid, int *status);

#endif
