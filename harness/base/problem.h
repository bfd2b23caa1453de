/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the harness reports what went wrong: one sentence that a user understands, carried to
 * the place that decides what it means (usage error, ERROR verdict, CRASH verdict).
 */
#ifndef YARD_PROBLEM_H
#define YARD_PROBLEM_H

struct problem {
	char text[1024];
};

/**
 * problem_set - store a sentence.
 * @why: where to, may be NULL.
 *
 * Returns -1, so that a function can end with `return problem_set(why, ...)`.
 */
int problem_set(struct problem *why, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
