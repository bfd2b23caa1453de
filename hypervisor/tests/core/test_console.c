// SPDX-License-Identifier: GPL-2.0-only

/* Formats against those of the C library, the ring that Linux reads, the UART. */

#include "board.h"

#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>

#include <core/format.h>
#include <core/panic.h>
#include <core/spinlock.h>

extern struct jailhouse_virt_console console_page;

static char formatted[1024];

static void put(char c)
{
	size_t used = strlen(formatted);

	cr_assert_lt(used + 1, sizeof(formatted));
	formatted[used] = c;
}

__printf(1, 2) static const char *format(const char *fmt, ...)
{
	va_list args;

	memset(formatted, 0, sizeof(formatted));
	va_start(args, fmt);
	format_string(put, fmt, args);
	va_end(args);
	return formatted;
}

#define SAME(...)                                                                                  \
	do {                                                                                       \
		char expected[1024];                                                               \
                                                                                                   \
		snprintf(expected, sizeof(expected), __VA_ARGS__);                                 \
		cr_expect_str_eq(format(__VA_ARGS__), expected);                                   \
	} while (0)

#define SAME_NUMBERS(value)                                                                        \
	do {                                                                                       \
		SAME("%d|%3d|%12d|%03d|%012d", (int)(value), (int)(value), (int)(value),           \
		     (int)(value), (int)(value));                                                  \
		SAME("%ld|%22ld|%022ld", (long)(value), (long)(value), (long)(value));             \
		SAME("%lld|%22lld|%022lld", (long long)(value), (long long)(value),                \
		     (long long)(value));                                                          \
		SAME("%u|%3u|%12u|%012u", (unsigned int)(value), (unsigned int)(value),            \
		     (unsigned int)(value), (unsigned int)(value));                                \
		SAME("%lu|%22lu|%022lu", (unsigned long)(value), (unsigned long)(value),           \
		     (unsigned long)(value));                                                      \
		SAME("%llu|%25llu", (unsigned long long)(value), (unsigned long long)(value));     \
		SAME("%x|%2x|%02x|%10x|%08x", (unsigned int)(value), (unsigned int)(value),        \
		     (unsigned int)(value), (unsigned int)(value), (unsigned int)(value));         \
		SAME("%lx|%20lx|%016lx", (unsigned long)(value), (unsigned long)(value),           \
		     (unsigned long)(value));                                                      \
		SAME("%llx|%020llx", (unsigned long long)(value), (unsigned long long)(value));    \
	} while (0)

Test(format, numbers_as_the_library_prints_them)
{
	static const long long values[] = { 0,		1,	    9,		10,
					    -1,		-10,	    42,		0x7f,
					    0xff,	0x7fffffff, 0x80000000, -2147483648,
					    0xffffffff, 1LL << 62 };

	for (unsigned int n = 0; n < ARRAY_SIZE(values); n++) {
		SAME_NUMBERS(values[n]);
		SAME_NUMBERS(-values[n]);
	}
	SAME_NUMBERS((long long)0x7fffffffffffffff);
	SAME_NUMBERS((long long)(1ULL << 63));
}

Test(format, random_numbers)
{
	u64 value = 88172645463325252;

	for (unsigned int n = 0; n < 500; n++) {
		value ^= value << 13;
		value ^= value >> 7;
		value ^= value << 17;
		SAME_NUMBERS(value >> (n % 64));
	}
}

Test(format, text_and_characters)
{
	const char *volatile nothing = NULL;

	SAME("plain");
	SAME("%s", "");
	SAME("a%sb%sc", "1", "22");
	SAME("[%5s]", "abc");
	SAME("[%2s]", "abc");
	SAME("%c%c%c", 'x', '\n', '%');
	SAME("100%% of %d", 5);
	cr_expect_str_eq(format("%s", nothing), "(null)");
}

Test(format, pointers_show_all_digits)
{
	cr_expect_str_eq(format("%p", (void *)0xfffffffff0001234), "0xfffffffff0001234");
	cr_expect_str_eq(format("%p", (void *)0x10), "0x0000000000000010");
	cr_expect_str_eq(format("%p|%d", NULL, 7), "0x0000000000000000|7");
}

