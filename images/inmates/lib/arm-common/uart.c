/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>
#include <uart.h>

const struct uart_driver *const uart_drivers[] = { &uart_pl011, &uart_8250, NULL };

/* Let the clock through to the UART: a bit of a register that the board has for it. */
static void open_clock_gate(void)
{
	const struct jailhouse_console *console = &comm_region->console;
	unsigned long reg = cmdline_parse_int("con-clock-reg", console->clock_reg);
	u32 bit = 1U << (cmdline_parse_int("con-gate-nr", console->gate_nr) & 31);
	u32 value;

	if (!reg) {
		return;
	}
	map_range((void *)reg, sizeof(value), MAP_UNCACHED);
	value = mmio_read32((void *)reg);
	if (cmdline_parse_bool("con-gate-inverted", CON_HAS_INVERTED_GATE(console->flags))) {
		value &= ~bit;
	} else {
		value |= bit;
	}
	mmio_write32((void *)reg, value);
}

void arch_map_uart(struct uart_chip *chip)
{
	map_range((void *)chip->base, PAGE_SIZE, MAP_UNCACHED);
	open_clock_gate();
}

u32 arch_uart_read(struct uart_chip *chip, unsigned int reg)
{
	void *address = (void *)(chip->base + ((unsigned long)reg << chip->reg_shift));

	/* registers 4 bytes apart want full-width accesses */
	return chip->reg_shift ? mmio_read32(address) : mmio_read8(address);
}

void arch_uart_write(struct uart_chip *chip, unsigned int reg, u32 value)
{
	void *address = (void *)(chip->base + ((unsigned long)reg << chip->reg_shift));

	if (chip->reg_shift) {
		mmio_write32(address, value);
	} else {
		mmio_write8(address, value);
	}
}
