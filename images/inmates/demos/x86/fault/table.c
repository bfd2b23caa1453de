/* SPDX-License-Identifier: GPL-2.0-only */

/* The faults that x86 inmates can commit. */

#include "fault.h"

const struct fault faults[] = {
	{ "read", fault_read, false, "read memory at addr= (size=) that the cell does not own" },
	{ "write", fault_write, false, "write value= to memory at addr= (size=) of others" },
	{ "fetch", fault_fetch, false, "execute memory at addr= that the cell does not own" },
	{ "nx", fault_nx, false, "execute own memory at addr= that is not executable" },
	{ "read-only", fault_read_only, false, "write own memory at addr= that is read-only" },
	{ "insn", fault_insn, false,
	  "instruction value=0..6 that is not a move, on trapped addr=" },
	{ "page-walk", fault_page_walk, false, "page tables at addr= in memory of others" },
	{ "stack", fault_stack, false, "read memory of others with the stack pointer at value=" },
	{ "port", fault_port, false, "read port= (size=), or write value= to it" },
	{ "port-string", fault_port_string, false, "REP INSB from port=, value= bytes" },
	{ "msr-read", fault_msr_read, false, "read msr=" },
	{ "msr-write", fault_msr_write, false, "write value= to msr=" },
	{ "cr", fault_cr, false, "LMSW that changes the EM bit" },
	{ "cr0", fault_cr0, false, "write the invalid value= to CR0" },
	{ "cr4", fault_cr4, false, "write the invalid value= to CR4" },
	{ "xsetbv", fault_xsetbv, false, "write the invalid value= to XCR0" },
	{ "svm", fault_svm, false, "VMRUN" },
	{ "triple", fault_triple, false, "triple fault" },
	{ "sse", fault_sse, false, "SSE instruction with CR4.OSFXSR off and no handlers" },
	{ "irq-early", fault_irq_early, false, "enable an interrupt before irq_init()" },
	{ "hang", fault_hang, false, "loop for ever with interrupts off, answer no message" },
	{ "hypercall", fault_hypercall, true, "hypercall with the unknown number value=" },
	{ "hypercall-denied", fault_hypercall_denied, true,
	  "calls that only the root cell may do" },
	{ "xapic-reserved", fault_xapic_reserved, false,
	  "reserved bits in an APIC register (MSR)" },
	{ "xapic-mmio", fault_xapic_mmio, false, "reserved bits in an APIC register (memory)" },
	{ "icr", fault_icr, false, "interrupt command value= with a forbidden delivery mode" },
	{ "self-interrupt", fault_self_interrupt, false,
	  "interrupt value= to itself stays pending, then a read of memory of others" },
	{ "ipi-outside", fault_ipi_outside, true, "interrupt to CPU value= of another cell" },
	{ "pci-config", fault_pci_config, false, "write register addr= of foreign device bdf=" },
	{ "pci-ecam", fault_pci_ecam, false, "the same through the memory-mapped window" },
	{ "pci-read", fault_pci_read, true, "read register addr= of foreign device bdf=" },
	{ "ioapic", fault_ioapic, false, "access IOAPIC offset addr= where no register is" },
	{ "mmio-all", fault_mmio_all, true,
	  "every form of MOV on trapped addr= (alias=, forms=full)" },
};

const unsigned int num_faults = sizeof(faults) / sizeof(faults[0]);

const char fault_parameters[] = "[addr=N] [size=1|2|4|8] [value=N] [port=N] [msr=N] [bdf=N]";
