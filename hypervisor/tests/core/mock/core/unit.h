/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MOCK_CORE_UNIT_H
#define MOCK_CORE_UNIT_H

/* Units in a section whose borders the linker names by itself. */
#define __units_start __start_units
#define __units_end   __stop_units
#include_next <core/unit.h>
#undef DEFINE_UNIT
#define DEFINE_UNIT(unit_name, ...)                                                                \
	static const struct unit unit_name __section("units") __used __aligned(8) = { __VA_ARGS__ }

#endif
