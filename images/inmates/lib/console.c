/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>
#include <uart.h>

/* A character takes about 90 us at 115200 baud, a register access rarely below 100 ns. */
#define MAX_POLLS 400000
/*
 * Between two polls. An emulator makes the line ready in a thread of its own, which needs the lock
 * that each poll takes: who does nothing else starves it.
 */
#define SPINS 2000

static struct uart_chip chip;
static bool use_hypercall;
static bool initialised;

static const struct uart_driver *driver_by_type(u16 type)
{
	unsigned int n;

	for (n = 0; uart_drivers[n]; n++) {
		if (uart_drivers[n]->type == type) {
			return uart_drivers[n];
		}
	}
	return NULL;
}

static const struct uart_driver *driver_by_name(const char *name)
{
	unsigned int n;

	for (n = 0; uart_drivers[n]; n++) {
		if (strcmp(uart_drivers[n]->name, name) == 0) {
			return uart_drivers[n];
		}
	}
	return NULL;
}

static const struct uart_driver *select_driver(const struct jailhouse_console *console)
{
	char name[32];

	if (*cmdline_parse_str("con-type", name, sizeof(name), "")) {
		return driver_by_name(name);
	}
	return driver_by_type(console->type);
}

/* Bounded, because the line may not exist. */
static void wait_until(bool (*condition)(struct uart_chip *chip), bool expected)
{
	unsigned int polls;

	for (polls = 0; polls < MAX_POLLS && condition(&chip) != expected; polls++) {
		cpu_relax();
		for (unsigned int n = 0; n < SPINS; n++) {
			asm volatile("");
		}
	}
}

static void init_uart(const struct jailhouse_console *console)
{
	chip.driver = select_driver(console);
	if (!chip.driver) {
		return;
	}
	chip.flags = console->flags;
	chip.base = cmdline_parse_int("con-base", console->address);
	chip.divider = cmdline_parse_int("con-divider", console->divider);
	chip.is_mmio = cmdline_parse_bool("con-is-mmio", CON_IS_MMIO(console->flags));
	chip.reg_shift =
		cmdline_parse_bool("con-regdist-1", CON_USES_REGDIST_1(console->flags)) ? 0 : 2;
	arch_map_uart(&chip);
	if (chip.divider) {
		chip.driver->init(&chip);
	} else {
		/* somebody else may still be sending */
		wait_until(chip.driver->is_idle, true);
	}
}

void console_init(void)
{
	u32 flags = comm_region->flags;

	initialised = true;
	use_hypercall =
		JAILHOUSE_COMM_HAS_DBG_PUTC_PERMITTED(flags) &&
		cmdline_parse_bool("con-virtual", JAILHOUSE_COMM_HAS_DBG_PUTC_ACTIVE(flags));
	init_uart(&comm_region->console);
}

static void uart_putc(char c)
{
	wait_until(chip.driver->is_busy, false);
	chip.driver->write(&chip, c);
}

void console_putc(char c)
{
	if (!initialised) {
		console_init();
	}
	if (chip.driver) {
		if (c == '\n') {
			uart_putc('\r');
		}
		uart_putc(c);
	}
	/* the hypervisor turns newlines into what its own console needs */
	if (use_hypercall) {
		jailhouse_call_arg1(JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, (u8)c);
	}
}
