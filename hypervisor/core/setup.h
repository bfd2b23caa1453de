/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_SETUP_H
#define CORE_SETUP_H

#include <core/cell.h>
#include <jailhouse/header.h>

extern struct jailhouse_header hypervisor_header;
extern const struct config_platform config_platform;
/** The parsed system configuration. */
extern struct config_system config_system;
/** Checksum of text and read-only data at start-up. */
extern u64 integrity_reference;
/** Physical address of the hypervisor's memory. */
extern u64 hypervisor_phys_base;

/** What a CPU needs beside the core image: private and public data. */
extern const unsigned long percpu_size;

/**
 * First step of each CPU, on its own stack but in the driver's page table:
 * wait for the others; the first CPU sets up what all need.
 * @return: 0 or negative error, the same on all CPUs
 */
int setup_early(unsigned int cpu);

/**
 * Second step, in the final address space: initialise the CPU, wait for the
 * others; the first CPU brings up units and the root cell.
 * @return: 0: the CPU may be activated; negative error, the same on all CPUs
 */
int setup_cpu(unsigned int cpu);

void print_pool_usage(const char *when);

/* from control.c, for the root cell */
int cell_alloc_resources(struct cell *cell);
int cell_check_units(const struct cell *cell);
int cell_init_units(struct cell *cell);

#endif
