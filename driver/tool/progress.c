// SPDX-License-Identifier: GPL-2.0-only
/* Telling a person at a terminal what takes so long. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool.h"

static bool shown;

static bool on_terminal(void)
{
	const char *terminal = getenv("TERM");

	return isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb") != 0;
}

void progress_begin(const char *format, ...)
{
	va_list arguments;

	if (!on_terminal()) {
		return;
	}
	progress_end();
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, " ...");
	fflush(stderr);
	shown = true;
}

void progress_end(void)
{
	if (shown) {
		fprintf(stderr, "\r\033[K");
		fflush(stderr);
	}
	shown = false;
}
