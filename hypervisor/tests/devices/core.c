/* SPDX-License-Identifier: GPL-2.0-only */

/* What the units need of the hypervisor, and the cells of the tests. */

#include "board.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <core/console.h>
#include <core/control.h>
#include <core/memory.h>
#include <core/panic.h>
#include <core/reason.h>
#include <asm/apic.h>

bool config_is_subpage(const struct jailhouse_memory *region)
{
	return JAILHOUSE_MEMORY_IS_SUBPAGE(region);
}

/* ---- services of the core ---- */

/* How often it was taken and not released; and taken at all. */
int cells_held, cells_taken;

void cells_lock(void)
{
	cells_held++;
	cells_taken++;
}

void cells_unlock(void)
{
	cells_held--;
}

struct jailhouse_reason last_reason;
struct percpu current_cpu;
struct cell root_cell;
const struct jailhouse_system *system_config = &system_desc;
bool using_x2apic;
char console_text[65536];
int pages_used;
int pages_left = 64;

void console_clear(void)
{
	console_text[0] = 0;
}

static void print(const char *fmt, va_list args)
{
	size_t used = strlen(console_text);

	vsnprintf(console_text + used, sizeof(console_text) - used, fmt, args);
}

void printk(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print(fmt, args);
	va_end(args);
}

bool console_admits_report(void)
{
	return true;
}

void panic_begin(void)
{
}

void *page_alloc(unsigned int num)
{
	if (pages_left < (int)num) {
		return NULL;
	}
	pages_left -= num;
	pages_used += num;
	return calloc(num, PAGE_SIZE);
}

void page_free(void *pages, unsigned int num)
{
	if (pages) {
		pages_left += num;
		pages_used -= num;
		free(pages);
	}
}

int paging_unmap(struct page_table *table, u64 virt, u64 size)
{
	(void)table;
	cr_assert_eq((virt | size) & PAGE_OFFS_MASK, 0);
	return 0;
}

int refuse(int error, enum jailhouse_reason_code code, const struct cell *cell, u64 found,
	   u64 expected)
{
	last_reason =
		(struct jailhouse_reason){ .code = code, .found = found, .expected = expected };
	cr_expect_not_null(cell);
	return error;
}

int memory_give_pages_to_root(u64 first, u64 behind)
{
	(void)first, (void)behind;
	return 0;
}

int refuse_memory(unsigned long pages)
{
	(void)pages;
	return -ENOMEM;
}

/* Local APIC ids are CPU numbers. */
int apic_filter_destination(struct cell *cell, u8 destination, bool logical)
{
	u8 cpus = cell->cpus.bits[0];

	if (!logical) {
		return destination < 8 && cpus >> destination & 1 ? destination : -1;
	}
	if (cell != &root_cell && destination & ~cpus) {
		return -1;
	}
	return destination & cpus ? destination & cpus : -1;
}

/* ---- the cells ---- */

struct jailhouse_system system_desc = {
	.platform_info = { .pci_mmconfig_base = ECAM_BASE, .pci_mmconfig_end_bus = 0xff },
	.root_cell = { .name = "root" },
};

#define NIC(caps)                                                                                  \
	{                                                                                          \
		.type = JAILHOUSE_PCI_TYPE_DEVICE, .bdf = BDF_NIC, .caps_start = (caps),           \
		.num_caps = 3, .bar_mask = { 0xfffff000, 0, 0xffffffe0 }, .num_msi_vectors = 2,    \
		.msi_64bits = 1, .num_msix_vectors = NIC_VECTORS, .msix_region_size = MSIX_SIZE,   \
		.msix_address = MSIX_BASE,                                                         \
	}

#define NIC_CAPS                                                                                   \
	{ .id = PCI_CAP_ID_PM, .start = 0x40, .len = 8 },                                          \
		{ .id = PCI_CAP_ID_MSI,                                                            \
		  .start = 0x50,                                                                   \
		  .len = 14,                                                                       \
		  .flags = JAILHOUSE_PCICAPS_WRITE },                                              \
	{                                                                                          \
		.id = PCI_CAP_ID_MSIX, .start = 0x70, .len = 12, .flags = JAILHOUSE_PCICAPS_WRITE  \
	}

/* not in the order of bdf: the unit sorts them */
struct jailhouse_pci_device root_devices[] = {
	{ .type = JAILHOUSE_PCI_TYPE_DEVICE,
	  .bdf = BDF_OLD,
	  .caps_start = 3,
	  .num_caps = 2,
	  .num_msi_vectors = 1,
	  .msi_maskable = 1 },
	NIC(0),
	{ .type = JAILHOUSE_PCI_TYPE_DEVICE, .bdf = BDF_HOST },
	{ .type = JAILHOUSE_PCI_TYPE_IVSHMEM, .bdf = BDF_VIRTUAL, .shmem_peers = 2 },
	{ .type = JAILHOUSE_PCI_TYPE_BRIDGE, .bdf = BDF_BRIDGE },
};

struct jailhouse_pci_capability root_caps[8] = {
	NIC_CAPS,
	{ .id = PCI_CAP_ID_MSI, .start = 0x80, .len = 20, .flags = JAILHOUSE_PCICAPS_WRITE },
	{ .id = 3 | JAILHOUSE_PCI_EXT_CAP,
	  .start = 0x100,
	  .len = 8,
	  .flags = JAILHOUSE_PCICAPS_WRITE },
};

