/* SPDX-License-Identifier: GPL-2.0-only */
/* What the user sees while scenarios run: steps, consoles, verdicts. */
#ifndef YARD_SHOW_H
#define YARD_SHOW_H

#include <stdbool.h>

#include "../results/outcome.h"

enum console { CONSOLE_HYPERVISOR, CONSOLE_LINUX, CONSOLE_COUNT };

struct show {
	const char *progress; /* file of results/progress.h, or NULL */
	unsigned int trials;  /* of the whole run */
	bool live;	      /* consoles and steps, or verdicts alone */
	bool color;
	struct text partial[CONSOLE_COUNT]; /* a line whose end has not come */
};

/**
 * show_init - prepare.
 * @progress: where the workers of this run note how far they are; NULL if nothing is shown.
 * On a terminal the last line tells it; elsewhere there are nothing but verdicts.
 */
void show_init(struct show *s, bool live, const char *progress, unsigned int trials);
void show_begin(struct show *s, const struct outcome *o);
void show_close(struct show *s);
void show_step(struct show *s, const char *text);
/* Plain text as it comes; shown line by line. */
void show_console(struct show *s, enum console which, const char *text, size_t len);
/* Show lines that have no end yet. */
void show_flush(struct show *s);
void show_outcome(struct show *s, const struct outcome *o);

#endif
