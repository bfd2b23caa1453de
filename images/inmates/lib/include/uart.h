/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _INMATE_UART_H
#define _INMATE_UART_H

#include <inmate_common.h>
#include <jailhouse/console.h>

/** A UART in use. */
struct uart_chip {
	const struct uart_driver *driver;
	/** Port number or address of the first register. */
	unsigned long base;
	bool is_mmio;
	/** Registers are 1 << reg_shift bytes apart. */
	unsigned int reg_shift;
	/** Baud-rate divisor, 0: leave the UART as it is. */
	u32 divider;
	/** JAILHOUSE_CON_* flags of the communication region. */
	u16 flags;
};

/** A kind of UART. */
struct uart_driver {
	/** Value of the command line parameter con-type. */
	const char *name;
	/** JAILHOUSE_CON_TYPE_* */
	u16 type;
	/** Program the line; called if the divider is not 0. */
	void (*init)(struct uart_chip *chip);
	/** True while no further character can be taken. */
	bool (*is_busy)(struct uart_chip *chip);
	/** True when everything has left the chip. */
	bool (*is_idle)(struct uart_chip *chip);
	void (*write)(struct uart_chip *chip, char c);
};

/** Drivers that the architecture can use, closed by NULL. */
extern const struct uart_driver *const uart_drivers[];

extern const struct uart_driver uart_8250, uart_pl011;

/** Make the chip's registers accessible. */
void arch_map_uart(struct uart_chip *chip);
u32 arch_uart_read(struct uart_chip *chip, unsigned int reg);
void arch_uart_write(struct uart_chip *chip, unsigned int reg, u32 value);

/**
 * An exception ends the program: its report does not wait for the line that it interrupted,
 * nor for another CPU that may have died while it printed.
 */
void console_take_over(void);
/** Console output of printk; set up by the first character. */
void console_putc(char c);
/** Set up the console as command line and communication region say. */
void console_init(void);

#endif
