// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lock order: console_lock is innermost; nothing else is taken under it.
 *
 * A CPU that reports a fault prints without the lock, since another CPU may
 * have stopped while it held it.
 */
#include <core/console.h>
#include <core/format.h>
#include <core/spinlock.h>

/** The ring that Linux reads, in a page of its own. Never read back. */
struct jailhouse_virt_console __section(".console") console_page __aligned(PAGE_SIZE);

static const struct uart *uart;
static bool use_ring;
static u32 ring_tail;
static spinlock_t console_lock;

static void put_ring(char c)
{
	console_page.content[ring_tail++ % VIRTUAL_CONSOLE_SIZE] = c;
	console_page.tail = ring_tail;
}

static void put(char c)
{
	if (use_ring) {
		put_ring(c);
	}
	if (!uart) {
		return;
	}
	if (c == '\n') {
		uart->putc('\r');
	}
	uart->putc(c);
}

static void ring_begin(void)
{
	console_page.busy = 1;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static void ring_end(void)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	console_page.busy = 0;
}

static void print(const char *fmt, va_list ap)
{
	ring_begin();
	format_string(put, fmt, ap);
	ring_end();
}

void printk(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	spin_lock(&console_lock);
	print(fmt, ap);
	spin_unlock(&console_lock);
	va_end(ap);
}

void panic_printk(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print(fmt, ap);
	va_end(ap);
}

void console_putc(char c)
{
	spin_lock(&console_lock);
	ring_begin();
	put(c);
	ring_end();
	spin_unlock(&console_lock);
}

int console_init(const struct jailhouse_console *console, bool virtual_console)
{
	int err = 0;

	use_ring = virtual_console;
	if (console->type == JAILHOUSE_CON_TYPE_8250) {
		err = uart_8250.init(console);
		uart = err ? NULL : &uart_8250;
	}
	return err;
}
