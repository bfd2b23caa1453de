/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_MMIO_H
#define CORE_MMIO_H

#include <core/defs.h>

/** One access of a cell to a trapped address. */
struct mmio_access {
	/** Guest-physical address, made relative to the region for its handler. */
	u64 address;
	/** Value to write, or the value read (truncated to @size by the caller). */
	u64 value;
	/** Bytes: 1, 2, 4 or 8. */
	u8 size;
	bool is_write;
};

enum mmio_result {
	/** Done; for a read @value is set. */
	MMIO_HANDLED,
	/** Forbidden: the handler has printed the FATAL line, the CPU gets parked. */
	MMIO_DENIED,
	/** No region here. */
	MMIO_UNHANDLED,
};

typedef enum mmio_result (*mmio_handler)(void *opaque, struct mmio_access *access);

struct cell;

/** A trapped guest-physical range of a cell. */
struct mmio_region {
	u64 start;
	u64 size;
	mmio_handler handler;
	void *opaque;
};

/**
 * Trap an address range of a cell. The stage-2 mapping of its pages is removed.
 * Only during management operations, while the cell does not run.
 * @return: 0, -ENOMEM if the table is full, -EINVAL if it wraps or overlaps another one
 */
int mmio_register(struct cell *cell, u64 start, u64 size, mmio_handler handler, void *opaque);

/**
 * Trap a range that the cell itself chose, while it runs. What is mapped there
 * stays mapped, and then hides the window.
 * @return: false if the table is full, or the range wraps or meets another one
 */
bool mmio_open_window(struct cell *cell, u64 start, u64 size, mmio_handler handler, void *opaque);
/** Remove such a range. */
void mmio_close_window(struct cell *cell, u64 start);

/** Remove the range that begins at @start. */
void mmio_unregister(struct cell *cell, u64 start);

/** True if an access to the address is emulated. */
bool mmio_is_trapped(struct cell *cell, u64 address);

/** Dispatch an access of the calling CPU's cell by binary search. */
enum mmio_result mmio_dispatch(struct mmio_access *access);

/* Host accesses to device registers that are mapped in the hypervisor. */
static inline u64 mmio_read(volatile const void *address, unsigned int size)
{
	switch (size) {
	case 1:
		return *(volatile const u8 *)address;
	case 2:
		return *(volatile const u16 *)address;
	case 4:
		return *(volatile const u32 *)address;
	default:
		return *(volatile const u64 *)address;
	}
}

static inline void mmio_write(volatile void *address, u64 value, unsigned int size)
{
	switch (size) {
	case 1:
		*(volatile u8 *)address = value;
		break;
	case 2:
		*(volatile u16 *)address = value;
		break;
	case 4:
		*(volatile u32 *)address = value;
		break;
	default:
		*(volatile u64 *)address = value;
		break;
	}
}

static inline void mmio_perform(volatile void *address, struct mmio_access *access)
{
	volatile u8 *device = address;
	/* not every processor can access devices unaligned: that is done by bytes */
	unsigned int step = (unsigned long)device & (access->size - 1) ? 1 : access->size;
	u64 value = 0;

	if (access->is_write) {
		for (unsigned int n = 0; n < access->size; n += step) {
			mmio_write(device + n, access->value >> n * 8, step);
		}
		return;
	}
	if (likely(step == access->size)) {
		access->value = mmio_read(device, step);
		return;
	}
	for (unsigned int n = 0; n < access->size; n++) {
		value |= mmio_read(device + n, 1) << n * 8;
	}
	access->value = value;
}

static inline u32 mmio_read32(volatile const void *address)
{
	return *(volatile const u32 *)address;
}

static inline void mmio_write32(volatile void *address, u32 value)
{
	*(volatile u32 *)address = value;
}

#endif
