// SPDX-License-Identifier: GPL-2.0-only
/* Interrupt controllers and who owns which of their pins. */
#include "rules.h"

#define PINS	      128
#define MOST_IOAPICS  8
#define INTERRUPT_IDS 1024

static bool is_x86(const struct world *world)
{
	return world->system.architecture == JAILHOUSE_X86;
}

/* On ARM, entries with any address but the distributor's are skipped. */
static bool counts(const struct world *world, const struct jailhouse_irqchip *chip)
{
	return is_x86(world) || chip->address == world->system.platform_info.arm.gicd_base;
}

static bool has_pin(const struct jailhouse_irqchip *chip, uint32_t bit)
{
	return (chip->pin_bitmap[bit / 32] >> (bit % 32) & 1) != 0;
}

static void pin_base_is_valid(struct opinion *o, const struct world *world, const struct cell *cell)
{
	for (uint32_t n = 0; n < cell->desc.num_irqchips; n++) {
		const struct jailhouse_irqchip *chip = &cell->irqchips[n];
		uint64_t last = (uint64_t)chip->pin_base + PINS;

		if (is_x86(world) && chip->pin_base != 0) {
			object(o, "IOAPIC %u: pin_base is %u instead of 0", n, chip->pin_base);
		}
		if (!is_x86(world) && counts(world, chip) &&
		    (chip->pin_base % 32 != 0 || last > INTERRUPT_IDS)) {
			object(o, "irqchip %u: pin_base is %u", n, chip->pin_base);
		}
	}
}

static bool root_has(const struct world *world, uint64_t address)
{
	for (uint32_t n = 0; n < world->root.desc.num_irqchips; n++) {
		if (world->root.irqchips[n].address == address) {
			return true;
		}
	}
	return false;
}

/* Else the hypervisor would take any page for an IOAPIC. */
static void ioapic_is_roots(struct opinion *o, const struct world *world, const struct cell *cell)
{
	for (uint32_t n = 0; is_x86(world) && n < cell->desc.num_irqchips; n++) {
		if (!root_has(world, cell->irqchips[n].address)) {
			object(o, "IOAPIC %u is none of the root cell's", n);
		}
	}
}

static void ioapics_are_few(struct opinion *o, const struct world *world, const struct cell *cell)
{
	if (is_x86(world) && cell->desc.num_irqchips > MOST_IOAPICS) {
		object(o, "%u IOAPICs are more than %u", cell->desc.num_irqchips, MOST_IOAPICS);
	}
}

/* Both give @pin of one controller away. */
static bool is_pin_in(const struct world *world, const struct jailhouse_irqchip *chip,
		      uint64_t address, uint64_t pin)
{
	return counts(world, chip) && chip->address == address && pin >= chip->pin_base &&
	       pin < (uint64_t)chip->pin_base + PINS && has_pin(chip, pin - chip->pin_base);
}

static bool owns_pin(const struct world *world, const struct cell *cell, uint64_t address,
		     uint64_t pin)
{
	for (uint32_t n = 0; n < cell->desc.num_irqchips; n++) {
		if (is_pin_in(world, &cell->irqchips[n], address, pin)) {
			return true;
		}
	}
	return false;
}

static void pins_are_free(struct opinion *o, const struct world *world, const struct cell *cell)
{
	for (uint32_t n = 0; !cell->is_root && n < cell->desc.num_irqchips; n++) {
		const struct jailhouse_irqchip *chip = &cell->irqchips[n];

		for (uint32_t bit = 0; counts(world, chip) && bit < PINS; bit++) {
			uint64_t pin = (uint64_t)chip->pin_base + bit;

			for (size_t c = 0; has_pin(chip, bit) && c < world->num_others; c++) {
				if (owns_pin(world, &world->others[c], chip->address, pin)) {
					object(o, "interrupt %llu belongs to cell \"%s\"",
					       (unsigned long long)pin, world->others[c].desc.name);
				}
			}
		}
	}
}

/*
 * An IVSHMEM device without MSI-X raises one of four shared interrupts, by its
 * device number: the hypervisor would make another cell's interrupt pending.
 */
static void intx_is_own(struct opinion *o, const struct world *world, const struct cell *cell)
{
	uint64_t distributor = world->system.platform_info.arm.gicd_base;

	for (uint32_t n = 0; !is_x86(world) && n < cell->desc.num_pci_devices; n++) {
		const struct jailhouse_pci_device *device = &cell->devices[n];
		uint64_t pin = 32 + (uint64_t)cell->desc.vpci_irq_base + (device->bdf >> 3 & 3);

		if (is_ivshmem(device) && device->num_msix_vectors == 0 &&
		    !owns_pin(world, cell, distributor, pin)) {
			object(o, "device %u raises interrupt %llu, which is not the cell's", n,
			       (unsigned long long)pin);
		}
	}
}

static const struct rule rules[] = {
	{ "pin-base", "format 1.5, 1.8", NULL, pin_base_is_valid },
	{ "ioapic-known", "cell 3.1.5, design 4", NULL, ioapic_is_roots },
	{ "ioapic-count", "format 1.8", NULL, ioapics_are_few },
	{ "pin-free", "design 4, decisions 1", NULL, pins_are_free },
	{ "intx", "ivshmem 4.3", NULL, intx_is_own },
};

const struct rules irqchip_rules = RULES(rules);
