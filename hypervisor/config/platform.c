/* SPDX-License-Identifier: GPL-2.0-only */

/* The platform part of a system configuration, and cache partitions. */

#include <config/internal.h>

#define KNOWN_SYSTEM_FLAGS  JAILHOUSE_SYS_VIRTUAL_DEBUG_CONSOLE
#define MMCONFIG_ALIGNMENT  0x100000
#define PM_TIMER_LAST_PORT  0xfffc
#define VTD_INTERRUPT_LIMIT 0x8000 /* the table's size takes 16 bits */
#define MAX_CACHE_MASK_BITS 64
#define MAX_WINDOWS	    64
#define GIC_FIRST_PPI	    16
#define GIC_LAST_PPI	    31

#define ABOUT_SYSTEM(why) .code = (why), .object = JAILHOUSE_OBJECT_SYSTEM

static int check_hypervisor_memory(const struct scope *scope)
{
	const struct jailhouse_memory *memory = &scope->check->system->desc->hypervisor_memory;

	if (!memory->size || memory->size & PAGE_OFFS_MASK) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_HV_MEMORY_SIZE,
			      .object = JAILHOUSE_OBJECT_HV_MEMORY, .field = JAILHOUSE_FIELD_SIZE,
			      .found = memory->size, .expected = PAGE_SIZE);
	}
	if (memory->phys_start & PAGE_OFFS_MASK) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_MEM_UNALIGNED,
			      .object = JAILHOUSE_OBJECT_HV_MEMORY,
			      .field = JAILHOUSE_FIELD_PHYS_START, .found = memory->phys_start,
			      .expected = PAGE_SIZE);
	}
	if (range_wraps(memory->phys_start, memory->size)) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_MEM_WRAPS,
			      .object = JAILHOUSE_OBJECT_HV_MEMORY,
			      .field = JAILHOUSE_FIELD_PHYS_START, .found = memory->phys_start,
			      .expected = memory->size);
	}
	if (memory->phys_start + (memory->size - 1) > CONFIG_MAX_PHYS_ADDRESS) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_MEM_BEYOND,
			      .object = JAILHOUSE_OBJECT_HV_MEMORY,
			      .field = JAILHOUSE_FIELD_PHYS_START,
			      .found = memory->phys_start + (memory->size - 1),
			      .expected = CONFIG_MAX_PHYS_ADDRESS);
	}
	return 0;
}

/* Image, one area for each CPU, and this configuration behind them. */
static int check_room(const struct scope *scope)
{
	const struct config_system *system = scope->check->system;
	const struct config_platform *platform = scope->check->platform;
	u64 given = system->desc->hypervisor_memory.size;
	u64 needed, cpus = config_cpu_end(&system->root);

	if (!platform || !platform->core_size) {
		return 0;
	}
	/* sizes of a valid image: far below where these sums could wrap */
	needed = platform->core_size + cpus * platform->percpu_size + system->config_size;
	if (needed < given) {
		return 0;
	}
	return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_HV_MEMORY_SMALL,
		      .object = JAILHOUSE_OBJECT_HV_MEMORY, .field = JAILHOUSE_FIELD_SIZE,
		      .found = given, .expected = (needed + PAGE_SIZE) & ~PAGE_OFFS_MASK,
		      .cpu = cpus);
}

/* ---- register windows ---- */

/* Within the bus, and traps work by pages. */
static int check_window_range(const struct scope *scope, const struct config_window *window)
{
	u64 last = window->start + (window->size - 1);

	if (range_wraps(window->start, window->size)) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_MEM_WRAPS,
			      .object = window->object, .index = window->index,
			      .field = JAILHOUSE_FIELD_ADDRESS, .found = window->start,
			      .expected = window->size);
	}
	if (last > CONFIG_MAX_PHYS_ADDRESS) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_MEM_BEYOND,
			      .object = window->object, .index = window->index,
			      .field = JAILHOUSE_FIELD_ADDRESS, .found = last,
			      .expected = CONFIG_MAX_PHYS_ADDRESS);
	}
	if (window->object == JAILHOUSE_OBJECT_GIC && window->start & PAGE_OFFS_MASK) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_MEM_UNALIGNED,
			      .object = window->object, .index = window->index,
			      .field = JAILHOUSE_FIELD_ADDRESS, .found = window->start,
			      .expected = PAGE_SIZE);
	}
	return 0;
}

