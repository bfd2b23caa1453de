// SPDX-License-Identifier: GPL-2.0-only
#include "progress.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"

static void note(const char *file, char sign, const struct outcome *o)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);

	if (fd >= 0) {
		dprintf(fd, "%c%s\n", sign, outcome_key(o));
		close(fd);
	}
}

void progress_begin(const char *file, const struct outcome *o)
{
	note(file, '+', o);
}

void progress_end(const char *file, const struct outcome *o)
{
	note(file, outcome_failed(o) && !outcome_known(o) ? '!' : '-', o);
}

static void forget(struct words *running, const char *key)
{
	for (size_t i = 0; i < running->count; i++) {
		if (strcmp(running->item[i], key) == 0) {
			free(running->item[i]);
			running->item[i] = running->item[--running->count];
			return;
		}
	}
}

void progress_line(const char *file, unsigned int all, struct text *out)
{
	unsigned int done = 0, failed = 0;
	struct words running = { 0 };
	struct text notes = { 0 };
	char *save = NULL;

	file_read(file, &notes, NULL);
	for (char *line = notes.data ? strtok_r(notes.data, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (*line == '+') {
			words_add(&running, line + 1);
			continue;
		}
		forget(&running, line + 1);
		done++;
		failed += *line == '!';
	}
	text_printf(out, "%u of %u done, %u failed", done, all, failed);
	for (size_t i = 0; i < running.count; i++) {
		text_printf(out, "%s %s", i ? "," : "; now:", running.item[i]);
	}
	words_free(&running);
	text_free(&notes);
}
