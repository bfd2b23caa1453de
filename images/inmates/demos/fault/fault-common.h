/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _FAULT_COMMON_H
#define _FAULT_COMMON_H

#include <inmate.h>

struct fault {
	const char *name;
	void (*perform)(void);
	/* the cell goes on afterwards; everything else must not come back */
	bool returns;
	const char *description;
};

/* the architecture's: faults, and the parameters that they take, for the usage */
extern const struct fault faults[];
extern const unsigned int num_faults;
extern const char fault_parameters[];

/* Guest-physical memory that no cell of ours owns. */
#define FOREIGN_MEMORY 0x10000000UL

/*
 * Regions of the fault-demo cell: read-only, not executable (x86), and one that
 * is smaller than a page and therefore trapped.
 */
#define READ_ONLY_REGION  0x110000UL
#define NO_EXECUTE_REGION 0x120000UL
#define TRAPPED_REGION	  0x130010UL

/** Number of a parameter on the command line. */
u64 param(const char *name, u64 default_value);
/** True if the parameter is there with a value. */
bool param_given(const char *name);
/** Parameter "addr", mapped so that it can be accessed. */
void *param_address(unsigned long default_value);

/** Say whether a call came back with the error that it must give. */
void expect_error(const char *call, unsigned int number, int result, int error);

/** Hypercalls that the cell must not do, and one that does not exist. */
void fault_hypercall(void);
void fault_hypercall_denied(void);
void fault_hang(void);
/** A mistake in the order of calls, which the library catches. */
void fault_irq_early(void);

/** Write to a foreign device through the memory-mapped window; read from one. */
void fault_pci_ecam(void);
void fault_pci_read(void);

#endif