static int check_window(const struct scope *scope, u32 n, const struct config_window *window)
{
	const struct config_system *system = scope->check->system;
	const struct jailhouse_memory *hypervisor = &system->desc->hypervisor_memory;
	struct config_window other;
	int err = check_window_range(scope, window);

	if (err) {
		return err;
	}
	if (ranges_overlap(window->start, window->size, hypervisor->phys_start, hypervisor->size)) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_HV_MEMORY_WINDOW,
			      .object = JAILHOUSE_OBJECT_HV_MEMORY,
			      .field = JAILHOUSE_FIELD_PHYS_START, .found = window->start,
			      .other_object = window->object, .other_index = window->index);
	}
	for (u32 m = 0; m < n && !ends(scope, err) && config_get_window(system, m, &other); m++) {
		if (ranges_overlap(window->start, window->size, other.start, other.size)) {
			err = REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_PLATFORM_WINDOW,
				     .object = window->object, .index = window->index,
				     .field = JAILHOUSE_FIELD_ADDRESS,
				     .found = max_u64(window->start, other.start),
				     .other_object = other.object, .other_index = other.index);
		}
	}
	return err;
}

int config_check_windows(const struct scope *scope)
{
	struct config_window window;
	int err = 0;

	for (u32 n = 0; !ends(scope, err) && n < MAX_WINDOWS; n++) {
		if (!config_get_window(scope->check->system, n, &window)) {
			break;
		}
		err = check_window(scope, n, &window);
	}
	return err;
}

/* The hypervisor would print into itself. */
static int check_console(const struct scope *scope)
{
	const struct config_system *system = scope->check->system;
	const struct jailhouse_console *console = &system->desc->debug_console;
	const struct jailhouse_memory *hypervisor = &system->desc->hypervisor_memory;

	if (console->type == JAILHOUSE_CON_TYPE_NONE || !CON_IS_MMIO(console->flags)) {
		return 0;
	}
	if (range_wraps(console->address, console->size) ||
	    console->address + console->size > CONFIG_MAX_PHYS_ADDRESS + 1) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_MEM_WRAPS,
			      .object = JAILHOUSE_OBJECT_CONSOLE, .field = JAILHOUSE_FIELD_ADDRESS,
			      .found = console->address, .expected = console->size);
	}
	if (!ranges_overlap(console->address, console->size, hypervisor->phys_start,
			    hypervisor->size)) {
		return 0;
	}
	return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_HV_MEMORY_WINDOW,
		      .object = JAILHOUSE_OBJECT_HV_MEMORY, .field = JAILHOUSE_FIELD_PHYS_START,
		      .found = console->address, .other_object = JAILHOUSE_OBJECT_CONSOLE);
}

/* The driver switches a clock on there before the hypervisor comes. */
static int check_clock_gate(const struct scope *scope)
{
	const struct jailhouse_system *system = scope->check->system->desc;
	const struct jailhouse_memory *hypervisor = &system->hypervisor_memory;
	u64 gate = system->debug_console.clock_reg;

	if (gate % sizeof(u32)) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_MEM_UNALIGNED,
			      .object = JAILHOUSE_OBJECT_CONSOLE,
			      .field = JAILHOUSE_FIELD_CLOCK_REG, .found = gate,
			      .expected = sizeof(u32));
	}
	if (gate + (sizeof(u32) - 1) > CONFIG_MAX_PHYS_ADDRESS) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_MEM_BEYOND,
			      .object = JAILHOUSE_OBJECT_CONSOLE,
			      .field = JAILHOUSE_FIELD_CLOCK_REG, .found = gate + (sizeof(u32) - 1),
			      .expected = CONFIG_MAX_PHYS_ADDRESS);
	}
	if (gate && ranges_overlap(gate, sizeof(u32), hypervisor->phys_start, hypervisor->size)) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_HV_MEMORY_WINDOW,
			      .object = JAILHOUSE_OBJECT_HV_MEMORY,
			      .field = JAILHOUSE_FIELD_PHYS_START, .found = gate,
			      .other_object = JAILHOUSE_OBJECT_CONSOLE);
	}
	return 0;
}

static int check_mmconfig(const struct scope *scope)
{
	u64 base = scope->check->system->desc->platform_info.pci_mmconfig_base;

	if (base % MMCONFIG_ALIGNMENT) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_MMCONFIG,
			      .object = JAILHOUSE_OBJECT_MMCONFIG,
			      .field = JAILHOUSE_FIELD_PCI_MMCONFIG_BASE, .found = base,
			      .expected = MMCONFIG_ALIGNMENT);
	}
	return 0;
}

