// SPDX-License-Identifier: GPL-2.0-only
/* The system configuration without its root cell. */
#include "rules.h"

#define PORTS	       0x10000
#define PM_TIMER_PORTS 4
#define PPI_FIRST      16
#define PPI_LAST       31
#define MOST_REMAPPED  (1U << 15)

static bool is_x86(const struct world *world)
{
	return world->system.architecture == JAILHOUSE_X86;
}

static void architecture_is_the_machines(struct opinion *o, const struct world *world)
{
	if (world->system.architecture != world->facts->architecture) {
		object(o, "a system of architecture %u on a machine of %u",
		       world->system.architecture, world->facts->architecture);
	}
}

static void hypervisor_memory_is_pages(struct opinion *o, const struct world *world)
{
	const struct jailhouse_memory *memory = &world->system.hypervisor_memory;

	if (!is_page_aligned(memory->phys_start) || !is_page_aligned(memory->size) ||
	    memory->size == 0) {
		object(o, "the hypervisor's memory is not made of pages");
	}
	if (physical(memory).end > (wide)1 << 52) {
		object(o, "the hypervisor's memory ends beyond all physical addresses");
	}
}

static wide size_of_config(const struct world *world)
{
	const struct jailhouse_cell_desc *desc = &world->root.desc;

	return sizeof(world->system) + (wide)desc->cpu_set_size +
	       (wide)desc->num_memory_regions * sizeof(struct jailhouse_memory) +
	       (wide)desc->num_cache_regions * sizeof(struct jailhouse_cache) +
	       (wide)desc->num_irqchips * sizeof(struct jailhouse_irqchip) +
	       (wide)desc->num_pio_regions * sizeof(struct jailhouse_pio) +
	       (wide)desc->num_pci_devices * sizeof(struct jailhouse_pci_device) +
	       (wide)desc->num_pci_caps * sizeof(struct jailhouse_pci_capability) +
	       (wide)desc->num_stream_ids * sizeof(union jailhouse_stream_id);
}

static void hypervisor_fits(struct opinion *o, const struct world *world)
{
	wide needed = (wide)world->facts->core_size +
		      (wide)world->facts->num_cpus * world->facts->percpu_size +
		      size_of_config(world);

	if (needed >= world->system.hypervisor_memory.size) {
		object(o, "the hypervisor's memory does not hold image, CPUs and configuration");
	}
}

static bool is_console_memory(const struct jailhouse_console *console)
{
	return console->type != JAILHOUSE_CON_TYPE_NONE && CON_IS_MMIO(console->flags);
}

/* It would print into itself. */
static void console_is_elsewhere(struct opinion *o, const struct world *world)
{
	const struct jailhouse_console *console = &world->system.debug_console;
	struct span registers = span(console->address, console->size);

	if (!is_console_memory(console)) {
		return;
	}
	if (meet(registers, physical(&world->system.hypervisor_memory))) {
		object(o, "the debug console lies in the hypervisor's memory");
	}
	if (registers.end > (wide)1 << 52) {
		object(o, "the debug console ends beyond all physical addresses");
	}
}

/* Nobody but the driver writes there. */
static void clock_gate_is_register(struct opinion *o, const struct world *world)
{
	uint64_t gate = world->system.debug_console.clock_reg;
	struct span word = span(gate, 4);

	if (gate & 3) {
		object(o, "the console's clock gate is no aligned word");
	}
	if (word.end > (wide)1 << 52) {
		object(o, "the console's clock gate lies beyond all physical addresses");
	}
	if (gate != 0 && meet(word, physical(&world->system.hypervisor_memory))) {
		object(o, "the console's clock gate lies in the hypervisor's memory");
	}
}

static void apic_mode_is_known(struct opinion *o, const struct world *world)
{
	if (is_x86(world) &&
	    world->system.platform_info.x86.apic_mode > JAILHOUSE_APIC_MODE_X2APIC) {
		object(o, "apic_mode is %u", world->system.platform_info.x86.apic_mode);
	}
}

