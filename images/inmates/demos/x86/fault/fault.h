/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _FAULT_H
#define _FAULT_H

#include <inmate.h>

/* Guest-physical memory that no cell of ours owns. */
#define FOREIGN_MEMORY 0x10000000UL

/*
 * Regions of the fault-demo cell: read-only, not executable, and one that is
 * smaller than a page and therefore trapped.
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

/* memory.c */
void fault_read(void);
void fault_write(void);
void fault_fetch(void);
void fault_nx(void);
void fault_read_only(void);
void fault_insn(void);
void fault_page_walk(void);

/* cpu.c */
void fault_port(void);
void fault_port_string(void);
void fault_msr_read(void);
void fault_msr_write(void);
void fault_cr(void);
void fault_cr0(void);
void fault_cr4(void);
void fault_xsetbv(void);
void fault_svm(void);
void fault_triple(void);
void fault_sse(void);
void fault_hang(void);
void fault_hypercall(void);
void fault_hypercall_denied(void);

/* devices.c */
void fault_xapic_reserved(void);
void fault_xapic_mmio(void);
void fault_icr(void);
void fault_ipi_outside(void);
void fault_pci_config(void);
void fault_pci_ecam(void);
void fault_pci_read(void);
void fault_ioapic(void);

/* mmio-all.c */
void fault_mmio_all(void);

#endif