#define SECTION(n, access)                                                                         \
	{                                                                                          \
		.phys_start = SHMEM_BASE + (n)*PAGE_SIZE,                                          \
		.virt_start = SHMEM_BASE + (n)*PAGE_SIZE, .size = PAGE_SIZE, .flags = (access)     \
	}

#define OUTPUT(n) SECTION(2 + (n), JAILHOUSE_MEM_READ)

#define SECTIONS                                                                                   \
	SECTION(0, JAILHOUSE_MEM_READ), SECTION(1, JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE),      \
		OUTPUT(0), OUTPUT(1), OUTPUT(2), OUTPUT(3), OUTPUT(4), OUTPUT(5), OUTPUT(6),       \
		OUTPUT(7), OUTPUT(8), OUTPUT(9), OUTPUT(10), OUTPUT(11)

struct jailhouse_memory root_memory[SECTIONS_OF_12] = { SECTIONS };
struct jailhouse_memory inmate_memory[SECTIONS_OF_12] = { SECTIONS };

struct jailhouse_pci_device inmate_devices[2] = { NIC(0) };
struct jailhouse_pci_capability inmate_caps[4] = { NIC_CAPS };

struct jailhouse_irqchip root_chips[1] = {
	{ .address = IOAPIC_BASE, .pin_bitmap = { 0x00ffffff } },
};
struct jailhouse_irqchip inmate_chips[1] = {
	{ .address = IOAPIC_BASE, .pin_bitmap = { 1 << 9 | 1 << 20 } },
};

static struct jailhouse_cell_desc inmate_desc = { .name = "inmate" };
struct cell inmate = { .id = 1 };

static void alloc_mmio(struct cell *cell, const struct unit *unit)
{
	cell->mmio_max = unit->mmio_count(cell);
	cell->mmio_count = 0;
	cell->mmio = calloc(cell->mmio_max + 1, sizeof(*cell->mmio));
}

int start_unit(const struct unit *unit)
{
	int err;

	root_cell.config = (struct config_cell){
		.desc = &system_desc.root_cell,
		.memory = root_memory,
		.num_memory = ARRAY_SIZE(root_memory),
		.pci_devices = root_devices,
		.num_pci_devices = root_devices[1].type ? ARRAY_SIZE(root_devices) : 1,
		.pci_caps = root_caps,
		.num_pci_caps = ARRAY_SIZE(root_caps),
		.irqchips = root_chips,
		.num_irqchips = 1,
	};
	root_cell.cpus.bits[0] = 0xf;
	current_cpu.cell = &root_cell;
	alloc_mmio(&root_cell, unit);
	err = unit->init ? unit->init() : 0;
	err = err ?: unit->check ? unit->check(&root_cell) : 0;
	return err ?: unit->cell_init(&root_cell);
}

int begin_inmate(const struct unit *unit)
{
	int err;

	inmate.config = (struct config_cell){
		.desc = &inmate_desc,
		.memory = inmate_memory,
		.num_memory = ARRAY_SIZE(inmate_memory),
		.pci_devices = inmate_devices,
		.num_pci_devices = inmate_devices[1].type ? 2 : 1,
		.pci_caps = inmate_caps,
		.num_pci_caps = ARRAY_SIZE(inmate_caps),
		.irqchips = inmate_chips,
		.num_irqchips = 1,
	};
	err = unit->check ? unit->check(&inmate) : 0;
	if (err) {
		return err;
	}
	alloc_mmio(&inmate, unit);
	err = unit->cell_init(&inmate);
	if (err) {
		free(inmate.mmio);
	}
	return err;
}

int create_inmate(const struct unit *unit)
{
	int err = begin_inmate(unit);

	if (!err) {
		root_cell.cpus.bits[0] = 0x7;
		inmate.cpus.bits[0] = 0x8;
		root_cell.next = &inmate;
		unit->commit(&inmate);
	}
	return err;
}

void destroy_inmate(const struct unit *unit)
{
	root_cell.cpus.bits[0] = 0xf;
	inmate.cpus.bits[0] = 0;
	unit->cell_exit(&inmate);
	root_cell.next = NULL;
	unit->commit(&root_cell);
	free(inmate.mmio);
}

/* ---- accesses of a cell ---- */

static bool cell_access(struct cell *cell, struct mmio_access *access)
{
	enum mmio_result result;

	current_cpu.cell = cell;
	result = mmio_dispatch(access);
	current_cpu.cell = &root_cell;
	return result == MMIO_HANDLED;
}

bool cell_write(struct cell *cell, u64 address, u64 value, unsigned int size)
{
	return cell_access(cell, &(struct mmio_access){ address, value, size, true });
}

bool cell_read(struct cell *cell, u64 address, u64 *value, unsigned int size)
{
	struct mmio_access access = { address, 0, size, false };
	bool allowed = cell_access(cell, &access);

	*value = access.value & (~0ULL >> (64 - size * 8));
	return allowed;
}

u64 cell_read_ok(struct cell *cell, u64 address, unsigned int size)
{
	u64 value;

	cr_assert(cell_read(cell, address, &value, size), "read of %llx forbidden:\n%s", address,
		  console_text);
	return value;
}
