/* SPDX-License-Identifier: GPL-2.0-only */

#include "world.h"

#include <sys/mman.h>

#include <config/suspicious.h>

#define HV_START  0x3a000000
#define CELLS	  0x3a600000
#define RAM_END	  0x40000000
#define SHMEM	  0x40000000
#define REGISTERS 0xfed00000
#define IOAPIC	  0xfec00000
#define IOMMU	  0xfed80000
#define MMCONFIG  0xb0000000
#define GICD	  0x08000000
#define GICR	  0x080a0000
#define PAGE	  0x1000UL

u32 add_memory(struct plan *plan, u64 phys, u64 virt, u64 size, u64 flags)
{
	u32 index = plan->desc.num_memory_regions++;

	cr_assert(index < MAX_ELEMENTS);
	plan->memory[index] = (struct jailhouse_memory){
		.phys_start = phys, .virt_start = virt, .size = size, .flags = flags
	};
	return index;
}

static void add_pio(struct plan *plan, u16 base, u16 length)
{
	plan->pio[plan->desc.num_pio_regions++] =
		(struct jailhouse_pio){ .base = base, .length = length };
}

static void add_irqchip(struct plan *plan, u64 address, u32 pin_base, u32 pins)
{
	plan->irqchips[plan->desc.num_irqchips++] = (struct jailhouse_irqchip){
		.address = address, .pin_base = pin_base, .pin_bitmap = { pins }
	};
}

/* A device with one vector, and the capability that goes with it. */
static void add_msi_device(struct plan *plan, u16 bdf)
{
	struct jailhouse_pci_device *device = &plan->pci_devices[plan->desc.num_pci_devices++];
	u16 cap = plan->desc.num_pci_caps++;

	device->type = JAILHOUSE_PCI_TYPE_DEVICE;
	device->bdf = bdf;
	device->num_msi_vectors = 1;
	device->caps_start = cap;
	device->num_caps = 1;
	plan->pci_caps[cap] = (struct jailhouse_pci_capability){
		.id = PCI_CAP_ID_MSI, .start = 0x50, .len = 14, .flags = JAILHOUSE_PCICAPS_WRITE
	};
}

/* State table and read-write section of a page each, two outputs of two pages. */
static void add_shmem(struct plan *plan, u8 id, u64 shared)
{
	struct jailhouse_pci_device *device = &plan->pci_devices[plan->desc.num_pci_devices++];
	u64 read = JAILHOUSE_MEM_READ | shared, both = RW | shared;
	u64 at = SHMEM;

	device->type = JAILHOUSE_PCI_TYPE_IVSHMEM;
	device->bdf = BDF(0x0e, 0);
	device->num_msix_vectors = 2;
	device->shmem_regions_start = plan->desc.num_memory_regions;
	device->shmem_dev_id = id;
	device->shmem_peers = 2;
	device->bar_mask[0] = 0xfffff000;
	device->bar_mask[1] = 0xfffff000;
	add_memory(plan, at, at, PAGE, read);
	add_memory(plan, at + PAGE, at + PAGE, PAGE, both);
	add_memory(plan, at + 2 * PAGE, at + 2 * PAGE, 2 * PAGE, id == 0 ? both : read);
	add_memory(plan, at + 4 * PAGE, at + 4 * PAGE, 2 * PAGE, id == 1 ? both : read);
}

static void begin_cell(struct plan *plan, const char *name, u32 id, u8 cpus)
{
	memcpy(plan->desc.signature, JAILHOUSE_CELL_DESC_SIGNATURE, sizeof(plan->desc.signature));
	plan->desc.revision = JAILHOUSE_CONFIG_REVISION;
	plan->desc.architecture = JAILHOUSE_X86;
	strcpy(plan->desc.name, name);
	plan->desc.id = id;
	plan->desc.cpu_set_size = 8;
	plan->cpus[0] = cpus;
}

static void make_system(struct world *world)
{
	struct jailhouse_system *system = &world->system;

	memcpy(system->signature, JAILHOUSE_SYSTEM_SIGNATURE, sizeof(system->signature));
	system->revision = JAILHOUSE_CONFIG_REVISION;
	system->architecture = JAILHOUSE_X86;
	system->hypervisor_memory.phys_start = HV_START;
	system->hypervisor_memory.size = CELLS - HV_START;
	system->platform_info.pci_mmconfig_base = MMCONFIG;
	system->platform_info.pci_mmconfig_end_bus = 0xff;
	system->platform_info.iommu_units[0].type = JAILHOUSE_IOMMU_AMD;
	system->platform_info.iommu_units[0].base = IOMMU;
	system->platform_info.iommu_units[0].size = 0x4000;
	system->platform_info.x86.pm_timer_address = 0x608;
}

