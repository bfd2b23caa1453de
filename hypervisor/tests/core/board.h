/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_CORE_BOARD_H
#define TESTS_CORE_BOARD_H

/*
 * A machine of four CPUs for the hypervisor's core. The calling thread is one
 * of its CPUs; the others move whenever the core looks at the clock. Each test
 * runs in a process of its own, so that all of it starts afresh.
 *
 * Everything that happens is written to a journal, so that a test can state an
 * order of events.
 */

#include "world.h"

#include <core/cell.h>
#include <core/clock.h>
#include <core/console.h>
#include <core/control.h>
#include <core/memory.h>
#include <core/percpu.h>
#include <core/reason.h>
#include <core/setup.h>
#include <core/unit.h>

#define BOARD_CPUS	4
#define BOARD_POOL	160 /* pages */
#define BOARD_REMAP	16
#define CONFIG_ADDRESS	0x00800000ULL /* where root keeps the configuration of a new cell */
#define CELL_ID		2
#define CELL_CPU	1
#define OTHER_ID	1
#define OTHER_CPU	2
#define CELL_MEMORY	0x3a600000ULL
#define CELL_MEMORY_END (CELL_MEMORY + 0x100000)

/** A CPU as the tests see it. */
struct board_cpu {
	bool silent; /* never looks at requests */
	bool kicked;
	unsigned int kicks, suspends, parks, starts, flushes;
	/** What its thread returned, and whether it left to Linux instead. */
	long result;
	bool left;
};

struct board {
	/** The system and the cells "cell" and "other"; change it before board_start(). */
	struct world *world;
	struct board_cpu cpus[BOARD_CPUS];

	/** Microseconds that pass with each look at the clock. */
	u64 step;
	/** Called with each look at the clock; plays the cells. */
	void (*tick)(void);

	/** Called with each character that the UART gets. */
	void (*on_putc)(char c);
	/** So many looks at the UART will find it busy, and did. */
	unsigned long uart_busy, uart_looks;

	/** Number of the page_alloc() call to fail, counted down from now; 0: none. */
	unsigned int fail_allocation;
	/** All further ones fail, too. */
	bool fail_forever;
	bool fail_device_map;
	/** Unit hook to fail: 1 cell_init of alpha, 2 of beta, 3 check of alpha; 0: none. */
	unsigned int fail_unit;
	/** CPU whose arch_cpu_init() fails, and what it returns. */
	unsigned int fail_cpu;
	int cpu_error, early_error, late_error;

	/** Guest-physical memory of root from CONFIG_ADDRESS on. */
	u8 *guest;
	u64 guest_address, guest_size;
	/** Called after each guest_copy() with its number, from 1. */
	void (*guest_read)(unsigned int number);
	unsigned int guest_reads;
	bool unreadable;
	/** What arch_repair_control() finds once. */
	bool control_broken;
};

extern struct board board;

/** What was printed (without CR), and everything that happened, since the last clear. */
extern char console_text[1 << 16], journal[1 << 17];
/** What the UART got. */
extern char uart_text[1 << 16];
void journal_clear(void);
void note(const char *fmt, ...) __printf(1, 2);

#define expect_printed(text)                                                                       \
	cr_expect(strstr(console_text, text), "\"%s\" expected in:\n%s", text, console_text)
#define expect_not_printed(text)                                                                   \
	cr_expect(!strstr(console_text, text), "\"%s\" not expected in:\n%s", text, console_text)

/** The events in this order, others between them; NULL ends the list. */
void expect_order(const char *first, ...);

/** Bring a pool up without anything else. */
void board_pools(unsigned int pages);

#define ALL_CPUS ((1U << BOARD_CPUS) - 1)

/** Each of these CPUs does something, at the same time. */
void board_on_cpus(u32 cpus, long (*function)(unsigned int cpu));

/** These CPUs enter and initialise, as at "jailhouse enable". @return: setup's result */
long board_enter(u32 cpus);
/** The same, and it must succeed; the calling thread is CPU 0 afterwards. */
void board_start(void);

/** Make the calling thread that CPU. */
void become(unsigned int cpu);

/** Put a configuration where root's hypercall will point. */
void present(const struct plan *plan);
/** Hypercall of the calling CPU: create a cell. */
long create(const struct plan *plan);
/** board_start(), then create "cell" (and "other"); the journal is cleared. */
void start_with_cell(void);
void start_with_both(void);
struct cell *the_cell(void);

/** Play a cell that answers messages at once, and approves if it is asked to stop. */
void cells_answer(void);

/** The reason record. */
#define expect_reason(what)                                                                        \
	cr_expect_eq(last_reason.code, JAILHOUSE_REASON_##what, "reason %d instead of " #what,     \
		     last_reason.code)

/* ---- what a refused request must leave as it was ---- */

struct mapping {
	u64 virt, phys, size, attributes;
};

/** Mappings of a table, neighbours joined whatever their page sizes. @return: how many */
unsigned int list_mappings(const struct page_table *table, struct mapping *list, unsigned int max);

struct snapshot {
	struct mapping root[64], others[4][16];
	unsigned int num_root, num_others[4];
	struct cpu_set cpus[4];
	unsigned long pool_bitmap[(BOARD_POOL + 63) / 64], remap_bitmap[1];
	unsigned long used, remap_used;
	unsigned int cells;
	u8 root_ports[0x2000];
};

void snapshot_take(struct snapshot *snapshot);
void expect_unchanged(const struct snapshot *before, const char *what);

static inline bool root_has(u64 phys)
{
	return paging_translate(&root_cell.stage2, phys) == phys;
}

#endif