/* Broken formats come from our own sources only, but must not run past their end. */
Test(format, ends_inside_a_conversion)
{
	static const char *const broken[] = { "%", "a%", "%5", "%0", "%l", "%08ll" };

	for (unsigned int n = 0; n < ARRAY_SIZE(broken); n++) {
		va_list args;
		char *text = strdup(broken[n]);

		memset(formatted, 0, sizeof(formatted));
		memset(&args, 0, sizeof(args));
		format_string(put, text, args);
		cr_expect_str_eq(formatted, n == 1 ? "a" : "");
		free(text);
	}
}

/* ---- ring ---- */

static const struct jailhouse_console no_uart = { .type = JAILHOUSE_CON_TYPE_NONE };
static const struct jailhouse_console a_uart = { .type = JAILHOUSE_CON_TYPE_8250 };

Test(console, ring_keeps_the_last_characters)
{
	char expected[3 * VIRTUAL_CONSOLE_SIZE], line[32];
	u32 total = 0;

	cr_assert_eq(console_init(&no_uart, true), 0);
	for (unsigned int n = 0; total < 2 * VIRTUAL_CONSOLE_SIZE + 100; n++) {
		snprintf(line, sizeof(line), "line %d\n", n);
		printk("%s", line);
		memcpy(expected + total, line, strlen(line));
		total += strlen(line);
		cr_assert_eq(console_page.tail, total, "tail runs freely");
		cr_assert_eq(console_page.busy, 0);
	}
	for (u32 n = total - VIRTUAL_CONSOLE_SIZE; n < total; n++) {
		cr_assert_eq(console_page.content[n % VIRTUAL_CONSOLE_SIZE], expected[n]);
	}
	cr_expect_str_empty(uart_text);
}

Test(console, what_root_writes_into_the_ring_is_not_believed)
{
	cr_assert_eq(console_init(&no_uart, true), 0);
	printk("abc");
	console_page.tail = 0xfffffff0;
	console_page.busy = 77;
	printk("d");
	cr_expect_eq(console_page.tail, 4);
	cr_expect_eq(console_page.busy, 0);
	cr_expect_arr_eq(console_page.content, "abcd", 4);
}

static u32 busy_seen, tail_seen;

static void peek(char c)
{
	(void)c;
	busy_seen = console_page.busy;
	tail_seen = console_page.tail;
}

Test(console, busy_while_writing)
{
	cr_assert_eq(console_init(&a_uart, true), 0);
	board.on_putc = peek;
	printk("x\n");
	cr_expect_eq(console_page.busy, 0);
	cr_expect_eq(console_page.tail, 2);
	cr_expect_str_eq(uart_text, "x\r\n");
	cr_expect_arr_eq(console_page.content, "x\n", 2, "no CR in the ring");
	cr_expect_eq(busy_seen, 1, "while the last character was written");
	cr_expect_eq(tail_seen, 2);
}

Test(console, without_the_virtual_console_the_ring_stays_empty)
{
	cr_assert_eq(console_init(&a_uart, false), 0);
	become(0);
	printk("x");
	console_putc('y');
	console_putc('\n');
	printk("%c", 'z');
	cr_expect_str_eq(uart_text, "xy\r\nz");
	cr_expect_eq(console_page.tail, 0);
	cr_expect_eq(console_page.content[0], 0);
}

Test(console, a_uart_that_fails_is_not_used)
{
	const struct jailhouse_console bad = { .type = JAILHOUSE_CON_TYPE_8250, .divider = 0xbad };

	cr_expect_eq(console_init(&bad, true), -ENOMEM);
	printk("x");
	cr_expect_str_empty(uart_text);
	cr_expect_eq(console_page.tail, 1);
}

static void *print_lines(void *name)
{
	for (unsigned int n = 0; n < 300; n++) {
		printk("<%s>\n", (const char *)name);
	}
	return NULL;
}

Test(console, messages_of_cpus_do_not_mix)
{
	static char names[][8] = { "aaaaaaa", "bbbbbbb", "ccccccc" };
	pthread_t threads[3];
	unsigned int lines = 0;

	cr_assert_eq(console_init(&a_uart, true), 0);
	board.step = 0; /* nobody waits too long */
	for (unsigned int n = 0; n < 3; n++) {
		pthread_create(&threads[n], NULL, print_lines, names[n]);
	}
	for (unsigned int n = 0; n < 3; n++) {
		pthread_join(threads[n], NULL);
	}
	for (char *at = console_text; *at; at = strchr(at, '\n') + 1, lines++) {
		cr_assert(at[0] == '<' && at[8] == '>' && at[9] == '\n', "torn line");
		for (unsigned int n = 2; n < 8; n++) {
			cr_assert_eq(at[n], at[1], "two messages in one line");
		}
	}
	cr_expect_eq(lines, 900);
	cr_expect_eq(console_page.tail, 900 * 10);
}

