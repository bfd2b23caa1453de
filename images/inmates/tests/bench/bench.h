/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _BENCH_H
#define _BENCH_H

/*
 * Events are played between two markers: instructions without effect that a counter outside
 * recognises. An event's markers are 2 * event and 2 * event + 1.
 */

#include <inmate.h>

#if defined(__aarch64__)
#define MARK(number) asm volatile("movz xzr, %0, lsl #48" : : "i"(number) : "memory")
#else
/* nopl with a displacement, high half 0xce11 */
#define MARK(number)                                                                               \
	asm volatile(".byte 0x0f, 0x1f, 0x80; .word %c0, 0xce11" : : "i"(number) : "memory")
#endif

enum event {
	CALIBRATION,
	HYPERCALL,
	CPU_SERVICE,
	IVSHMEM_REGISTER,
	DOORBELL,
	DOORBELL_TAKEN,
	PCI_CONFIG,
	PCI_CONFIG_PORT,
	SUB_PAGE,
	TIMER,
	SGI_SELF,
	DISTRIBUTOR,
	MSR_ICR,
	MSR_EOI,
	PAGE_ICR,
	PAGE_EOI,
	VETH_ONE,
	VETH_MANY,
	VETH_OTHER,
	STATE_CHANGE,
	DOORBELL_NOBODY,
};

#define ROUNDS 8

/* Each round between markers; @number and the statement stand for themselves. */
#define PLAY(number, statement)                                                                    \
	do {                                                                                       \
		for (unsigned int round = 0; round < ROUNDS; round++) {                            \
			MARK(2 * (number));                                                        \
			statement;                                                                 \
			MARK(2 * (number) + 1);                                                    \
		}                                                                                  \
	} while (0)

/** Say which name the markers of an event stand for. */
void announce(enum event number, const char *name);

/** Interrupts that came so far; set by the handler of bench.c. */
extern volatile unsigned int irqs;
/** Let the next interrupt in and wait for it, with interrupts off before and after. */
void take_irq(void);

/** Answer frames of root Linux, so many at a time, until a shutdown is requested. */
void play_veth(unsigned int size);

/** Interrupt of the link: the number that irq_enable and the handler know. */
unsigned int arch_link_irq(int bdf);
/** Direct the link's interrupts to the calling CPU. */
void arch_connect_link(int bdf, unsigned int irq);
/** Play what only this architecture has, after irq_init. */
void arch_events(int bdf);

#endif
