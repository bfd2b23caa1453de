/* SPDX-License-Identifier: GPL-2.0-only */

/* Interrupt controllers and the pins that a cell gets. */

#include <config/internal.h>

#define GIC_FIRST_SPI 32
#define GIC_LAST_SPI  1024
#define PIN_BASE_STEP 32

#define ABOUT(n, why) .code = (why), .object = JAILHOUSE_OBJECT_IRQCHIP, .index = (n)

static bool has_chip(const struct config_cell *cell, u64 address)
{
	for (u32 n = 0; n < cell->num_irqchips; n++) {
		if (cell->irqchips[n].address == address) {
			return true;
		}
	}
	return false;
}

static int check_x86(const struct scope *scope, u32 n)
{
	const struct config_cell *cell = scope->cell;
	const struct jailhouse_irqchip *chip = &cell->irqchips[n];

	if (chip->pin_base) {
		return REFUSE(scope, EINVAL, ABOUT(n, JAILHOUSE_REASON_PIN_BASE),
			      .field = JAILHOUSE_FIELD_PIN_BASE, .found = chip->pin_base);
	}
	if (chip->address & PAGE_OFFS_MASK) {
		return REFUSE(scope, EINVAL, ABOUT(n, JAILHOUSE_REASON_IRQCHIP_ADDRESS),
			      .field = JAILHOUSE_FIELD_ADDRESS, .found = chip->address,
			      .expected = PAGE_SIZE);
	}
	for (u32 first = 0; first < n; first++) {
		if (cell->irqchips[first].address == chip->address) {
			return REFUSE(scope, EINVAL, ABOUT(n, JAILHOUSE_REASON_IRQCHIP_TWICE),
				      .field = JAILHOUSE_FIELD_ADDRESS, .found = chip->address,
				      .other_object = JAILHOUSE_OBJECT_IRQCHIP,
				      .other_index = first);
		}
	}
	if (!scope->root && !has_chip(&scope->check->system->root, chip->address)) {
		return REFUSE(scope, EINVAL, ABOUT(n, JAILHOUSE_REASON_IRQCHIP_UNKNOWN),
			      .field = JAILHOUSE_FIELD_ADDRESS, .found = chip->address);
	}
	return 0;
}

static int check_arm(const struct scope *scope, u32 n)
{
	const struct jailhouse_irqchip *chip = &scope->cell->irqchips[n];
	u64 gicd = scope->check->system->desc->platform_info.arm.gicd_base;

	if (chip->address != gicd) {
		WARN(scope, ABOUT(n, JAILHOUSE_WARN_IRQCHIP_IGNORED),
		     .field = JAILHOUSE_FIELD_ADDRESS, .found = chip->address, .expected = gicd);
		return 0;
	}
	if (chip->pin_base % PIN_BASE_STEP || chip->pin_base < GIC_FIRST_SPI ||
	    chip->pin_base > GIC_LAST_SPI - IRQCHIP_PINS) {
		return REFUSE(scope, EINVAL, ABOUT(n, JAILHOUSE_REASON_PIN_BASE),
			      .field = JAILHOUSE_FIELD_PIN_BASE, .found = chip->pin_base,
			      .expected = GIC_LAST_SPI - IRQCHIP_PINS);
	}
	return 0;
}

int config_check_irqchips(const struct scope *scope)
{
	const struct config_cell *cell = scope->cell;
	bool x86 = is_x86(scope->check);
	int err = 0;

	if (x86 && cell->num_irqchips > CONFIG_MAX_IRQCHIPS) {
		err = REFUSE(scope, ERANGE, .code = JAILHOUSE_REASON_IRQCHIP_COUNT,
			     .object = JAILHOUSE_OBJECT_CELL, .field = JAILHOUSE_FIELD_NUM_IRQCHIPS,
			     .found = cell->num_irqchips, .expected = CONFIG_MAX_IRQCHIPS);
	}
	for (u32 n = 0; n < cell->num_irqchips && !ends(scope, err); n++) {
		err = x86 ? check_x86(scope, n) : check_arm(scope, n);
	}
	return err;
}

static int check_pins(const struct scope *scope, u32 n, const struct config_cell *other, u32 m)
{
	const struct jailhouse_irqchip *ours = &scope->cell->irqchips[n];
	int err = 0;

	for (u32 bit = 0; bit < IRQCHIP_PINS && !ends(scope, err); bit++) {
		u32 pin = ours->pin_base + bit;

		if (irqchip_has_pin(ours, pin) && irqchip_has_pin(&other->irqchips[m], pin)) {
			err = REFUSE_OTHER(
				scope, EBUSY, other, ABOUT(n, JAILHOUSE_REASON_PIN_TAKEN),
				.field = JAILHOUSE_FIELD_PIN_BITMAP, .found = pin,
				.other_object = JAILHOUSE_OBJECT_IRQCHIP, .other_index = m);
		}
	}
	return err;
}

int config_check_irqchips_shared(const struct scope *scope, const struct config_cell *other)
{
	const struct config_cell *cell = scope->cell;

	for (u32 n = 0; n < cell->num_irqchips; n++) {
		for (u32 m = 0; m < other->num_irqchips; m++) {
			int err = 0;

			if (cell->irqchips[n].address == other->irqchips[m].address) {
				err = check_pins(scope, n, other, m);
			}
			if (ends(scope, err)) {
				return err;
			}
		}
	}
	return 0;
}