/* ---- lines of cells ---- */

static void cell_prints(unsigned int cpu, const char *text)
{
	become(cpu);
	while (*text) {
		console_putc(*text++);
	}
}

Test(console, lines_of_cells_do_not_mingle)
{
	cr_assert_eq(console_init(&a_uart, true), 0);
	cell_prints(1, "one, ");
	cell_prints(2, "two, ");
	printk("from the hypervisor\n");
	cell_prints(1, "three\n");
	cell_prints(2, "four\nfi");
	cr_expect_str_eq(console_text, "from the hypervisor\none, three\ntwo, four\n");
}

Test(console, a_line_of_a_cell_that_never_ends)
{
	unsigned int room = sizeof(this_cpu()->line.text);

	cr_assert_eq(console_init(&a_uart, true), 0);
	become(1);
	for (unsigned int n = 1; n < 3 * room; n++) {
		console_putc('.');
		cr_assert_eq(strlen(console_text), n / room * room, "after %u", n);
	}
}

Test(console, an_unfinished_line_of_a_cell_is_shown_before_its_fault)
{
	cr_assert_eq(console_init(&a_uart, true), 0);
	cell_prints(1, "now I");
	console_end_line();
	console_end_line();
	cr_expect_str_eq(console_text, "now I\n");
	cell_prints(1, "it was me");
	cell_prints(2, "not I");
	become(1);
	panic_begin();
	printk("FATAL\n");
	panic_begin();
	panic_end();
	cr_expect_str_eq(console_text, "now I\nit was me\nFATAL\n");
}

static void fault_while_printing(char c)
{
	(void)c;
	board.on_putc = NULL;
	console_putc('!');
	console_putc('\n');
}

/* Whoever prints may fault and come back: nothing may be written behind the line's room. */
Test(console, a_fault_while_a_full_line_is_printed)
{
	unsigned int room = sizeof(this_cpu()->line.text);

	cr_assert_eq(console_init(&a_uart, true), 0);
	board.step = 1000000; /* the lock that the CPU holds itself is taken away */
	become(1);
	board.on_putc = fault_while_printing;
	for (unsigned int n = 0; n < room; n++) {
		console_putc('.');
	}
	cr_expect_eq(strlen(console_text), room + 2);
	cr_expect_eq(this_cpu()->line.length, 0);
}

/* ---- the lock ---- */

static unsigned int turns[3];
static volatile bool stop;

static void *keep_printing(void *turn)
{
	while (!stop) {
		printk(".");
		__atomic_add_fetch((unsigned int *)turn, 1, __ATOMIC_SEQ_CST);
	}
	return NULL;
}

/* Nobody passes one who waits: of three that print all the time, each prints as often. */
Test(console, cpus_take_turns)
{
	pthread_t threads[3];
	spinlock_t lock = { 0 };
	u32 first = spin_take_ticket(&lock), second = spin_take_ticket(&lock);

	cr_expect(spin_is_served(&lock, first));
	cr_expect(!spin_is_served(&lock, second));
	cr_expect(!spin_trylock(&lock));
	spin_unlock(&lock);
	cr_expect(spin_is_served(&lock, second), "who came first is served first");
	cr_expect(!spin_trylock(&lock), "others do not push in");
	spin_unlock(&lock);
	cr_expect(spin_trylock(&lock));

	cr_assert_eq(console_init(&no_uart, true), 0);
	board.step = 0;
	for (unsigned int n = 0; n < 3; n++) {
		pthread_create(&threads[n], NULL, keep_printing, &turns[n]);
	}
	while (!turns[0] || !turns[1] || !turns[2]) {
		sched_yield();
	}
	stop = true;
	for (unsigned int n = 0; n < 3; n++) {
		pthread_join(threads[n], NULL);
	}
	cr_expect_eq(console_page.tail, turns[0] + turns[1] + turns[2], "none is lost");
}

static volatile bool held, go_on;

