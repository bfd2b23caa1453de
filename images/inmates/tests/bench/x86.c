/* SPDX-License-Identifier: GPL-2.0-only */
#include <arch_cpuid.h>
#include <asm/regs.h>

#include "bench.h"

#define LINK_VECTOR  40
#define IPI_VECTOR   41
#define TIMER_VECTOR 42

/* the local APIC as a page, where the hardware is in that mode */
#define XAPIC	   ((u8 *)0xfee00000UL)
#define XAPIC_EOI  (XAPIC + 0xb0)
#define XAPIC_ICR  (XAPIC + 0x300)
#define XAPIC_ICR2 (XAPIC + 0x310)
#define IPI	   (APIC_ICR_ASSERT | APIC_ICR_DLVR_FIXED | IPI_VECTOR)

#define PCI_ADDRESS 0xcf8
#define PCI_DATA    0xcfc

unsigned int arch_link_irq(int bdf)
{
	(void)bdf;
	return LINK_VECTOR;
}

void arch_connect_link(int bdf, unsigned int irq)
{
	pci_msix_set_vector(bdf, irq, 0);
}

static void play_port(int bdf)
{
	announce(PCI_CONFIG_PORT, "pci-config-port");
	outl(0x80000000 | bdf << 8, PCI_ADDRESS);
	PLAY(PCI_CONFIG_PORT, inl(PCI_DATA));
}

/* The CPU sends to itself with interrupts off, and takes it between the rounds. */
static void play_msr(void)
{
	u64 value = (u64)cpu_id() << 32 | IPI;

	announce(MSR_ICR, "icr");
	for (unsigned int round = 0; round < ROUNDS; round++) {
		MARK(2 * MSR_ICR);
		write_msr(X2APIC_ICR, value);
		MARK(2 * MSR_ICR + 1);
		take_irq();
	}
	announce(MSR_EOI, "eoi");
	PLAY(MSR_EOI, write_msr(X2APIC_EOI, 0));
}

static void play_page(void)
{
	map_range(XAPIC, PAGE_SIZE, MAP_UNCACHED);
	announce(PAGE_ICR, "xapic-icr");
	mmio_write32(XAPIC_ICR2, cpu_id() << 24);
	for (unsigned int round = 0; round < ROUNDS; round++) {
		MARK(2 * PAGE_ICR);
		mmio_write32(XAPIC_ICR, IPI);
		MARK(2 * PAGE_ICR + 1);
		take_irq();
	}
	announce(PAGE_EOI, "xapic-eoi");
	PLAY(PAGE_EOI, mmio_write32(XAPIC_EOI, 0));
}

static void play_timer(void)
{
	announce(TIMER, "timer");
	apic_timer_init(TIMER_VECTOR);
	for (unsigned int round = 0; round < ROUNDS; round++) {
		apic_timer_set(NS_PER_MSEC);
		MARK(2 * TIMER);
		take_irq();
		MARK(2 * TIMER + 1);
	}
}

void arch_events(int bdf)
{
	announce(CPU_SERVICE, "cpuid");
	PLAY(CPU_SERVICE, cpuid(0, 0));
	play_port(bdf);
	play_msr();
	if (cmdline_parse_bool("xapic", false)) {
		play_page();
	}
	play_timer();
}
