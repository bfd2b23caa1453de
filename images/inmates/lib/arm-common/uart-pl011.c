/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>
#include <uart.h>

#define UARTDR	  0x00
#define UARTFR	  0x18
#define FR_BUSY	  (1 << 3)
#define FR_TXFF	  (1 << 5)
#define UARTIBRD  0x24
#define UARTFBRD  0x28
#define UARTLCR_H 0x2c
#define LCR_FIFOS (1 << 4)
#define LCR_8BITS (3 << 5)
#define UARTCR	  0x30
#define CR_ENABLE (1 << 0)
#define CR_TX	  (1 << 8)
#define CR_RX	  (1 << 9)
#define UARTIMSC  0x38

/* The registers have their distances whatever the configuration says of them. */
static u32 read_register(struct uart_chip *chip, unsigned int offset)
{
	return mmio_read32((void *)(chip->base + offset));
}

static void write_register(struct uart_chip *chip, unsigned int offset, u32 value)
{
	mmio_write32((void *)(chip->base + offset), value);
}

static void uart_pl011_init(struct uart_chip *chip)
{
	write_register(chip, UARTCR, 0);
	write_register(chip, UARTIMSC, 0);
	write_register(chip, UARTIBRD, chip->divider);
	write_register(chip, UARTFBRD, 0);
	write_register(chip, UARTLCR_H, LCR_8BITS | LCR_FIFOS);
	write_register(chip, UARTCR, CR_ENABLE | CR_TX | CR_RX);
}

static bool uart_pl011_is_busy(struct uart_chip *chip)
{
	return read_register(chip, UARTFR) & FR_TXFF;
}

static bool uart_pl011_is_idle(struct uart_chip *chip)
{
	return !(read_register(chip, UARTFR) & FR_BUSY);
}

static void uart_pl011_write(struct uart_chip *chip, char c)
{
	write_register(chip, UARTDR, (u8)c);
}

const struct uart_driver uart_pl011 = {
	.name = "PL011",
	.type = JAILHOUSE_CON_TYPE_PL011,
	.init = uart_pl011_init,
	.is_busy = uart_pl011_is_busy,
	.is_idle = uart_pl011_is_idle,
	.write = uart_pl011_write,
};
