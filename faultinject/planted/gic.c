// SPDX-License-Identifier: GPL-2.0-only
/* A cell sees of the distributor's registers what belongs to interrupts of others, too. */
#include <asm/gic.h>
#include "planted.h"

enum mmio_result __real_gic_distributor_access(void *opaque, struct mmio_access *access);
enum mmio_result __wrap_gic_distributor_access(void *opaque, struct mmio_access *access);

enum mmio_result __wrap_gic_distributor_access(void *opaque, struct mmio_access *access)
{
	u32 offset = access->address;

	if (!access->is_write && access->size == 4 && offset % 4 == 0 && for_a_cell() &&
	    offset >= GICD_ISENABLER && offset < GICD_ITARGETSR) {
		access->value = mmio_read32(gic_distributor + offset);
		return MMIO_HANDLED;
	}
	return __real_gic_distributor_access(opaque, access);
}
