// SPDX-License-Identifier: GPL-2.0-only
/*
 * A page of registers behind the communication region, for inmates that test
 * the emulation of memory accesses: the last 8 bytes are those of the
 * communication page, everything else is an error.
 */
#include <core/cell.h>
#include <core/console.h>
#include <core/unit.h>

#define FIRST_REGISTER 0xff8

static enum mmio_result test_device_access(void *opaque, struct mmio_access *access)
{
	struct cell *cell = opaque;
	void *target = (u8 *)cell->comm_page + access->address;

	if (access->address < FIRST_REGISTER) {
		printk("testdev: invalid %s, register %lx, size %d\n",
		       access->is_write ? "write" : "read", (unsigned long)access->address,
		       access->size);
		return MMIO_DENIED;
	}
	if (access->is_write) {
		mmio_write(target, access->value, access->size);
	} else {
		access->value = mmio_read(target, access->size);
	}
	return MMIO_HANDLED;
}

static bool has_test_device(struct cell *cell)
{
	return cell->config.desc->flags & JAILHOUSE_CELL_TEST_DEVICE;
}

static unsigned int test_device_mmio_count(struct cell *cell)
{
	return has_test_device(cell);
}

/* The checker has made sure that there is a communication region. */
static int test_device_cell_init(struct cell *cell)
{
	const struct jailhouse_memory *region = cell->config.memory;

	if (!has_test_device(cell)) {
		return 0;
	}
	while (!(region->flags & JAILHOUSE_MEM_COMM_REGION)) {
		region++;
	}
	return mmio_register(cell, region->virt_start + PAGE_SIZE, PAGE_SIZE, test_device_access,
			     cell);
}

DEFINE_UNIT(test_device, .name = "Test device", .cell_init = test_device_cell_init,
	    .mmio_count = test_device_mmio_count);
