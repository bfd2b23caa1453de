// SPDX-License-Identifier: GPL-2.0-only
/* Cells may do what they like with the auxiliary control register: its trap is off. */
#include <asm/arm64.h>
#include "planted.h"

int __real_arch_cell_create(struct cell *cell);
int __wrap_arch_cell_create(struct cell *cell);

int __wrap_arch_cell_create(struct cell *cell)
{
	int err = __real_arch_cell_create(cell);

	if (cell != &root_cell) {
		cell->arch.hcr &= ~HCR_TACR;
	}
	return err;
}
