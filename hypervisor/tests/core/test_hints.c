// SPDX-License-Identifier: GPL-2.0-only

/*
 * What is hinted after an access that no region allows. Each line that is offered is put into the
 * cell's configuration, which the checker has to accept; where no line is offered, because none may
 * be, the checker has to refuse every line that could be meant.
 */

#include "board.h"

#include <stdio.h>

#define ROOT_RAM   0x10000000ULL
#define HV_MEMORY  0x3a000000ULL
#define OTHERS	   0x3a800000ULL
#define APIC	   0xfee00000ULL
#define MMCONFIG   0xb0000000ULL
#define IOAPIC	   0xfec00000ULL
#define IOMMU	   0xfed80000ULL
#define REGISTERS  0xfed00000ULL
#define NOBODYS	   0xfed20000ULL
#define MSIX	   0xfed50000ULL
#define SHARED	   0x20000000ULL
#define WINDOW	   0xfed70000ULL
#define PARTS	   0xfed40000ULL /* the other cell has 0x20 bytes at 0x100 */
#define OWN_PARTS  0x40100000ULL /* as the cell sees its 0x20 bytes at 0x10 */
#define UART	   0xfed10000ULL /* root's */
#define GUEST_PAGE 0x40300000ULL
#define WIDTHS                                                                                     \
	((u64)(JAILHOUSE_MEM_IO_8 | JAILHOUSE_MEM_IO_16 | JAILHOUSE_MEM_IO_32 |                    \
	       JAILHOUSE_MEM_IO_64))

static void start(void)
{
	struct jailhouse_pci_device *device;
	struct world *world = world_new();

	board.world = world;
	add_memory(&world->root, UART, UART, PAGE_SIZE, RW);
	add_memory(&world->cell, REGISTERS + 0x1010, OWN_PARTS + 0x10, 0x20, RW | WIDTHS);
	add_memory(&world->other, PARTS + 0x100, PARTS + 0x100, 0x20, RW | WIDTHS);
	add_memory(&world->other, SHARED, SHARED, PAGE_SIZE, RW | JAILHOUSE_MEM_ROOTSHARED);
	add_memory(&world->other, WINDOW, WINDOW, PAGE_SIZE, RW | JAILHOUSE_MEM_IO);
	device = &world->root.pci_devices[ROOT_AHCI];
	device->num_msix_vectors = 1;
	device->msix_address = MSIX;
	device->msix_region_size = PAGE_SIZE;
	start_with_both();
}

static u64 parse_flags(const char *text)
{
	static const struct {
		const char *name;
		u64 flag;
	} flags[] = {
#define FLAG(name) { "JAILHOUSE_MEM_" #name, (u64)JAILHOUSE_MEM_##name }
		FLAG(READ), FLAG(WRITE), FLAG(EXECUTE), FLAG(IO),    FLAG(ROOTSHARED),
		FLAG(IO_8), FLAG(IO_16), FLAG(IO_32),	FLAG(IO_64),
	};
	u64 value = 0;

	while (*text == ' ' || *text == '|') {
		size_t length, n;

		text += strspn(text, " |");
		length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
		for (n = 0; n < ARRAY_SIZE(flags); n++) {
			if (strlen(flags[n].name) == length &&
			    strncmp(flags[n].name, text, length) == 0) {
				value |= flags[n].flag;
				break;
			}
		}
		if (!length) {
			break;
		}
		cr_assert(n < ARRAY_SIZE(flags), "unknown flag: %s", text);
		text += length;
	}
	return value;
}

/* The line in what was printed. @return: false if there is none */
static bool parse_line(struct jailhouse_memory *region)
{
	const char *line = strstr(console_text, "{ .phys_start");
	unsigned long long phys, virt, size;
	int end = 0;

	if (!line) {
		return false;
	}
	cr_assert_eq(sscanf(line,
			    "{ .phys_start = %llx, .virt_start = %llx, .size = %llx, .flags =%n",
			    &phys, &virt, &size, &end),
		     3);
	*region = (struct jailhouse_memory){ phys, virt, size, parse_flags(line + end) };
	return true;
}

