/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>
#include <uart.h>

const struct uart_driver *const uart_drivers[] = { &uart_8250, NULL };

#ifdef __x86_64__
static void map_registers(unsigned long base)
{
	map_range((void *)base, PAGE_SIZE, MAP_UNCACHED);
}
#else
/* from start.S: 1024 entries of 4 MiB */
extern u32 page_directory[];

#define PT_LARGE_UNCACHED_PAGE 0x93

static void map_registers(unsigned long base)
{
	page_directory[base >> 22] = (base & 0xffc00000) | PT_LARGE_UNCACHED_PAGE;
	asm volatile("invlpg (%0)" : : "r"(base) : "memory");
}
#endif

void arch_map_uart(struct uart_chip *chip)
{
	if (chip->is_mmio) {
		map_registers(chip->base);
	}
}

u32 arch_uart_read(struct uart_chip *chip, unsigned int reg)
{
	unsigned long address = chip->base + ((unsigned long)reg << chip->reg_shift);

	if (!chip->is_mmio) {
		return inb(address);
	}
	/* registers 4 bytes apart want full-width accesses */
	return chip->reg_shift ? mmio_read32((void *)address) : mmio_read8((void *)address);
}

void arch_uart_write(struct uart_chip *chip, unsigned int reg, u32 value)
{
	unsigned long address = chip->base + ((unsigned long)reg << chip->reg_shift);

	if (!chip->is_mmio) {
		outb(value, address);
	} else if (chip->reg_shift) {
		mmio_write32((void *)address, value);
	} else {
		mmio_write8((void *)address, value);
	}
}
