/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel says of a process that does not speak for itself any more. */
#ifndef YARD_PROCESS_H
#define YARD_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

#include "../base/text.h"

/* The letter of its state as in proc(5): R, S, D, T, t, Z...; 0 if there is no such process. */
char process_state(pid_t pid);

/* What that letter means, for a sentence: "stopped by a signal". Never NULL. */
const char *process_state_word(char state);

/* CPU time that it has had, all its threads together; -1 if there is no such process. */
int64_t process_cpu_ms(pid_t pid);

/* Append a line for each thread: name, state, seconds of CPU time, where in the kernel it is. */
void process_threads(pid_t pid, struct text *out);

#endif