/* The checker's answer to a cell that has this region, too. */
static int judge(struct jailhouse_memory region)
{
	u32 count = board.world->cell.desc.num_memory_regions;
	int err;

	add_memory(&board.world->cell, region.phys_start, region.virt_start, region.size,
		   region.flags);
	board.world->num_warnings = 0;
	err = check_world_cell(board.world);
	board.world->cell.desc.num_memory_regions = count;
	return err;
}

static void explain(u64 address, u32 flag)
{
	become(CELL_CPU);
	journal_clear();
	memory_explain(the_cell(), address, flag);
}

static void expect_line(u64 address, u32 flag, u64 flags)
{
	struct jailhouse_memory region;

	explain(address, flag);
	cr_assert(parse_line(&region), "no line for 0x%llx: %s", (unsigned long long)address,
		  console_text);
	cr_expect_eq(judge(region), 0, "refused (reason %d): %s", board.world->why.code,
		     console_text);
	cr_expect(address - region.virt_start < region.size, "elsewhere: %s", console_text);
	cr_expect_eq(region.flags, flags, "0x%llx: %s", (unsigned long long)flags, console_text);
}

static void expect_none(u64 address, u32 flag, const char *why)
{
	static const u64 kinds[] = { 0, JAILHOUSE_MEM_IO, JAILHOUSE_MEM_ROOTSHARED,
				     JAILHOUSE_MEM_IO | JAILHOUSE_MEM_ROOTSHARED };
	struct jailhouse_memory region = { address & PAGE_MASK, address & PAGE_MASK, PAGE_SIZE, 0 };

	explain(address, flag);
	expect_not_printed("phys_start");
	expect_printed(why);
	for (unsigned int n = 0; n < ARRAY_SIZE(kinds); n++) {
		region.flags = JAILHOUSE_MEM_READ | flag | kinds[n];
		cr_expect(judge(region) < 0, "0x%llx could be allowed with flags 0x%llx: %s",
			  (unsigned long long)address, region.flags, console_text);
	}
}

Test(hints, the_nearest_region_is_named)
{
	start();
	explain(ROOT_RAM, JAILHOUSE_MEM_READ);
	expect_printed("hint: no region of cell \"cell\" covers it, the nearest is number");
}

Test(hints, ram_of_linux_is_to_be_reserved_first)
{
	start();
	expect_line(ROOT_RAM + 8, JAILHOUSE_MEM_READ, JAILHOUSE_MEM_READ);
	expect_printed(
		"it is RAM of the root cell, and Linux is stopped where it touches memory that was given away: if it is System RAM in /proc/iomem, reserve it first (memmap=");
	expect_line(ROOT_RAM, JAILHOUSE_MEM_WRITE, RW);
	expect_line(ROOT_RAM, JAILHOUSE_MEM_EXECUTE, JAILHOUSE_MEM_READ | JAILHOUSE_MEM_EXECUTE);
	expect_line(0x101000, JAILHOUSE_MEM_WRITE, RW);
	expect_printed("reserve it first");
}

Test(hints, registers_are_offered_as_registers)
{
	start();
	expect_line(UART + 0x18, JAILHOUSE_MEM_READ, JAILHOUSE_MEM_READ | JAILHOUSE_MEM_IO);
	expect_printed("these are registers of the root cell, which loses them");
	expect_line(NOBODYS, JAILHOUSE_MEM_WRITE, RW | JAILHOUSE_MEM_IO);
	expect_printed("the root cell has nothing there");
	expect_not_printed("reserve");
	expect_line(NOBODYS, JAILHOUSE_MEM_EXECUTE, JAILHOUSE_MEM_READ | JAILHOUSE_MEM_EXECUTE);
	explain(UART, JAILHOUSE_MEM_EXECUTE);
	expect_printed("registers of the root cell, and no program");
	expect_not_printed("phys_start");
}