/* ---- IOMMU units ---- */

static bool known_iommu(const struct scope *scope, u32 type)
{
	const struct config_platform *platform = scope->check->platform;

	if (!is_x86(scope->check)) {
		return type >= JAILHOUSE_IOMMU_SMMUV3 && type <= JAILHOUSE_IOMMU_ARM_MMU500;
	}
	if (platform && platform->vendor == CONFIG_VENDOR_AMD) {
		return type == JAILHOUSE_IOMMU_AMD;
	}
	if (platform && platform->vendor == CONFIG_VENDOR_INTEL) {
		return type == JAILHOUSE_IOMMU_INTEL;
	}
	return type == JAILHOUSE_IOMMU_AMD || type == JAILHOUSE_IOMMU_INTEL;
}

static bool bad_iommu_size(const struct jailhouse_iommu *unit)
{
	if (!unit->size || unit->size & PAGE_OFFS_MASK) {
		return true;
	}
	return unit->type == JAILHOUSE_IOMMU_AMD && (unit->size & (unit->size - 1));
}

static bool is_blank(const void *data, u32 size)
{
	const u8 *byte = data;

	while (size && !*byte) {
		byte++;
		size--;
	}
	return size == 0;
}

/* A unit without a base ends the list: what else is there was meant to be used. */
static void warn_ignored_iommus(const struct scope *scope)
{
	const struct config_system *system = scope->check->system;
	const struct jailhouse_iommu *units = system->desc->platform_info.iommu_units;

	for (u32 n = system->num_iommus; n < JAILHOUSE_MAX_IOMMU_UNITS; n++) {
		if (!is_blank(&units[n], sizeof(units[n]))) {
			WARN(scope, .code = JAILHOUSE_WARN_IOMMU_IGNORED,
			     .object = JAILHOUSE_OBJECT_IOMMU, .index = n,
			     .expected = system->num_iommus);
		}
	}
}

static int check_iommus(const struct scope *scope)
{
	const struct config_system *system = scope->check->system;
	int err = 0;

	for (u32 n = 0; n < system->num_iommus && !ends(scope, err); n++) {
		const struct jailhouse_iommu *unit = &system->desc->platform_info.iommu_units[n];

		if (!unit->type) {
			continue;
		}
		if (!known_iommu(scope, unit->type)) {
			err = REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_IOMMU_TYPE,
				     .object = JAILHOUSE_OBJECT_IOMMU, .index = n,
				     .field = JAILHOUSE_FIELD_TYPE, .found = unit->type);
		} else if (bad_iommu_size(unit)) {
			err = REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_IOMMU_SIZE,
				     .object = JAILHOUSE_OBJECT_IOMMU, .index = n,
				     .field = JAILHOUSE_FIELD_SIZE, .found = unit->size);
		}
	}
	if (!err) {
		warn_ignored_iommus(scope);
	}
	return err;
}

/* ---- the parts of each architecture ---- */

static int check_x86(const struct scope *scope)
{
	const struct config_system *system = scope->check->system;
	const typeof(system->desc->platform_info.x86) *x86 = &system->desc->platform_info.x86;

	if (x86->apic_mode > JAILHOUSE_APIC_MODE_X2APIC) {
		return REFUSE(scope, EINVAL, ABOUT_SYSTEM(JAILHOUSE_REASON_APIC_MODE),
			      .field = JAILHOUSE_FIELD_APIC_MODE, .found = x86->apic_mode);
	}
	if (x86->pm_timer_address > PM_TIMER_LAST_PORT) {
		return REFUSE(scope, EINVAL, ABOUT_SYSTEM(JAILHOUSE_REASON_PM_TIMER),
			      .field = JAILHOUSE_FIELD_PM_TIMER_ADDRESS,
			      .found = x86->pm_timer_address, .expected = PM_TIMER_LAST_PORT);
	}
	if (x86->vtd_interrupt_limit > VTD_INTERRUPT_LIMIT) {
		return REFUSE(scope, EINVAL, ABOUT_SYSTEM(JAILHOUSE_REASON_VTD_LIMIT),
			      .field = JAILHOUSE_FIELD_VTD_INTERRUPT_LIMIT,
			      .found = x86->vtd_interrupt_limit, .expected = VTD_INTERRUPT_LIMIT);
	}
	return 0;
}

