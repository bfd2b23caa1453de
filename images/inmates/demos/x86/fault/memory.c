/* SPDX-License-Identifier: GPL-2.0-only */

/* Faults by memory accesses. */

#include <asm/regs.h>
#include "fault.h"

#define RET_INSTRUCTION 0xc3

void fault_read(void)
{
	void *addr = param_address(FOREIGN_MEMORY);
	u64 value = 0;

	switch (param("size", 4)) {
	case 1:
		value = mmio_read8(addr);
		break;
	case 2:
		value = mmio_read16(addr);
		break;
	case 4:
		value = mmio_read32(addr);
		break;
	case 8:
		value = mmio_read64(addr);
		break;
	}
	printk("Read %llx from %p\n", value, addr);
}

void fault_write(void)
{
	void *addr = param_address(FOREIGN_MEMORY);
	u64 value = param("value", 0xdeadbeef);

	switch (param("size", 4)) {
	case 1:
		mmio_write8(addr, value);
		break;
	case 2:
		mmio_write16(addr, value);
		break;
	case 4:
		mmio_write32(addr, value);
		break;
	case 8:
		mmio_write64(addr, value);
		break;
	}
	printk("Wrote %llx to %p\n", value, addr);
}

/* Nobody comes back from here. */
void fault_stack(void)
{
	void *addr = param_address(FOREIGN_MEMORY);

	asm volatile("mov %0, %%rsp\n"
		     "mov (%1), %%eax\n"
		     "1: jmp 1b"
		     :
		     : "r"(param("value", 0)), "r"(addr)
		     : "memory", "rax");
}

static void call_address(void *addr)
{
	asm volatile("call *%0" : : "r"(addr) : "memory", "cc");
}

void fault_fetch(void)
{
	call_address(param_address(FOREIGN_MEMORY));
}

void fault_nx(void)
{
	char *addr = param_address(NO_EXECUTE_REGION);

	mmio_write8(addr, RET_INSTRUCTION);
	call_address(addr);
}

void fault_read_only(void)
{
	char *addr = param_address(READ_ONLY_REGION);

	mmio_write8(addr, mmio_read8(addr));
}

/* Things that a hypervisor does not emulate on a trapped page. */
static void access_strangely(void *addr, unsigned int kind)
{
	char buffer[16];

	switch (kind) {
	case 0:
		asm volatile("addl %1,(%0)" : : "r"(addr), "r"(1) : "memory", "cc");
		break;
	case 1: {
		void *to = buffer;
		unsigned long count = 4;

		asm volatile("rep movsb" : "+S"(addr), "+D"(to), "+c"(count) : : "memory");
		break;
	}
	case 2:
		asm volatile("xchgl %%eax,(%0)" : : "r"(addr) : "memory", "eax");
		break;
	case 3:
		asm volatile("pushq (%0); addq $8,%%rsp" : : "r"(addr) : "memory", "cc");
		break;
	case 4:
		asm volatile("movdqu (%0),%%xmm0" : : "r"(addr) : "memory");
		break;
	case 5:
		asm volatile("lock incl (%0)" : : "r"(addr) : "memory", "cc");
		break;
	default:
		asm volatile("fildl (%0)" : : "r"(addr) : "memory");
		break;
	}
}

void fault_insn(void)
{
	access_strangely(param_address(TRAPPED_REGION), param("value", 0));
}

void fault_page_walk(void)
{
	asm volatile("mov %0,%%cr3" : : "r"(param("addr", FOREIGN_MEMORY)) : "memory");
}