static void make_root(struct plan *root)
{
	begin_cell(root, "root", 0, 0xf);
	add_memory(root, 0, 0, HV_START, RAM | JAILHOUSE_MEM_DMA);
	add_memory(root, CELLS, CELLS, RAM_END - CELLS, RAM | JAILHOUSE_MEM_DMA);
	add_memory(root, REGISTERS, REGISTERS, PAGE, RW);
	add_irqchip(root, IOAPIC, 0, 0xffffff);
	add_pio(root, 0, 0xcf8);
	add_pio(root, 0xcf9, 1);
	add_pio(root, 0xd00, 0xf300);
	add_msi_device(root, BDF(0x1f, 2));
	add_msi_device(root, BDF(2, 0));
	add_shmem(root, 0, 0);
}

static void make_cell(struct plan *cell)
{
	begin_cell(cell, "cell", 2, 1 << 1);
	add_memory(cell, CELLS, 0, 0x100000, RAM | JAILHOUSE_MEM_LOADABLE);
	add_memory(cell, 0, 0x100000, PAGE, COMM);
	add_memory(cell, REGISTERS, REGISTERS, PAGE, RW);
	add_irqchip(cell, IOAPIC, 0, 1 << 9);
	add_pio(cell, 0x3f8, 8);
	cell->desc.console.type = JAILHOUSE_CON_TYPE_8250;
	cell->desc.console.address = 0x3f8;
	add_shmem(cell, 1, JAILHOUSE_MEM_ROOTSHARED);
	cell->pci_devices[CELL_IVSHMEM].shmem_regions_start = CELL_SHMEM;
	add_msi_device(cell, BDF(2, 0));
}

static void make_other(struct plan *other)
{
	begin_cell(other, "other", 1, 1 << 2);
	add_memory(other, CELLS + 0x200000, 0, 0x100000, RAM | JAILHOUSE_MEM_LOADABLE);
	add_memory(other, 0, 0x100000, PAGE, COMM);
	add_irqchip(other, IOAPIC, 0, 1 << 10);
	add_pio(other, 0x2f8, 8);
	add_msi_device(other, BDF(3, 0));
}

struct world *world_new(void)
{
	struct world *world = calloc(1, sizeof(*world));

	cr_assert_not_null(world);
	make_system(world);
	make_root(&world->root);
	make_cell(&world->cell);
	make_other(&world->other);
	return world;
}

static void turn_to_arm(struct plan *plan)
{
	plan->desc.architecture = JAILHOUSE_ARM64;
	plan->desc.num_pio_regions = 0;
	plan->desc.console.type = JAILHOUSE_CON_TYPE_NONE;
	for (u32 n = 0; n < plan->desc.num_irqchips; n++) {
		plan->irqchips[n].address = GICD;
		plan->irqchips[n].pin_base = 32;
	}
}

struct world *world_new_arm(u8 gic_version)
{
	struct world *world = world_new();
	typeof(world->system.platform_info) *info = &world->system.platform_info;

	world->system.architecture = JAILHOUSE_ARM64;
	info->arm.gic_version = gic_version;
	info->arm.maintenance_irq = 25;
	info->arm.gicd_base = GICD;
	info->arm.gicc_base = gic_version == 2 ? GICD + 0x10000 : 0;
	info->arm.gich_base = gic_version == 2 ? GICD + 0x30000 : 0;
	info->arm.gicv_base = gic_version == 2 ? GICD + 0x40000 : 0;
	info->arm.gicr_base = gic_version == 3 ? GICR : 0;
	info->iommu_units[0].type = JAILHOUSE_IOMMU_SMMUV3;
	/* RAM that leaves out the interrupt controller, which is below it here */
	world->root.memory[ROOT_LOW_RAM] = (struct jailhouse_memory){ .phys_start = 0x10000000,
								      .virt_start = 0x10000000,
								      .size = HV_START - 0x10000000,
								      .flags = RAM };
	turn_to_arm(&world->root);
	turn_to_arm(&world->cell);
	turn_to_arm(&world->other);
	/* all that the tests give away */
	memset(world->root.irqchips[0].pin_bitmap, 0xff,
	       sizeof(world->root.irqchips[0].pin_bitmap));
	add_irqchip(&world->root, GICD, 160, ~0U);
	add_irqchip(&world->root, GICD, 896, ~0U);
	return world;
}

