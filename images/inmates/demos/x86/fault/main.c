/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Performs the fault that its command line names, to show what becomes of a
 * cell that does such a thing. "fault=list" shows the names.
 */

#include <inmate.h>
#include <liveness.h>
#include "fault.h"

#define TIMER_VECTOR 32
#define TICK_NS	     (20 * NS_PER_MSEC)

CMDLINE_BUFFER(512);

struct fault {
	const char *name;
	void (*perform)(void);
	/* the cell goes on afterwards; everything else must not come back */
	bool returns;
	const char *description;
};

static const struct fault faults[] = {
	{ "read", fault_read, false, "read memory at addr= (size=) that the cell does not own" },
	{ "write", fault_write, false, "write value= to memory at addr= (size=) of others" },
	{ "fetch", fault_fetch, false, "execute memory at addr= that the cell does not own" },
	{ "nx", fault_nx, false, "execute own memory at addr= that is not executable" },
	{ "read-only", fault_read_only, false, "write own memory at addr= that is read-only" },
	{ "insn", fault_insn, false,
	  "instruction value=0..6 that is not a move, on trapped addr=" },
	{ "page-walk", fault_page_walk, false, "page tables at addr= in memory of others" },
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
	{ "hang", fault_hang, false, "loop for ever with interrupts off, answer no message" },
	{ "hypercall", fault_hypercall, true, "hypercall with the unknown number value=" },
	{ "hypercall-denied", fault_hypercall_denied, true,
	  "calls that only the root cell may do" },
	{ "xapic-reserved", fault_xapic_reserved, false,
	  "reserved bits in an APIC register (MSR)" },
	{ "xapic-mmio", fault_xapic_mmio, false, "reserved bits in an APIC register (memory)" },
	{ "icr", fault_icr, false, "interrupt command value= with a forbidden delivery mode" },
	{ "ipi-outside", fault_ipi_outside, true, "interrupt to CPU value= of another cell" },
	{ "pci-config", fault_pci_config, false, "write register addr= of foreign device bdf=" },
	{ "pci-ecam", fault_pci_ecam, false, "the same through the memory-mapped window" },
	{ "pci-read", fault_pci_read, true, "read register addr= of foreign device bdf=" },
	{ "ioapic", fault_ioapic, false, "access IOAPIC offset addr= where no register is" },
	{ "mmio-all", fault_mmio_all, true,
	  "every form of MOV on trapped addr= (alias=, forms=full)" },
};

#define NUM_FAULTS (sizeof(faults) / sizeof(faults[0]))

u64 param(const char *name, u64 default_value)
{
	return cmdline_parse_int(name, default_value);
}

bool param_given(const char *name)
{
	char value[2];

	return cmdline_parse_str(name, value, sizeof(value), NULL) != NULL;
}

void *param_address(unsigned long default_value)
{
	unsigned long addr = param("addr", default_value);

	/* the first 2 MiB are mapped from the start */
	if (addr >= 2UL << 20) {
		map_range((void *)addr, PAGE_SIZE, MAP_UNCACHED);
	}
	return (void *)addr;
}

static void list_faults(void)
{
	unsigned int n;

	for (n = 0; n < NUM_FAULTS; n++) {
		printk("%s: %s\n", faults[n].name, faults[n].description);
	}
}

static const struct fault *find_fault(const char *name)
{
	unsigned int n;

	for (n = 0; n < NUM_FAULTS; n++) {
		if (strcmp(faults[n].name, name) == 0) {
			return &faults[n];
		}
	}
	return NULL;
}

static void perform(const struct fault *fault)
{
	printk("About to: %s\n", fault->name);
	fault->perform();
	if (!fault->returns) {
		printk("SURVIVED fault %s\n", fault->name);
	}
}

static void handle_irq(unsigned int irq)
{
	if (irq == TIMER_VECTOR) {
		heartbeat();
		apic_timer_set(TICK_NS);
	}
}

/* What a well-behaved inmate does that has nothing to do. */
static void idle(void)
{
	irq_init(handle_irq);
	apic_timer_init(TIMER_VECTOR);
	apic_timer_set(TICK_NS);
	while (!shutdown_requested()) {
		enable_irqs();
		halt();
		disable_irqs();
	}
	printk("Fault inmate stopped\n");
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}

static void print_usage(const char *name)
{
	if (*name) {
		printk("There is no fault \"%s\".\n", name);
	}
	printk("Usage: fault=NAME [addr=N] [size=1|2|4|8] [value=N] [port=N] [msr=N] [bdf=N] "
	       "[delay-ms=N]; fault=list shows the names\n");
}

void inmate_main(void)
{
	char buffer[32];
	const char *name = cmdline_parse_str("fault", buffer, sizeof(buffer), "");
	const struct fault *fault = find_fault(name);

	excp_reporting_init();
	if (fault) {
		heartbeat();
		delay_us(param("delay-ms", 0) * 1000);
		perform(fault);
	} else if (strcmp(name, "list") == 0) {
		list_faults();
	} else {
		print_usage(name);
	}
	idle();
}
