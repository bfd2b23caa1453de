/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _FAULT_H
#define _FAULT_H

#include "../../fault/fault-common.h"

/* memory.c */
void fault_read(void);
void fault_write(void);
void fault_fetch(void);
void fault_nx(void);
void fault_read_only(void);
void fault_insn(void);
void fault_page_walk(void);
void fault_stack(void);

/* cpu.c */
void fault_port(void);
void fault_port_string(void);
void fault_msr_read(void);
void fault_msr_write(void);
void fault_self_interrupt(void);
void fault_cr(void);
void fault_cr0(void);
void fault_cr4(void);
void fault_xsetbv(void);
void fault_svm(void);
void fault_triple(void);
void fault_sse(void);

/* devices.c */
void fault_xapic_reserved(void);
void fault_xapic_mmio(void);
void fault_icr(void);
void fault_ipi_outside(void);
void fault_pci_config(void);
void fault_ioapic(void);

/* mmio-all.c */
void fault_mmio_all(void);

#endif
