// SPDX-License-Identifier: GPL-2.0-only
/* A CPU of a cell that did something forbidden is parked, and nobody says so. */
#include <core/format.h>
#include "planted.h"

void __real_format_string(void (*put)(char c), const char *fmt, va_list ap);
void __wrap_format_string(void (*put)(char c), const char *fmt, va_list ap);

void __wrap_format_string(void (*put)(char c), const char *fmt, va_list ap)
{
	if (!for_a_cell()) {
		__real_format_string(put, fmt, ap);
	}
}