/* ---- building ---- */

static void put(struct blob *blob, const void *data, u64 size)
{
	if (!size) {
		return;
	}
	blob->bytes = realloc(blob->bytes, blob->size + size);
	cr_assert_not_null(blob->bytes);
	memcpy(blob->bytes + blob->size, data, size);
	blob->size += size;
}

/* A count beyond the array stands for a file that lacks the elements. */
static u32 present(u32 count)
{
	return count <= MAX_ELEMENTS ? count : 0;
}

static void put_plan(struct blob *blob, const struct plan *plan)
{
	const struct jailhouse_cell_desc *desc = &plan->desc;

	put(blob, desc, sizeof(*desc));
	put(blob, plan->cpus, present(desc->cpu_set_size));
	put(blob, plan->memory, present(desc->num_memory_regions) * sizeof(plan->memory[0]));
	put(blob, plan->caches, present(desc->num_cache_regions) * sizeof(plan->caches[0]));
	put(blob, plan->irqchips, present(desc->num_irqchips) * sizeof(plan->irqchips[0]));
	put(blob, plan->pio, present(desc->num_pio_regions) * sizeof(plan->pio[0]));
	put(blob, plan->pci_devices, present(desc->num_pci_devices) * sizeof(plan->pci_devices[0]));
	put(blob, plan->pci_caps, present(desc->num_pci_caps) * sizeof(plan->pci_caps[0]));
	put(blob, plan->stream_ids, present(desc->num_stream_ids) * sizeof(plan->stream_ids[0]));
}

struct blob build_cell(const struct plan *plan)
{
	struct blob blob = { 0 };

	put_plan(&blob, plan);
	return blob;
}

struct blob build_system(const struct world *world)
{
	struct blob blob = { 0 };

	put(&blob, &world->system, offsetof(struct jailhouse_system, root_cell));
	put_plan(&blob, &world->root);
	return blob;
}

/* ---- arrays that end where nothing can be read ---- */

static struct {
	u8 *start;
	size_t size;
} guarded[32];
static u32 num_guarded;

/* A copy that ends with a page; the next one cannot be accessed. */
static const void *guard(const void *data, size_t size)
{
	size_t pages = (size + PAGE - 1) & -PAGE;
	u8 *start = mmap(NULL, pages + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			 -1, 0);

	cr_assert(start != MAP_FAILED && num_guarded < ARRAY_SIZE(guarded));
	cr_assert_eq(mprotect(start + pages, PAGE, PROT_NONE), 0);
	guarded[num_guarded].start = start;
	guarded[num_guarded++].size = pages + PAGE;
	return memcpy(start + pages - size, data, size);
}

static void guard_arrays(struct config_cell *cell)
{
	cell->cpu_set = guard(cell->cpu_set, cell->cpu_set_size);
	cell->memory = guard(cell->memory, cell->num_memory * sizeof(*cell->memory));
	cell->caches = guard(cell->caches, cell->num_caches * sizeof(*cell->caches));
	cell->irqchips = guard(cell->irqchips, cell->num_irqchips * sizeof(*cell->irqchips));
	cell->pio = guard(cell->pio, cell->num_pio * sizeof(*cell->pio));
	cell->pci_devices =
		guard(cell->pci_devices, cell->num_pci_devices * sizeof(*cell->pci_devices));
	cell->pci_caps = guard(cell->pci_caps, cell->num_pci_caps * sizeof(*cell->pci_caps));
}

static void drop_guards(void)
{
	while (num_guarded) {
		num_guarded--;
		munmap(guarded[num_guarded].start, guarded[num_guarded].size);
	}
}

/* ---- checking ---- */

static void note_warning(void *context, const struct jailhouse_reason *warning)
{
	struct world *world = context;

	cr_expect_eq(warning->error, 0);
	cr_expect_geq(warning->code, JAILHOUSE_WARN_FLAGS);
	cr_assert(world->num_warnings < MAX_WARNINGS);
	world->warnings[world->num_warnings++] = warning->code;
	world->warning = *warning;
}

static struct config_check make_check(struct world *world, const struct config_system *system)
{
	return (struct config_check){
		.system = system,
		.platform = world->with_platform ? &world->platform : NULL,
		.why = &world->why,
		.warn = note_warning,
		.context = world,
	};
}

/* What the checker says when it is asked for all refusals. */
struct refusals {
	struct jailhouse_reason why, first;
	u32 count;
};

