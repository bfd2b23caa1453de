/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MOCK_CORE_UNIT_H
#define MOCK_CORE_UNIT_H

/* Units are called by name. */
#include_next <core/unit.h>
#undef DEFINE_UNIT
#define DEFINE_UNIT(unit_name, ...) const struct unit unit_name = { __VA_ARGS__ }

extern const struct unit irqchip_unit;

#endif
