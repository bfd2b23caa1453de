/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>
#include <format.h>
#include <uart.h>
#include <stdarg.h>

/* Long enough for a slow line, short enough to survive a CPU that died while printing. */
#define LOCK_ATTEMPTS 5000000

static volatile u32 console_lock;

/*
 * One line is one unit, also between CPUs. The holder cannot be interrupted,
 * so that a handler may print as well.
 */
static unsigned long lock_console(void)
{
	unsigned long flags = arch_irq_save();
	unsigned long attempts = 0;

	while (__atomic_exchange_n(&console_lock, 1, __ATOMIC_ACQUIRE)) {
		if (++attempts > LOCK_ATTEMPTS) {
			break;
		}
		cpu_relax();
	}
	return flags;
}

static void unlock_console(unsigned long flags)
{
	__atomic_store_n(&console_lock, 0, __ATOMIC_RELEASE);
	arch_irq_restore(flags);
}

void console_take_over(void)
{
	__atomic_store_n(&console_lock, 0, __ATOMIC_RELEASE);
}

static void put_console(char c, void *context)
{
	(void)context;
	console_putc(c);
}

void printk(const char *fmt, ...)
{
	unsigned long flags = lock_console();
	va_list ap;

	va_start(ap, fmt);
	format_text(put_console, NULL, fmt, ap);
	va_end(ap);
	unlock_console(flags);
}
