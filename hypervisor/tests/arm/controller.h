/* SPDX-License-Identifier: GPL-2.0-only */
/* An interrupt controller with four list registers, two CPUs, and the rest of the hypervisor. */
#ifndef TESTS_ARM_CONTROLLER_H
#define TESTS_ARM_CONTROLLER_H

#include <core/percpu.h>
#include <asm/gic.h>

#define NUM_LISTS 4
#define OWN_SPI	  40 /* of the root cell, on whose CPU 0 all happens */
#define OTHER_SPI 41

extern struct percpu cpus[2];
/** The distributor's, which are the private ones as well. */
extern u8 registers[GICD_V3_SIZE];

/** List registers; those whose end will be told, and ends without one. */
extern u32 entries[NUM_LISTS];
extern enum list_state states[NUM_LISTS];
extern unsigned int ends_wanted, unlisted_ends;
/** The guest ends priority and activity apart. */
extern bool split_ends;
/** What the hypervisor wants to be told. */
extern u32 notices;
extern unsigned int sgis_sent;
/** Interrupts that wait to be acknowledged, and how many were ended and served. */
extern u32 signalled[16];
extern unsigned int ended, served;
/** Lines printed; the clock in us, and when the controller completes what was written. */
extern unsigned int lines;
extern u64 now, completes;

u32 free_lists(void);

/** Of each test. */
void controller_start(void);
void controller_end(void);

#endif
