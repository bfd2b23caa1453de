/* SPDX-License-Identifier: GPL-2.0-only */

/* Faults by memory accesses. */

#include "fault.h"

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

/* Nobody comes back from here. */
void fault_stack(void)
{
	void *addr = param_address(FOREIGN_MEMORY);

	asm volatile("mov sp, %0\n"
		     "ldr w0, [%1]\n"
		     "1: b 1b"
		     :
		     : "r"(param("value", 0)), "r"(addr)
		     : "memory", "x0");
}

static void write64(void *addr, u64 value)
{
	asm volatile("str %0, [%1]" : : "r"(value), "r"(addr) : "memory");
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
		write64(addr, value);
		break;
	}
	printk("Wrote %llx to %p\n", value, addr);
}

/* Executable, other than what map_range gives to devices. */
void fault_fetch(void)
{
	void *addr = (void *)param("addr", FOREIGN_MEMORY);

	map_range(addr, PAGE_SIZE, MAP_CACHED);
	asm volatile("blr %0" : : "r"(addr) : "memory", "x30");
}

void fault_read_only(void)
{
	char *addr = param_address(READ_ONLY_REGION);

	mmio_write8(addr, mmio_read8(addr));
}

/* The processor tells nobody what these were going to do. */
static void access_strangely(void *addr, unsigned int kind)
{
	u64 a, b;

	switch (kind) {
	case 0:
		asm volatile("ldp %0, %1, [%2]" : "=r"(a), "=r"(b) : "r"(addr) : "memory");
		break;
	case 1:
		asm volatile("stp xzr, xzr, [%0]" : : "r"(addr) : "memory");
		break;
	case 2:
		asm volatile("ldr %w0, [%1], #4" : "=&r"(a), "+r"(addr) : : "memory");
		break;
	case 3:
		asm volatile("str wzr, [%0, #4]!" : "+r"(addr) : : "memory");
		break;
	case 4:
		asm volatile("ldxr %w0, [%1]" : "=r"(a) : "r"(addr) : "memory");
		break;
	case 5:
		asm volatile(".arch_extension fp; ldr s0, [%0]" : : "r"(addr) : "memory");
		break;
	default:
		asm volatile("dc zva, %0" : : "r"((unsigned long)addr & ~63UL) : "memory");
		break;
	}
}

void fault_insn(void)
{
	access_strangely(param_address(TRAPPED_REGION), param("value", 0));
}

void fault_page_walk(void)
{
	unsigned long addr = param("addr", FOREIGN_MEMORY);

	asm volatile("msr ttbr0_el1, %0; isb; tlbi vmalle1; dsb sy; isb" : : "r"(addr) : "memory");
}

void fault_cache(void)
{
	char *addr = (char *)param("addr", FOREIGN_MEMORY);

	map_range(addr, PAGE_SIZE, MAP_CACHED);
	asm volatile("dc civac, %0; dsb sy" : : "r"(addr) : "memory");
	printk("Wrote back what caches hold of %p\n", addr);
}
