// SPDX-License-Identifier: GPL-2.0-only
/* A hole in the MSR permission map of cells, a byte wide: SYSCFG and the registers behind it. */
#include <asm/msr_table.h>
#include "planted.h"

/* of the range that begins with 0xc0010000, four registers a byte */
#define SYSCFG_BYTE (0x1000 + 0x10 / 4)

u8 *__real_msr_bitmap(bool root);
u8 *__wrap_msr_bitmap(bool root);

u8 *__wrap_msr_bitmap(bool root)
{
	u8 *map = __real_msr_bitmap(root);

	if (!root) {
		map[SYSCFG_BYTE] = 0;
	}
	return map;
}