Test(hints, what_no_configuration_can_allow)
{
	static const u32 flags[] = { JAILHOUSE_MEM_READ, JAILHOUSE_MEM_WRITE,
				     JAILHOUSE_MEM_EXECUTE };

	start();
	for (unsigned int n = 0; n < ARRAY_SIZE(flags); n++) {
		expect_none(HV_MEMORY + 0x10, flags[n],
			    "none may: this is the hypervisor's own memory");
		expect_none(OTHERS + 0x10, flags[n], "none may: this is memory of cell \"other\"");
		expect_none(APIC + 0x300, flags[n], "none may: here is the local APIC");
		expect_none(MMCONFIG + 0x8000, flags[n],
			    "none may: here is the configuration space of PCI");
		expect_none(IOMMU + 0x1000, flags[n], "none may: here is an IOMMU");
		expect_none(IOAPIC + 0x10, flags[n], "none may: here is an interrupt controller");
		expect_none(MSIX + 4, flags[n], "none may: here are the MSI-X vectors");
		expect_none(CONFIG_MAX_GUEST_ADDRESS + 1, flags[n],
			    "none may: addresses end at 0xffffffffffff");
	}
	explain(~0ULL, JAILHOUSE_MEM_WRITE);
	expect_printed("none may: addresses end at");
}

Test(hints, what_other_cells_share)
{
	start();
	expect_line(SHARED, JAILHOUSE_MEM_WRITE, RW | JAILHOUSE_MEM_ROOTSHARED);
	expect_printed("it would be shared with cell other;");
	expect_line(WINDOW, JAILHOUSE_MEM_WRITE, RW | JAILHOUSE_MEM_IO);
	expect_printed("it would be shared with cell other;");
}

/* ---- parts of pages ---- */

Test(hints, the_rest_of_a_page)
{
	start();
	expect_line(PARTS + 0x90, JAILHOUSE_MEM_READ,
		    JAILHOUSE_MEM_READ | JAILHOUSE_MEM_IO | WIDTHS);
	expect_printed(".size = 0x100,");
	expect_line(PARTS + 0x120, JAILHOUSE_MEM_WRITE, RW | JAILHOUSE_MEM_IO | WIDTHS);
	expect_printed(".size = 0xee0,");
	expect_line(OWN_PARTS, JAILHOUSE_MEM_WRITE, RW | JAILHOUSE_MEM_IO | WIDTHS);
	expect_printed(".size = 0x10,");
	explain(PARTS + 0x120, JAILHOUSE_MEM_EXECUTE);
	expect_printed("none may: other regions have parts of this page");
	expect_not_printed("phys_start");
	explain(PARTS + 0x110, JAILHOUSE_MEM_READ);
	expect_printed("none may: this is memory of cell \"other\"");
}

/* ---- what the cell has ---- */

Test(hints, its_own_memory_is_elsewhere)
{
	start();
	explain(CELL_MEMORY + 0x1234, JAILHOUSE_MEM_READ);
	expect_printed("physically it is region 0 of the cell, which sees it at 0x1234\n");
	expect_not_printed("phys_start");
}

static void expect_added(u64 address, u32 flag, unsigned int index, const char *added)
{
	struct jailhouse_memory *region = &board.world->cell.memory[index];
	u64 flags = region->flags;

	explain(address, flag);
	expect_printed(added);
	region->flags |= parse_flags(strstr(console_text, "flags:") + strlen("flags:"));
	cr_expect_eq(region->flags, flags | flag);
	cr_expect_eq(check_world_cell(board.world), 0);
	region->flags = flags;
}

Test(hints, flags_that_a_region_lacks)
{
	start();
	expect_added(
		REGISTERS + 0x10, JAILHOUSE_MEM_EXECUTE, CELL_REGISTERS,
		"region 2 of cell \"cell\" covers it; to allow, add to its flags: | JAILHOUSE_MEM_EXECUTE\n");
	expect_added(
		0x100010, JAILHOUSE_MEM_EXECUTE, CELL_COMM,
		"region 1 of cell \"cell\" covers it; to allow, add to its flags: | JAILHOUSE_MEM_EXECUTE\n");
	the_cell()->config.num_memory = 0;
	explain(0x1000, JAILHOUSE_MEM_READ);
	expect_printed("cell \"cell\" has no memory region");
}

Test(hints, a_region_that_may_not_be_written)
{
	board.world = world_new();
	add_memory(&board.world->cell, REGISTERS + 0x1000, GUEST_PAGE, PAGE_SIZE,
		   JAILHOUSE_MEM_READ);
	start_with_both();
	expect_added(GUEST_PAGE, JAILHOUSE_MEM_WRITE, CELL_NUM_MEMORY,
		     "covers it; to allow, add to its flags: | JAILHOUSE_MEM_WRITE\n");
}

