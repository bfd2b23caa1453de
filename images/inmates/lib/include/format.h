/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _INMATE_FORMAT_H
#define _INMATE_FORMAT_H

#include <stdarg.h>

/** Receives the formatted text, one character after the other. */
typedef void (*format_put_t)(char c, void *context);

/**
 * Format like printf: %c %d %u %x %p %s %%, modifiers l and ll, width, leading
 * 0. Anything else that follows a % is printed as it stands.
 */
void format_text(format_put_t put, void *context, const char *fmt, va_list ap);

#endif
