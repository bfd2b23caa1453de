/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs that do something better than we would. */
#ifndef YARD_COMMAND_H
#define YARD_COMMAND_H

#include "problem.h"
#include "text.h"

/**
 * command_run - run a program found in PATH and wait for it.
 * @argv: ends with NULL.
 * @out: receives what it prints on standard output (appended).
 *
 * Returns 0 if its exit status is 0, else -1 with a sentence.
 */
int command_run(const char *const argv[], struct text *out, struct problem *why);

/* Returns 0, or -1 with a sentence. */
typedef int child_work(void *context, struct problem *why);

/**
 * child_try - do in a process of its own what may hang or leave something behind.
 * @what: for the message that it does not end within @timeout_ms.
 */
int child_try(child_work *work, void *context, int timeout_ms, const char *what,
	      struct problem *why);

/* Append a line `SHA-256  PATH` for each file. */
int hash_files(const struct words *files, struct text *out, struct problem *why);

#endif
