// SPDX-License-Identifier: GPL-2.0-only
/* ARM PrimeCell UART (PL011), memory-mapped, as Linux or the firmware set it up. */
#include <core/console.h>
#include <core/mmio.h>
#include <core/paging.h>

#define UART_DATA	  0x00
#define UART_FLAGS	  0x18
#define UART_FLAGS_FULL	  0x20
#define UART_FLAGS_BUSY	  0x08
#define UART_INT_DIVISOR  0x24
#define UART_FRAC_DIVISOR 0x28
#define UART_LINE	  0x2c
#define UART_LINE_8_FIFO  0x70
#define UART_CONTROL	  0x30
#define UART_CONTROL_ON	  0x301 /* UART, receiver and transmitter enabled */
#define UART_SIZE	  0x1000

static volatile u8 *registers;

static bool uart_ready(void)
{
	return !(mmio_read32(registers + UART_FLAGS) & UART_FLAGS_FULL);
}

static void uart_put(char c)
{
	mmio_write32(registers + UART_DATA, (u8)c);
}

static int uart_init(const struct jailhouse_console *console)
{
	if (!CON_IS_MMIO(console->flags)) {
		return 0;
	}
	registers = device_map(console->address, UART_SIZE);
	if (!registers) {
		return -ENOMEM;
	}
	if (console->divider) {
		mmio_write32(registers + UART_CONTROL, 0);
		mmio_write32(registers + UART_INT_DIVISOR, console->divider);
		mmio_write32(registers + UART_FRAC_DIVISOR, 0);
		mmio_write32(registers + UART_LINE, UART_LINE_8_FIFO);
	}
	/* Linux may not use this one */
	mmio_write32(registers + UART_CONTROL,
		     mmio_read32(registers + UART_CONTROL) | UART_CONTROL_ON);
	return 0;
}

const struct uart uart_pl011 = {
	.init = uart_init,
	.ready = uart_ready,
	.put = uart_put,
};
