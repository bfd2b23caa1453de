/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MOCK_CORE_MMIO_H
#define MOCK_CORE_MMIO_H

/* Accesses to device registers go to hardware.c. */
#define mmio_read    real_mmio_read
#define mmio_write   real_mmio_write
#define mmio_read32  real_mmio_read32
#define mmio_write32 real_mmio_write32
#include_next <core/mmio.h>
#undef mmio_read
#undef mmio_write
#undef mmio_read32
#undef mmio_write32

u64 mmio_read(volatile const void *address, unsigned int size);
void mmio_write(volatile void *address, u64 value, unsigned int size);

static inline u32 mmio_read32(volatile const void *address)
{
	return mmio_read(address, 4);
}

static inline void mmio_write32(volatile void *address, u32 value)
{
	mmio_write(address, value, 4);
}

#endif
