/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * QEMU's TCG forgets that a CPU was called: on a #VMEXIT it changes the CPU's word of requests
 * without an atomic access (do_vmexit() in target/i386/tcg/system/svm_helper.c, until 10.0), so
 * that a request which another thread makes at the same moment is lost. The interrupt stays in the
 * local APIC, and a CPU that sleeps then does so until somebody else calls it: for ever, if nobody
 * does. It was seen once in 2,000 plays. So where a machine has been silent for a while, its local
 * APICs are asked, and a vector that waits at a CPU which sleeps is sent once more. It is pending
 * already: the CPU gets it once.
 */
#ifndef YARD_FORGOTTEN_H
#define YARD_FORGOTTEN_H

#include "qmp.h"

#define FORGOTTEN_CPUS 32

/* A vector with what the APIC keeps of it; vector 0 is none. */
struct pending {
	unsigned int vector;
	bool level; /* triggered: its end is told to the I/O APIC */
};

struct forgotten {
	bool opened; /* qtest, or it was tried */
	bool mute;   /* no answer since the machine printed something */
	int fd;
	int64_t next;	/* clock_ms() of the next look */
	size_t printed; /* by the machine until the last look */
	struct {
		struct pending seen;
		bool sent; /* since the machine printed something */
	} cpu[FORGOTTEN_CPUS];
};

#define FORGOTTEN_INIT                                                                             \
	{                                                                                          \
		.fd = -1                                                                           \
	}

/**
 * forgotten_pending - the vector that a local APIC would give its CPU now.
 * @dump: what QEMU's monitor says to `info lapic`.
 *
 * That is the highest one in the IRR, if its priority is above the processor's (PPR).
 */
struct pending forgotten_pending(const char *dump);

/* Whether this CPU sleeps, by what `info registers -a` says. */
bool forgotten_sleeps(const char *registers, unsigned int cpu);

/**
 * forgotten_look - if the machine has been silent long enough: look, and send again.
 * @printed: bytes that its consoles have shown.
 * @socket: a place for qtest's socket, which is opened when it is needed.
 *
 * Only what waits at two looks, some seconds apart, at a CPU that sleeps, and once: a CPU may also
 * refuse all interrupts. @said gets a line for each of them after which the machine printed
 * something. What hinders it is no failure; an emulator that does not answer at once is left alone.
 */
void forgotten_look(struct forgotten *f, struct qmp *qmp, unsigned int cpus, size_t printed,
		    const char *socket, struct text *said);
void forgotten_close(struct forgotten *f);

#endif