static int check_arm(const struct scope *scope)
{
	const struct jailhouse_system *desc = scope->check->system->desc;
	u8 version = desc->platform_info.arm.gic_version;
	u8 irq = desc->platform_info.arm.maintenance_irq;

	if (version != 2 && version != 3) {
		return REFUSE(scope, EINVAL, ABOUT_SYSTEM(JAILHOUSE_REASON_GIC_VERSION),
			      .field = JAILHOUSE_FIELD_GIC_VERSION, .found = version);
	}
	if (irq < GIC_FIRST_PPI || irq > GIC_LAST_PPI) {
		return REFUSE(scope, EINVAL, ABOUT_SYSTEM(JAILHOUSE_REASON_MAINTENANCE_IRQ),
			      .field = JAILHOUSE_FIELD_MAINTENANCE_IRQ, .found = irq);
	}
	return 0;
}

static int check_architecture(const struct scope *scope)
{
	const struct config_platform *platform = scope->check->platform;
	u8 architecture = scope->check->system->desc->architecture;

	if (platform && platform->architecture_known && platform->architecture != architecture) {
		return REFUSE(scope, EINVAL, ABOUT_SYSTEM(JAILHOUSE_REASON_ARCHITECTURE),
			      .field = JAILHOUSE_FIELD_ARCHITECTURE, .found = architecture,
			      .expected = platform->architecture);
	}
	return architecture == JAILHOUSE_X86 ? check_x86(scope) : check_arm(scope);
}

static void warn_system(const struct scope *scope)
{
	const struct jailhouse_system *desc = scope->check->system->desc;
	u16 type = desc->debug_console.type;

	if (desc->flags & ~KNOWN_SYSTEM_FLAGS) {
		WARN(scope, ABOUT_SYSTEM(JAILHOUSE_WARN_FLAGS), .field = JAILHOUSE_FIELD_FLAGS,
		     .found = desc->flags & ~KNOWN_SYSTEM_FLAGS);
	}
	if (type > JAILHOUSE_CON_TYPE_SCIF ||
	    (is_x86(scope->check) && type > JAILHOUSE_CON_TYPE_8250)) {
		WARN(scope, .code = JAILHOUSE_WARN_CONSOLE_TYPE, .object = JAILHOUSE_OBJECT_CONSOLE,
		     .field = JAILHOUSE_FIELD_TYPE, .found = type);
	}
}

int config_check_platform(const struct scope *scope)
{
	int (*const rules[])(const struct scope *) = {
		check_architecture, check_hypervisor_memory, check_room,   check_console,
		check_clock_gate,   check_mmconfig,	     check_iommus,
	};

	for (u32 n = 0; n < ARRAY_SIZE(rules); n++) {
		int err = rules[n](scope);

		if (ends(scope, err)) {
			return err;
		}
	}
	warn_system(scope);
	return 0;
}

/* ---- cache partitions: L3 CAT, which only Intel's CPUs have ---- */

static u16 bad_cache_field(const struct config_cell *cell)
{
	const struct jailhouse_cache *cache = cell->caches;

	if (cell->num_caches > 1) {
		return JAILHOUSE_FIELD_NUM_CACHE_REGIONS;
	}
	if (cache->type != JAILHOUSE_CACHE_L3) {
		return JAILHOUSE_FIELD_TYPE;
	}
	if (!cache->size || cache->size > MAX_CACHE_MASK_BITS ||
	    cache->start > MAX_CACHE_MASK_BITS - cache->size) {
		return JAILHOUSE_FIELD_SIZE;
	}
	return JAILHOUSE_FIELD_NONE;
}

int config_check_caches(const struct scope *scope)
{
	const struct config_platform *platform = scope->check->platform;
	enum config_vendor vendor = platform ? platform->vendor : CONFIG_VENDOR_UNKNOWN;
	u16 field;

	if (!is_x86(scope->check) || vendor == CONFIG_VENDOR_AMD || !scope->cell->num_caches) {
		return 0;
	}
	field = bad_cache_field(scope->cell);
	if (!field) {
		return 0;
	}
	if (vendor == CONFIG_VENDOR_INTEL) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_CACHE,
			      .object = JAILHOUSE_OBJECT_CACHE, .field = field);
	}
	WARN(scope, .code = JAILHOUSE_WARN_CACHE, .object = JAILHOUSE_OBJECT_CACHE, .field = field);
	return 0;
}