Test(hints, flags_that_no_region_can_have)
{
	start();
	/* the state table of a link, and an output section of the other end */
	explain(0x40000000, JAILHOUSE_MEM_WRITE);
	expect_printed("a section of a shared-memory link: no configuration can allow it");
	expect_not_printed("flags");
	explain(OWN_PARTS + 0x14, JAILHOUSE_MEM_EXECUTE);
	expect_printed("no configuration can allow it, programs need regions of whole pages");
	explain(OWN_PARTS + 0x2e, JAILHOUSE_MEM_WRITE);
	expect_printed("allows it there, but the access leaves the region");
}

/* ---- interrupt controllers ---- */

Test(hints, a_pin_to_paste)
{
	unsigned int pin, base, word, bit;
	unsigned long long address;
	const char *line;

	board.world = world_new();
	board.world->cell.desc.num_irqchips = 0;
	board.world->cell.desc.num_pci_devices = 0;
	board.world->other.irqchips[0].pin_bitmap[0] = 0x7;
	start_with_both();
	explain(IOAPIC + 0x10, JAILHOUSE_MEM_READ);
	line = strstr(console_text, "to allow pin ");
	cr_assert_not_null(line, "%s", console_text);
	cr_assert_eq(
		sscanf(line,
		       "to allow pin %u: .irqchips = { { .address = %llx, .id = 0x0, .pin_base = %u, .pin_bitmap = { [%u] = 1U << %u } } }",
		       &pin, &address, &base, &word, &bit),
		5);
	cr_expect_eq(pin, 3, "those below are the other cell's");
	cr_expect_eq(base + 32 * word + bit, pin);
	board.world->cell.desc.num_irqchips = 1;
	board.world->cell.irqchips[0] =
		(struct jailhouse_irqchip){ .address = address, .pin_base = base };
	board.world->cell.irqchips[0].pin_bitmap[word] = 1U << bit;
	cr_expect_eq(check_world_cell(board.world), 0, "reason %d", board.world->why.code);
	expect_none(IOAPIC, JAILHOUSE_MEM_EXECUTE, "none may: here is an interrupt controller");
}

Test(hints, no_pin_is_left)
{
	board.world = world_new();
	board.world->cell.desc.num_irqchips = 0;
	board.world->cell.desc.num_pci_devices = 0;
	board.world->other.irqchips[0].pin_bitmap[0] = 0xffffff;
	start_with_both();
	explain(IOAPIC + 0x10, JAILHOUSE_MEM_READ);
	expect_printed("other cells have all pins");
	expect_not_printed("irqchips");
}

/* ---- the root cell ---- */

Test(hints, the_root_cell)
{
	struct jailhouse_memory region;

	start();
	become(0);
	memory_explain(&root_cell, HV_MEMORY + 0x10, JAILHOUSE_MEM_WRITE);
	expect_printed(
		"no region of cell \"root\" covers it, and none may: this is the hypervisor's own memory\n");
	journal_clear();
	memory_explain(&root_cell, OTHERS, JAILHOUSE_MEM_WRITE);
	cr_expect_str_eq(console_text, "hint: this is memory of cell \"other\"\n");
	journal_clear();
	memory_explain(&root_cell, NOBODYS, JAILHOUSE_MEM_WRITE);
	cr_assert(parse_line(&region));
	add_memory(&board.world->root, region.phys_start, region.virt_start, region.size,
		   region.flags);
	cr_expect_eq(check_world_system(board.world), 0);
	journal_clear();
	memory_explain(&root_cell, MMCONFIG, JAILHOUSE_MEM_WRITE);
	expect_printed("none may: here is the configuration space of PCI");
}

Test(hints, where_its_cpus_begin)
{
	struct jailhouse_cell_desc *desc;

	start();
	desc = (struct jailhouse_cell_desc *)the_cell()->config.desc;
	desc->cpu_reset_address = ROOT_RAM;
	explain(ROOT_RAM, JAILHOUSE_MEM_EXECUTE);
	expect_printed(
		"this is where the CPUs of cell \"cell\" begin: .cpu_reset_address = 0x10000000,");
	explain(ROOT_RAM, JAILHOUSE_MEM_READ);
	expect_not_printed("cpu_reset_address");
	explain(ROOT_RAM + 4, JAILHOUSE_MEM_EXECUTE);
	expect_not_printed("cpu_reset_address");
}
