/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_CONSOLE_H
#define CORE_CONSOLE_H

#include <core/defs.h>
#include <jailhouse/console.h>

/**
 * Print to the hypervisor console, one message at a time, also in the report of a
 * fault: waits a bounded time for another CPU.
 * Knows %c %d %u %x %p %s with l, ll, width and zero fill.
 */
void printk(const char *fmt, ...) __printf(1, 2);

/**
 * Count a line that the calling CPU's cell provokes.
 * @return: false if it is one too many in this second; how many were left out is
 *          said before the next one
 */
bool console_admits_report(void);

/** Like printk, for lines that a cell can provoke as often as it likes. */
#define printk_report(...)                                                                         \
	do {                                                                                       \
		if (console_admits_report()) {                                                     \
			printk(__VA_ARGS__);                                                       \
		}                                                                                  \
	} while (0)

/**
 * Print one character on behalf of the calling CPU's cell (hypercall). It appears
 * with the rest of its line, so that lines of several CPUs do not mingle.
 */
void console_putc(char c);

/** Print what the calling CPU's cell left without a newline, and end the line. */
void console_end_line(void);

/** Set up the output device of @console. @return: 0 or negative error */
int console_init(const struct jailhouse_console *console, bool virtual_console);

/** An output device. */
struct uart {
	int (*init)(const struct jailhouse_console *console);
	/** Whether it takes a character now. */
	bool (*ready)(void);
	void (*put)(char c);
};
extern const struct uart uart_8250, uart_pl011;

#endif
