/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MOCK_CORE_UNIT_H
#define MOCK_CORE_UNIT_H

/* Units are an array in a section whose borders the linker names by itself. */
#define __units_start __start_units
#define __units_end   __stop_units
#include_next <core/unit.h>

#endif
