/* SPDX-License-Identifier: GPL-2.0-only */

/* The faults that ARM inmates can commit. */

#include "fault.h"

const struct fault faults[] = {
	{ "read", fault_read, false, "read memory at addr= (size=) that the cell does not own" },
	{ "write", fault_write, false, "write value= to memory at addr= (size=) of others" },
	{ "fetch", fault_fetch, false, "execute memory at addr= that the cell does not own" },
	{ "read-only", fault_read_only, false, "write own memory at addr= that is read-only" },
	{ "insn", fault_insn, false,
	  "access value=0..6 that cannot be emulated, on trapped addr=" },
	{ "page-walk", fault_page_walk, false, "translation table at addr= in memory of others" },
	{ "stack", fault_stack, false, "read memory of others with the stack pointer at value=" },
	{ "cache", fault_cache, true, "write back the cache line at addr= of others" },
	{ "mmio-all", fault_mmio_all, true,
	  "every load and store that can be emulated, on trapped addr=" },
	{ "undefined", fault_undefined, false, "undefined instruction" },
	{ "sysreg", fault_sysreg, false, "system register value=0..9 that is not the cell's" },
	{ "smc", fault_smc, false, "secure monitor call value= that nobody answers" },
	{ "smc-denied", fault_smc_denied, true, "PSCI calls that a cell does not get" },
	{ "smccc", fault_smccc, true,
	  "discover the SMC calling convention and its workarounds; value= is what firmware has" },
	{ "hvc", fault_hvc, false, "hypervisor call with another immediate, value=0..2" },
	{ "hypercall", fault_hypercall, true, "hypercall with the unknown number value=" },
	{ "hypercall-denied", fault_hypercall_denied, true,
	  "calls that only the root cell may do" },
	{ "psci-outside", fault_psci_outside, true, "start CPU value= of another cell" },
	{ "route", fault_route, false, "route interrupt irq= to CPU value= of another cell" },
	{ "sgi-outside", fault_sgi_outside, true, "interrupt all CPUs, those of other cells too" },
	{ "gicd", fault_gicd, false, "access the distributor in a way that has no meaning" },
	{ "pci-ecam", fault_pci_ecam, false, "write register addr= of foreign device bdf=" },
	{ "pci-read", fault_pci_read, true, "read register addr= of foreign device bdf=" },
	{ "irq-early", fault_irq_early, false, "enable an interrupt before irq_init()" },
	{ "hang", fault_hang, false, "loop for ever with interrupts off, answer no message" },
	{ "wfi", fault_wfi, false, "wait for ever with interrupts off, answer no message" },
};

const unsigned int num_faults = sizeof(faults) / sizeof(faults[0]);

const char fault_parameters[] = "[addr=N] [size=1|2|4|8] [value=N] [irq=N] [bdf=N]";