static void pm_timer_is_port(struct opinion *o, const struct world *world)
{
	uint32_t port = world->system.platform_info.x86.pm_timer_address;

	if (is_x86(world) && port + PM_TIMER_PORTS > PORTS) {
		object(o, "the PM timer ends beyond port 0xffff");
	}
}

static void gic_is_known(struct opinion *o, const struct world *world)
{
	uint8_t version = world->system.platform_info.arm.gic_version;

	if (!is_x86(world) && version != 2 && version != 3) {
		object(o, "gic_version is %u", version);
	}
}

static void maintenance_is_ppi(struct opinion *o, const struct world *world)
{
	uint8_t irq = world->system.platform_info.arm.maintenance_irq;

	if (!is_x86(world) && (irq < PPI_FIRST || irq > PPI_LAST)) {
		object(o, "maintenance interrupt %u is none of a CPU's own", irq);
	}
}

static bool fits_machine(const struct world *world, uint32_t type)
{
	if (is_x86(world)) {
		return type == (world->facts->intel ? JAILHOUSE_IOMMU_INTEL : JAILHOUSE_IOMMU_AMD);
	}
	return type == JAILHOUSE_IOMMU_SMMUV3 || type == JAILHOUSE_IOMMU_PVU ||
	       type == JAILHOUSE_IOMMU_ARM_MMU500;
}

static void iommus_fit(struct opinion *o, const struct world *world)
{
	for (size_t n = 0; n < JAILHOUSE_MAX_IOMMU_UNITS; n++) {
		const struct jailhouse_iommu *unit = &world->system.platform_info.iommu_units[n];

		if (unit->base == 0) {
			return;
		}
		if (unit->type != 0 && !fits_machine(world, unit->type)) {
			object(o, "IOMMU %zu is of type %u", n, unit->type);
		}
		if (unit->type == JAILHOUSE_IOMMU_AMD &&
		    (unit->size == 0 || (unit->size & (unit->size - 1)) != 0)) {
			object(o, "IOMMU %zu: 0x%x is no power of two", n, unit->size);
		}
	}
}

static void remapping_is_limited(struct opinion *o, const struct world *world)
{
	uint32_t limit = world->system.platform_info.x86.vtd_interrupt_limit;

	if (is_x86(world) && limit > MOST_REMAPPED) {
		object(o, "%u remapped interrupts are too many", limit);
	}
}

/* Only Intel's L3 allocation counts. */
static void caches_are_one(struct opinion *o, const struct world *world, const struct cell *cell)
{
	if (!is_x86(world) || !world->facts->intel || cell->desc.num_cache_regions == 0) {
		return;
	}
	if (cell->desc.num_cache_regions > 1) {
		object(o, "%u cache regions instead of one", cell->desc.num_cache_regions);
	}
	if (cell->caches[0].type != JAILHOUSE_CACHE_L3 || cell->caches[0].size == 0) {
		object(o, "the cache region is no part of the L3 cache");
	}
}

static const struct rule rules[] = {
	{ "machine", "format 1.8", architecture_is_the_machines, NULL },
	{ "hypervisor-pages", "boot 8.2", hypervisor_memory_is_pages, NULL },
	{ "hypervisor-size", "format 1.8, boot 8.2", hypervisor_fits, NULL },
	{ "console", "design 4", console_is_elsewhere, NULL },
	{ "clock-gate", "design 4", clock_gate_is_register, NULL },
	{ "apic-mode", "format 1.6", apic_mode_is_known, NULL },
	{ "pm-timer", "format 1.6, cell 3.1.4", pm_timer_is_port, NULL },
	{ "gic-version", "format 1.6, 1.8", gic_is_known, NULL },
	{ "maintenance-irq", "cell 3.2.4", maintenance_is_ppi, NULL },
	{ "iommu-type", "format 1.5, 1.8, additions 5", iommus_fit, NULL },
	{ "vtd-limit", "format 1.6, 1.8", remapping_is_limited, NULL },
	{ "cache", "format 1.5, 1.8", NULL, caches_are_one },
};

const struct rules platform_rules = RULES(rules);
