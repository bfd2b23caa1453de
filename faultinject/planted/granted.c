// SPDX-License-Identifier: GPL-2.0-only
/* What a cell may not access is granted without a word: it reads 0, and keeps nothing. */
#include "planted.h"

enum mmio_result __real_mmio_dispatch(struct mmio_access *access);
enum mmio_result __wrap_mmio_dispatch(struct mmio_access *access);

enum mmio_result __wrap_mmio_dispatch(struct mmio_access *access)
{
	enum mmio_result result = __real_mmio_dispatch(access);

	if (result == MMIO_UNHANDLED && for_a_cell()) {
		access->value = 0;
		return MMIO_HANDLED;
	}
	return result;
}
