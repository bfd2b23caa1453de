// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lock order: console_lock is innermost; nothing else is taken under it.
 *
 * A CPU may stop, or fault, while it holds the lock: others, and its own report of
 * the fault, take it away after a while.
 */
#include <core/arch.h>
#include <core/clock.h>
#include <core/console.h>
#include <core/format.h>
#include <core/percpu.h>
#include <core/spinlock.h>

/* long enough for the lines of many CPUs over a slow serial line */
#define LOCK_TIMEOUT_US 3000000

#define REPORTS_PER_SECOND 16

/*
 * A UART that is slow, or that of an emulator that is held up, loses nothing. One that never gets
 * ready holds up the hypervisor once, and not at each character: looks at it are taken from what is
 * left of these, and each character that goes out gives some back. At 9600 baud that takes 1 ms,
 * some 1000 reads of a port.
 */
#define MOST_POLLS	 400000
#define POLLS_GIVEN_BACK 4000
/*
 * Between two looks. An emulator makes it ready in a thread of its own, which needs the lock that
 * each look takes, and each pause instruction, too: who does nothing else starves it.
 */
#define SPINS 2000

/** The ring that Linux reads, in a page of its own. Never read back. */
struct jailhouse_virt_console __section(".console") console_page __aligned(PAGE_SIZE);

static const struct uart *uart;
static bool use_ring;
static u32 ring_tail;
static spinlock_t console_lock;
static u32 polls_left = MOST_POLLS;

static void put_ring(char c)
{
	console_page.content[ring_tail++ % VIRTUAL_CONSOLE_SIZE] = c;
	console_page.tail = ring_tail;
}

/* What the UART has no room for is lost. */
static void transmit(char c)
{
	u32 left = polls_left;

	while (!uart->ready()) {
		if (!left) {
			polls_left = 0;
			return;
		}
		left--;
		cpu_relax();
		for (u32 n = 0; n < SPINS; n++) {
			compiler_barrier();
		}
	}
	polls_left = MIN(left + POLLS_GIVEN_BACK, MOST_POLLS);
	uart->put(c);
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
		transmit('\r');
	}
	transmit(c);
}

static u32 console_begin(void)
{
	u32 ticket = spin_take_ticket(&console_lock);
	u64 start = spin_is_served(&console_lock, ticket) ? 0 : clock_us();

	while (!spin_is_served(&console_lock, ticket)) {
		if (clock_us() - start > LOCK_TIMEOUT_US) {
			__atomic_store_n(&console_lock.serving, ticket, __ATOMIC_RELAXED);
		}
		cpu_relax();
	}
	return ticket;
}

/* Nothing to release if the lock was taken away. */
static void console_end(u32 ticket)
{
	__atomic_compare_exchange_n(&console_lock.serving, &ticket, ticket + 1, false,
				    __ATOMIC_RELEASE, __ATOMIC_RELAXED);
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

void printk(const char *fmt, ...)
{
	u32 ticket = console_begin();
	va_list ap;

	va_start(ap, fmt);
	ring_begin();
	format_string(put, fmt, ap);
	ring_end();
	va_end(ap);
	console_end(ticket);
}

bool console_admits_report(void)
{
	struct reports *reports = &this_cpu()->reports;
	u64 now = clock_us();

	if (now - reports->since >= 1000000) {
		if (reports->count > REPORTS_PER_SECOND) {
			printk("CPU %d: %u lines left out\n", this_cpu()->cpu_id,
			       reports->count - REPORTS_PER_SECOND);
		}
		*reports = (struct reports){ .since = now };
	}
	return reports->count++ < REPORTS_PER_SECOND;
}

static void print_line(struct console_line *line)
{
	unsigned int length = line->length;
	u32 ticket = console_begin();

	/* first, as printing may fault and come back here */
	line->length = 0;
	ring_begin();
	for (unsigned int n = 0; n < length; n++) {
		put(line->text[n]);
	}
	ring_end();
	console_end(ticket);
}

void console_putc(char c)
{
	struct console_line *line = &this_cpu()->line;

	line->text[line->length++] = c;
	if (c == '\n' || line->length == sizeof(line->text)) {
		print_line(line);
	}
}

void console_end_line(void)
{
	if (this_cpu()->line.length) {
		console_putc('\n');
	}
}

int console_init(const struct jailhouse_console *console, bool virtual_console)
{
	const struct uart *driver = arch_find_uart(console->type);
	int err = 0;

	use_ring = virtual_console;
	uart = NULL;
	if (driver) {
		err = driver->init(console);
		uart = err ? NULL : driver;
	}
	return err;
}
