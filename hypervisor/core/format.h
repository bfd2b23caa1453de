/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_FORMAT_H
#define CORE_FORMAT_H

#include <stdarg.h>

/**
 * Format like printf: %c %d %u %x %p %s %%, modifiers l and ll, width, zero
 * fill. %p prints 0x and all digits of an address.
 * @put: takes one character at a time
 */
void format_string(void (*put)(char c), const char *fmt, va_list ap);

#endif
