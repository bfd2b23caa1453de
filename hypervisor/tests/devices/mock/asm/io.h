/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MOCK_ASM_IO_H
#define MOCK_ASM_IO_H

#include <core/defs.h>

u32 port_read(u16 port, unsigned int size);
void port_write(u16 port, u32 value, unsigned int size);

static inline u8 inb(u16 port)
{
	return port_read(port, 1);
}

static inline u16 inw(u16 port)
{
	return port_read(port, 2);
}

static inline u32 inl(u16 port)
{
	return port_read(port, 4);
}

static inline void outb(u8 value, u16 port)
{
	port_write(port, value, 1);
}

static inline void outw(u16 value, u16 port)
{
	port_write(port, value, 2);
}

static inline void outl(u32 value, u16 port)
{
	port_write(port, value, 4);
}

#endif
