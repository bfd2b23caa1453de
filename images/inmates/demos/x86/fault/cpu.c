/* SPDX-License-Identifier: GPL-2.0-only */

/* Faults by instructions of the processor itself. */

#include <asm/regs.h>
#include "fault.h"

/* second UART: the root cell's */
#define FOREIGN_PORT 0x2f8

/* The next exception is a triple fault. */
static void drop_idt(void)
{
	static const struct {
		u16 limit;
		u64 base;
	} __attribute__((packed)) nothing;

	asm volatile("lidt %0" : : "m"(nothing));
}

static void write_port(u16 port, u32 value, unsigned int size)
{
	switch (size) {
	case 1:
		outb(value, port);
		break;
	case 2:
		outw(value, port);
		break;
	case 4:
		outl(value, port);
		break;
	}
}

static u32 read_port(u16 port, unsigned int size)
{
	switch (size) {
	case 1:
		return inb(port);
	case 2:
		return inw(port);
	case 4:
		return inl(port);
	default:
		return 0;
	}
}

void fault_port(void)
{
	u16 port = param("port", FOREIGN_PORT);
	unsigned int size = param("size", 1);

	if (param_given("value")) {
		write_port(port, param("value", 0), size);
	} else {
		printk("Read %x from port %x\n", read_port(port, size), port);
	}
}

void fault_port_string(void)
{
	char buffer[64];
	void *to = buffer;
	unsigned long count = param("value", 4);

	if (count > sizeof(buffer)) {
		count = sizeof(buffer);
	}
	asm volatile("rep insb"
		     : "+D"(to), "+c"(count)
		     : "d"((u16)param("port", FOREIGN_PORT))
		     : "memory");
}

void fault_msr_read(void)
{
	unsigned int msr = param("msr", MSR_VM_HSAVE_PA);

	printk("Read %llx from MSR %x\n", read_msr(msr), msr);
}

void fault_msr_write(void)
{
	write_msr(param("msr", MSR_IA32_APICBASE), param("value", 0xfee00800));
}

/* A number below 16 is none for an interrupt, but not every APIC minds. */
void fault_self_interrupt(void)
{
	disable_irqs();
	write_msr(X2APIC_ICR, 0x44000 | param("value", 7));
	fault_read();
}

void fault_cr(void)
{
	u16 status;

	asm volatile("smsw %0" : "=r"(status));
	asm volatile("lmsw %0" : : "r"((u16)(status ^ X86_CR0_EM)) : "memory");
}

/* paging without protection */
void fault_cr0(void)
{
	asm volatile("mov %0,%%cr0" : : "r"(param("value", X86_CR0_PG | X86_CR0_ET)) : "memory");
}

/* a bit that no processor defines */
void fault_cr4(void)
{
	write_cr4(param("value", read_cr4() | 1UL << 30));
}

/* the x87 bit must be set */
void fault_xsetbv(void)
{
	write_xcr0(param("value", 0));
}

void fault_svm(void)
{
	asm volatile("vmrun %%rax" : : "a"(param("addr", 0x8000)) : "memory");
}

void fault_triple(void)
{
	drop_idt();
	asm volatile("ud2");
}

void fault_sse(void)
{
	drop_idt();
	write_cr4(read_cr4() & ~(unsigned long)(X86_CR4_OSFXSR | X86_CR4_OSXSAVE));
	asm volatile("movaps %xmm0,%xmm1");
}