static void hold(char c)
{
	board.on_putc = NULL;
	held = c == 'a';
	while (!go_on) {
		sched_yield();
	}
}

static void *print_and_stop(void *text)
{
	printk("%s", (const char *)text);
	return NULL;
}

/* A CPU that stops in the middle of a line holds up others for seconds, not for ever. */
Test(console, a_cpu_that_stops_while_it_prints)
{
	pthread_t thread;
	u64 begin, waited;

	cr_assert_eq(console_init(&a_uart, true), 0);
	board.step = 1000;
	board.on_putc = hold;
	pthread_create(&thread, NULL, print_and_stop, "a");
	while (!held) {
		sched_yield();
	}
	begin = clock_us();
	printk("b");
	waited = clock_us() - begin;
	cr_expect(waited > 3000000 && waited < 4000000, "%llu us", (unsigned long long)waited);
	begin = clock_us();
	printk("c");
	cr_expect_eq(clock_us() - begin, board.step, "the lock is whole again");
	go_on = true;
	pthread_join(thread, NULL);
	begin = clock_us();
	printk("d");
	cr_expect_eq(clock_us() - begin, board.step, "its late release changes nothing");
	cr_expect_str_eq(uart_text, "bcad");
}

/* ---- lines that a cell provokes ---- */

static void report(unsigned int lines)
{
	for (unsigned int n = 0; n < lines; n++) {
		printk_report("line %d\n", n);
	}
}

Test(console, a_cell_prints_some_lines_a_second)
{
	cr_assert_eq(console_init(&a_uart, false), 0);
	become(1);
	calling_cpu->cpu_id = 1;
	board.step = 1000000;
	report(1);
	board.step = 1;
	journal_clear();
	report(100);
	expect_printed("line 14\n");
	expect_not_printed("line 15\n");
	expect_not_printed("left out");
	become(2);
	printk_report("of another CPU\n");
	expect_printed("of another CPU\n");
	printk("of the hypervisor\n");
	expect_printed("of the hypervisor\n");

	journal_clear();
	become(1);
	board.step = 1000000;
	report(1);
	cr_expect_str_eq(console_text, "CPU 1: 85 lines left out\nline 0\n");
	report(1);
	cr_expect_str_eq(console_text, "CPU 1: 85 lines left out\nline 0\nline 0\n");
}

/* ---- a UART that is not ready ---- */

static void begin_with_uart(void)
{
	cr_assert_eq(console_init(&a_uart, false), 0);
	become(0);
}

Test(console, what_is_held_up_for_a_while_is_not_lost)
{
	begin_with_uart();
	board.uart_busy = 300000;
	printk("held up\n");
	cr_expect_str_eq(uart_text, "held up\r\n");
	cr_expect_eq(board.uart_looks, 300000);
}

/* At each of these characters it waits as long as a serial line takes, however many there are. */
Test(console, a_slow_uart_gets_all)
{
	begin_with_uart();
	for (int n = 0; n < 500; n++) {
		board.uart_busy = 3900;
		printk("%c", 'a' + n % 26);
		cr_assert_eq(board.uart_busy, 0);
	}
	cr_expect_eq(strlen(uart_text), 500);
}

Test(console, a_dead_uart_holds_up_once)
{
	begin_with_uart();
	board.uart_busy = ~0UL;
	printk("one line, and ");
	printk("another one\n");
	cr_expect_str_eq(uart_text, "");
	cr_expect_lt(board.uart_looks, 410000);
	board.uart_looks = 0;
	for (int n = 0; n < 1000; n++) {
		printk("nobody sees this\n");
	}
	cr_expect_lt(board.uart_looks, 20000, "one look for each character");
	board.uart_busy = 0;
	printk("it lives\n");
	cr_expect_str_eq(uart_text, "it lives\r\n");
}

/* A cell that shares it could make it busy for as long as that harms others most. */
Test(console, a_uart_that_is_ready_now_and_then_is_waited_for_no_longer_than_a_slow_one)
{
	unsigned long before;

	begin_with_uart();
	board.uart_busy = ~0UL;
	printk("x");
	before = board.uart_looks;
	for (int n = 0; n < 100; n++) {
		board.uart_busy = 0;
		printk("y");
		board.uart_busy = ~0UL;
		printk("z");
	}
	cr_expect_lt(board.uart_looks - before, 100 * 5000UL);
}