static void note_refusal(void *context, const struct jailhouse_reason *refusal)
{
	struct refusals *all = context;

	cr_assert_lt(refusal->error, 0);
	cr_assert_lt(refusal->code, JAILHOUSE_WARN_FLAGS);
	if (!all->count++) {
		all->first = *refusal;
	}
}

/* Asked for all of them the checker comes to the same verdict, and tells of the same one first. */
static void ask_for_all(struct world *world, struct config_check check,
			const struct config_cell *cell, int err)
{
	struct refusals all = { .count = 0 };
	int last;

	check.why = &all.why;
	check.warn = NULL;
	check.refused = note_refusal;
	check.context = &all;
	last = cell ? config_check_cell(&check, cell) : config_check_system(&check);
	cr_expect_eq(last, all.why.error);
	cr_expect_eq(err != 0, all.count != 0);
	cr_expect(!err || !memcmp(&all.first, &world->why, sizeof(all.first)), "first %u, alone %u",
		  all.first.code, world->why.code);
	world->num_refusals = all.count;
}

int check_world_system(struct world *world)
{
	struct blob blob = build_system(world);
	struct config_system system;
	int err = config_parse_system(&system, blob.bytes, blob.size,
				      world->with_platform ? &world->platform : NULL, &world->why);

	if (!err) {
		const struct config_check check = make_check(world, &system);

		guard_arrays(&system.root);
		err = config_check_system(&check);
		config_suspect_system(&check, blob.size + world->surplus);
		ask_for_all(world, check, NULL, err);
		drop_guards();
	}
	free(blob.bytes);
	return err;
}

int check_world_cell(struct world *world)
{
	struct blob system_blob = build_system(world), blob = build_cell(&world->cell),
		    other_blob = build_cell(&world->other);
	struct config_system system;
	struct config_cell cell, other;
	const struct config_cell *others[] = { &other };
	int err;

	cr_assert_eq(config_parse_system(&system, system_blob.bytes, system_blob.size, NULL, NULL),
		     0);
	cr_assert_eq(config_parse_cell(&other, other_blob.bytes, other_blob.size, NULL), 0);
	err = config_parse_cell(&cell, blob.bytes, blob.size, &world->why);
	if (!err) {
		struct config_check check = make_check(world, &system);

		check.others = others;
		check.num_others = 1;
		guard_arrays(&system.root);
		guard_arrays(&other);
		guard_arrays(&cell);
		err = config_check_cell(&check, &cell);
		config_suspect_cell(&check, &cell, blob.size + world->surplus);
		ask_for_all(world, check, &cell, err);
		drop_guards();
	}
	free(blob.bytes);
	free(other_blob.bytes);
	free(system_blob.bytes);
	return err;
}

/* ---- verifying ---- */

bool warned(const struct world *world, u16 code)
{
	for (u32 n = 0; n < world->num_warnings; n++) {
		if (world->warnings[n] == code) {
			return true;
		}
	}
	return false;
}

void expect_refused(struct world *world, int result, int error, u16 code, u16 object, u32 index)
{
	char sentence[REASON_SENTENCE_MAX] = "";

	cr_expect_eq(result, -error, "returned %d, expected %d", result, -error);
	reason_sentence(sentence, sizeof(sentence), &world->why);
	cr_expect_eq(world->why.error, result);
	cr_expect_eq(world->why.code, code, "code %u, expected %u: %s", world->why.code, code,
		     sentence);
	cr_expect_eq(world->why.object, object, "object %u: %s", world->why.object, sentence);
	cr_expect_eq(world->why.index, index, "index %u: %s", world->why.index, sentence);
	cr_expect_eq(world->why.size, sizeof(world->why));
	cr_expect_eq(world->why.version, JAILHOUSE_REASON_VERSION);
	cr_expect_gt(strlen(sentence), 20u);
	free(world);
}

void expect_accepted(struct world *world, int result)
{
	char sentence[REASON_SENTENCE_MAX] = "";

	if (result) {
		reason_sentence(sentence, sizeof(sentence), &world->why);
	}
	cr_expect_eq(result, 0, "returned %d: %s", result, sentence);
	cr_expect_eq(world->num_warnings, 0u, "%u warnings, the first is %u", world->num_warnings,
		     world->warnings[0]);
	free(world);
}

void expect_warning(struct world *world, int result, u16 code)
{
	cr_expect_eq(result, 0, "returned %d (code %u)", result, world->why.code);
	cr_expect(warned(world, code), "%u warnings, none of them %u", world->num_warnings, code);
	free(world);
}
