/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _FAULT_H
#define _FAULT_H

#include "../../fault/fault-common.h"

/* memory.c */
void fault_read(void);
void fault_write(void);
void fault_fetch(void);
void fault_read_only(void);
void fault_insn(void);
void fault_page_walk(void);
void fault_stack(void);
void fault_cache(void);

/* cpu.c */
void fault_undefined(void);
void fault_sysreg(void);
void fault_smc(void);
void fault_smc_denied(void);
void fault_hvc(void);
void fault_wfi(void);
void fault_psci_outside(void);

/* gic.c */
void fault_route(void);
void fault_sgi_outside(void);
void fault_gicd(void);

/* smccc.c */
void fault_smccc(void);

/* mmio-all.c */
void fault_mmio_all(void);

#endif
