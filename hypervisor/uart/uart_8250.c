// SPDX-License-Identifier: GPL-2.0-only
/* 8250-compatible UART by ports or memory-mapped registers. */
#include <core/console.h>
#include <core/mmio.h>
#include <core/paging.h>
#include <asm/io.h>

#define UART_TX		0 /* transmitter holding register */
#define UART_DLL	0 /* divisor latch, with LCR.DLAB */
#define UART_DLM	1
#define UART_FCR	2
#define UART_FCR_ENABLE 0x01
#define UART_LCR	3
#define UART_LCR_8N1	0x03
#define UART_LCR_DLAB	0x80
#define UART_LSR	5
#define UART_LSR_THRE	0x20

static u16 port;
static volatile u8 *registers;
static unsigned int distance;

static void write_register(unsigned int reg, u8 value)
{
	if (!registers) {
		outb(value, port + reg);
	} else if (distance == 1) {
		registers[reg] = value;
	} else {
		mmio_write32(registers + reg * distance, value);
	}
}

static u8 read_register(unsigned int reg)
{
	if (!registers) {
		return inb(port + reg);
	}
	return distance == 1 ? registers[reg] : mmio_read32(registers + reg * distance);
}

static bool uart_ready(void)
{
	return read_register(UART_LSR) & UART_LSR_THRE;
}

static void uart_put(char c)
{
	write_register(UART_TX, c);
}

static int uart_init(const struct jailhouse_console *console)
{
	distance = CON_USES_REGDIST_1(console->flags) ? 1 : 4;
	port = console->address;
	if (CON_IS_MMIO(console->flags)) {
		registers = device_map(console->address, MAX(console->size, 8U * distance));
		if (!registers) {
			return -ENOMEM;
		}
	}

	if (console->divider) {
		write_register(UART_LCR, UART_LCR_DLAB);
		write_register(UART_DLL, console->divider & 0xff);
		write_register(UART_DLM, (console->divider >> 8) & 0xff);
		write_register(UART_LCR, UART_LCR_8N1);
	}
	/* cells share the UART: with a FIFO two writers that both saw it empty lose nothing */
	write_register(UART_FCR, UART_FCR_ENABLE);
	return 0;
}

const struct uart uart_8250 = {
	.init = uart_init,
	.ready = uart_ready,
	.put = uart_put,
};
