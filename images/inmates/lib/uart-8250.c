/* SPDX-License-Identifier: GPL-2.0-only */
#include <uart.h>

#define UART_TX	 0x0
#define UART_DLL 0x0
#define UART_DLM 0x1
#define UART_IER 0x1
#define UART_LCR 0x3
#define LCR_8N1	 0x03
#define LCR_DLAB 0x80
#define UART_LSR 0x5
#define LSR_THRE 0x20
#define LSR_TEMT 0x40
#define UART_MDR 0x8

static void uart_8250_init(struct uart_chip *chip)
{
	arch_uart_write(chip, UART_LCR, LCR_DLAB);
	arch_uart_write(chip, UART_DLL, chip->divider & 0xff);
	arch_uart_write(chip, UART_DLM, (chip->divider >> 8) & 0xff);
	arch_uart_write(chip, UART_LCR, LCR_8N1);
	arch_uart_write(chip, UART_IER, 0);
	if (CON_HAS_MDR_QUIRK(chip->flags)) {
		arch_uart_write(chip, UART_MDR, 0);
	}
}

static bool uart_8250_is_busy(struct uart_chip *chip)
{
	return !(arch_uart_read(chip, UART_LSR) & LSR_THRE);
}

static bool uart_8250_is_idle(struct uart_chip *chip)
{
	return arch_uart_read(chip, UART_LSR) & LSR_TEMT;
}

static void uart_8250_write(struct uart_chip *chip, char c)
{
	arch_uart_write(chip, UART_TX, (u8)c);
}

const struct uart_driver uart_8250 = {
	.name = "8250",
	.type = JAILHOUSE_CON_TYPE_8250,
	.init = uart_8250_init,
	.is_busy = uart_8250_is_busy,
	.is_idle = uart_8250_is_idle,
	.write = uart_8250_write,
};
