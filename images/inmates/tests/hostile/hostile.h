/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _HOSTILE_H
#define _HOSTILE_H

/*
 * A cell that tries everything that it can name. What a try is follows from the
 * seed and its number alone.
 */

#include <ivshmem.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/** Somewhere that tries are made: a try draws what it does, announces it, and does it. */
struct surface {
	const char *name;
	/** @return: whether it was granted; refusals by error codes are not */
	bool (*attempt)(void);
};

/** The architecture's own, ended by an entry without a name. */
extern const struct surface arch_surfaces[];

/* ---- drawing ---- */

u64 draw(void);
/** A number below @limit, which is not 0. */
u64 draw_below(u64 limit);
bool draw_bool(void);
/** 1, 2, 4 or 8. */
unsigned int draw_size(void);
/** Of any magnitude: small ones, single bits and all bits as often as any others. */
u64 draw_value(void);
#define draw_of(array) ((array)[draw_below(ARRAY_SIZE(array))])

/**
 * Say what comes now: whatever happens then, this is the last line. To be called once by each
 * attempt.
 */
void announce(const char *fmt, ...) __inmate_printf;

/* ---- memory ---- */

/** Map what lies one-to-one at an address; the program itself is mapped already. */
void reach(unsigned long address);
/** An access of 1, 2, 4 or 8 bytes. */
bool access(void *address, bool write, unsigned int size, u64 value);
/** Registers that are tried, as announced. */
struct register_try {
	unsigned long address;
	unsigned int size;
	bool write;
	u64 value;
};

/** Announce and do it to registers, which lie one-to-one at @base. */
bool try_registers(const char *what, unsigned long base, unsigned long length);
/** The same for a register that is drawn already. */
bool try_register(const char *what, const struct register_try *try);
/** Draw one between @base and @length further: mostly what hardware likes. */
struct register_try draw_register_try(unsigned long base, unsigned long length);

/**
 * Where guest-physical memory can be reached.
 * @executable:	instructions can be fetched from there
 */
void *window_to(u64 physical, bool executable);

/** An address that is emulated or trapped, of registers that the cell has. */
unsigned long draw_trapped(void);

/**
 * Where code lies that changes: one page, which the processor may keep a translation of.
 * @page:	physical address, or NO_PAGE
 */
#define CODE_WINDOW 0x40200000UL
#define NO_PAGE	    (~0ULL)
void map_code(u64 page);
/** The same, but the processor is not told that its translation is outdated. */
void remap_code(u64 page);
/** Instructions with an operand on a trapped page, one read as another; see selfmodify.c. */
bool try_self_modifying(void);

/** The device of the cell's link; registers is NULL if there is none. */
extern struct ivshmem hostile_link;

/* ---- the architecture's part ---- */

/** Let exceptions end the try. */
void arch_catch_exceptions(void);
/** An instruction that returns. */
extern const u8 arch_return[];
extern const unsigned int arch_return_size;
/** Longest code of arch_draw_code(), returns behind it included. */
#define CODE_SIZE 32
/**
 * Draw an instruction whose operand arch_run_code() is told, and what returns from it.
 * @at:		CODE_SIZE bytes
 * @usual:	one that drivers use
 * @text:	receives it as hex digits, up to 2 * CODE_SIZE + 1 characters
 */
void arch_draw_code(u8 *at, bool usual, char *text);
/** Call code with the address of its operand. */
void arch_run_code(unsigned long code, unsigned long target);
/** What was written there is going to be executed. */
void arch_sync_code(const void *start, unsigned long size);

/** Guest-physical addresses that are somebody's, each page of them worth a try. */
struct window {
	u64 start;
	unsigned int pages;
};
extern const struct window arch_windows[];
extern const unsigned int arch_num_windows;
/** Further trapped registers. */
extern const unsigned long arch_trapped[];
extern const unsigned int arch_num_trapped;

/** The try was granted, and this was read. @return: true */
bool granted_with(u64 value);
/** An exception ended the try. */
void __attribute__((noreturn)) try_refused(unsigned long reason);

#endif
