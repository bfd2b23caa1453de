/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether a replay showed what its recording shows. */
#ifndef YARD_COMPARE_H
#define YARD_COMPARE_H

#include <stdbool.h>

#include "../base/text.h"

/* Whether a line of the hypervisor's console tells of a fault, or of what became of one. */
bool tells_of_fault(const char *line);

/**
 * fault_lines - the lines of a hypervisor's console that tell of faults: fatal ones, what was
 * refused, their hints, and which CPU was parked.
 *
 * Registers and times are left out: in a scenario that is played from outside they differ from
 * one time to the next.
 */
void fault_lines(const char *log, struct words *out);

/* refusal_lines - the lines of root Linux' shell in which the tool says what was refused, and why.
 */
void refusal_lines(const char *log, struct words *out);

/**
 * compare_lines - compare what two consoles tell of faults.
 * @out: receives the lines that agree, or (returns false) the first difference with what came
 * before it.
 */
bool compare_lines(const struct words *recorded, const struct words *now, struct text *out);

/**
 * compare_consoles - whether two consoles are the same, byte for byte.
 * @out: receives, if not, the first line that differs and the lines before it.
 */
bool compare_consoles(const struct text *recorded, const struct text *now, struct text *out);

/**
 * compare_headlines - whether two sentences of why a trial failed mean the same; numbers in them,
 * the folders of files, and how far the play had come may differ.
 * @out: receives both, if not.
 */
bool compare_headlines(const char *recorded, const char *now, struct text *out);

/* Append the names in @recorded (lines `SHA-256  NAME`) that @now has otherwise or not at all. */
void compare_hashes(const char *recorded, const char *now, struct words *out);

#endif
