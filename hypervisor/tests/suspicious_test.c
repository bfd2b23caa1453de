/* SPDX-License-Identifier: GPL-2.0-only */

/* Claim: what is accepted but rarely meant is told, once, and nothing else is. */

#include <stdio.h>

#include "world.h"

#define FREE_MEMORY 0x3b000000
#define GUEST	    0x10000000
#define NEW	    CELL_NUM_MEMORY
#define SHARED	    JAILHOUSE_MEM_ROOTSHARED

/* The only warning is @code, about @object @index. */
static void expect_suspicion(struct world *world, u16 code, u16 object, u32 index)
{
	int result = check_world_cell(world);

	cr_expect_eq(result, 0, "returned %d (code %u)", result, world->why.code);
	cr_expect_eq(world->num_warnings, 1u, "%u warnings", world->num_warnings);
	cr_expect_eq(world->warning.code, code, "code %u", world->warning.code);
	cr_expect_eq(world->warning.object, object, "object %u", world->warning.object);
	cr_expect_eq(world->warning.index, index, "index %u", world->warning.index);
	free(world);
}

#define SUSPICIOUS(name, code, object, index)                                                      \
	RULE(suspicious, name, cell,                                                               \
	     expect_suspicion(world, JAILHOUSE_WARN_##code, JAILHOUSE_OBJECT_##object, index))

/* ---- code that others write ---- */

CELL_WARNED(suspicious, section_that_is_executable, SHMEM_EXECUTE)
{
	world->cell.memory[CELL_SHMEM + 1].flags |= JAILHOUSE_MEM_EXECUTE;
}

CELL_WARNED(suspicious, last_section_that_is_executable, SHMEM_EXECUTE)
{
	world->cell.memory[CELL_SHMEM + 3].flags |= JAILHOUSE_MEM_EXECUTE;
}

Test(suspicious, section_of_root_that_is_executable)
{
	struct world *world = world_new();
	int result;

	world->root.memory[ROOT_SHMEM + 1].flags |= JAILHOUSE_MEM_EXECUTE;
	result = check_world_system(world);
	cr_expect_eq(world->warning.index, (u32)ROOT_SHMEM + 1);
	expect_warning(world, result, JAILHOUSE_WARN_SHMEM_EXECUTE);
}

/* the same memory once more, where no section is */
CELL_WARNED(suspicious, section_executable_at_another_address, SHMEM_EXECUTE)
{
	const struct jailhouse_memory section = world->cell.memory[CELL_SHMEM + 1];

	add_memory(&world->cell, section.phys_start, GUEST, section.size, RAM | SHARED);
}

/* Both share it with root; the other one writes, the cell executes. */
static void share_code(struct world *world, u64 cells, u64 others)
{
	add_memory(&world->cell, FREE_MEMORY, GUEST, 0x1000, cells | SHARED);
	add_memory(&world->other, FREE_MEMORY, GUEST, 0x1000, others | SHARED);
}

CELL_WARNED(suspicious, code_that_another_cell_writes, MEM_EXEC_PEER)
{
	share_code(world, RAM, RW);
}

Test(suspicious, code_that_another_cell_reads_only)
{
	struct world *world = world_new();

	share_code(world, RAM, JAILHOUSE_MEM_READ);
	cr_expect_eq(check_world_cell(world), 0);
	cr_expect_not(warned(world, JAILHOUSE_WARN_MEM_EXEC_PEER));
	free(world);
}

CELL_ACCEPTED(suspicious, data_that_another_cell_writes)
{
	share_code(world, RW, RW);
}

SUSPICIOUS(executable_registers, IO_EXECUTE, MEMORY, CELL_REGISTERS)
{
	world->cell.memory[CELL_REGISTERS].flags |= JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_IO;
}

ROOT_WARNED(suspicious, executable_registers_of_root, IO_EXECUTE)
{
	world->root.memory[ROOT_REGISTERS].flags |= JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_IO;
}

CELL_ACCEPTED(suspicious, executable_registers_of_no_size)
{
	world->cell.memory[CELL_REGISTERS].flags |= JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_IO;
	world->cell.memory[CELL_REGISTERS].size = 0;
}

/* ---- loading ---- */

SUSPICIOUS(loadable_but_read_only, LOADABLE_READ_ONLY, MEMORY, NEW)
{
	add_memory(&world->cell, FREE_MEMORY, GUEST, 0x1000,
		   JAILHOUSE_MEM_READ | JAILHOUSE_MEM_LOADABLE);
}

SUSPICIOUS(nothing_loadable, NO_LOADABLE, CELL, 0)
{
	world->cell.memory[CELL_RAM].flags &= ~(u64)JAILHOUSE_MEM_LOADABLE;
}

SUSPICIOUS(nothing_loadable_but_a_region_of_no_size, NO_LOADABLE, CELL, 0)
{
	world->cell.memory[CELL_RAM].flags &= ~(u64)JAILHOUSE_MEM_LOADABLE;
	add_memory(&world->cell, FREE_MEMORY, GUEST, 0, RW | JAILHOUSE_MEM_LOADABLE);
}

/* ---- devices ---- */

SUSPICIOUS(link_without_another_end, SHMEM_ALONE, PCI_DEVICE, CELL_IVSHMEM)
{
	world->root.desc.num_pci_devices = ROOT_IVSHMEM;
}

CELL_ACCEPTED(suspicious, link_whose_other_end_another_cell_has)
{
	struct plan *other = &world->other;
	u32 first = other->desc.num_memory_regions;

	world->root.desc.num_pci_devices = ROOT_IVSHMEM;
	for (u32 n = 0; n < 4; n++) {
		struct jailhouse_memory section = world->cell.memory[CELL_SHMEM + n];

		add_memory(other, section.phys_start, section.virt_start, section.size,
			   JAILHOUSE_MEM_READ | (n == 1 || n == 2 ? JAILHOUSE_MEM_WRITE : 0));
	}
	other->pci_devices[other->desc.num_pci_devices] = world->cell.pci_devices[CELL_IVSHMEM];
	other->pci_devices[other->desc.num_pci_devices].shmem_dev_id = 0;
	other->pci_devices[other->desc.num_pci_devices++].shmem_regions_start = first;
}

SUSPICIOUS(device_that_root_does_not_have, PCI_NOT_IN_ROOT, PCI_DEVICE, CELL_DEVICE)
{
	world->cell.pci_devices[CELL_DEVICE].bdf = BDF(4, 0);
}

SUSPICIOUS(device_in_another_domain, PCI_NOT_IN_ROOT, PCI_DEVICE, CELL_DEVICE)
{
	world->cell.pci_devices[CELL_DEVICE].domain = 1;
}

/* ---- interrupts ---- */

SUSPICIOUS(one_interrupt_of_nobody, PIN_NOT_IN_ROOT, IRQCHIP, 0)
{
	world->cell.irqchips[0].pin_bitmap[0] |= 1 << 24;
}

Test(suspicious, all_interrupts_of_nobody_are_named)
{
	struct world *world = world_new();
	char sentence[REASON_SENTENCE_MAX];

	world->cell.irqchips[0].pin_bitmap[0] |= 0xd3000000;
	world->cell.irqchips[0].pin_bitmap[1] = 0x80000001;
	world->cell.irqchips[0].pin_bitmap[2] = 0x3;
	world->cell.irqchips[0].pin_bitmap[3] = 0x80000000;
	cr_expect_eq(check_world_cell(world), 0);
	cr_expect_eq(world->num_warnings, 1u);
	reason_sentence(sentence, sizeof(sentence), &world->warning);
	cr_expect_str_eq(
		sentence,
		"cell \"cell\", irqchip 0: the interrupts 24, 25, 28, 30 to 32, 63 to 65, 127 do not belong to the root cell, so that nobody has them; check pin_base and pin_bitmap");
	free(world);
}

/* counted from pin_base, wherever root's entries begin: they end before interrupt 288 */
Test(suspicious, interrupts_of_nobody_on_arm)
{
	struct world *world = world_new_arm(3);
	struct jailhouse_irqchip *chip = &world->cell.irqchips[0];
	const u32 free_pin = 288;
	char sentence[REASON_SENTENCE_MAX], list[64];

	chip->pin_base = free_pin - 32;
	memset(chip->pin_bitmap, 0, sizeof(chip->pin_bitmap));
	chip->pin_bitmap[1] = 0x5;
	cr_expect_eq(check_world_cell(world), 0);
	reason_sentence(sentence, sizeof(sentence), &world->warning);
	snprintf(list, sizeof(list), "the interrupts %u, %u do", free_pin, free_pin + 2);
	cr_expect(strstr(sentence, list), "%s", sentence);
	free(world);
}

/* All that a chip can have, and every second: the sentence is never cut. */
Test(suspicious, longest_lists_fit)
{
	static const u64 patterns[] = { ~0ULL, 0x5555555555555555, 0xdb6db6db6db6db6d };

	for (size_t n = 0; n < ARRAY_SIZE(patterns); n++) {
		struct jailhouse_reason reason = { .code = JAILHOUSE_WARN_PINS_NOT_IN_ROOT,
						   .object = JAILHOUSE_OBJECT_IRQCHIP,
						   .index = 7,
						   .cpu = 1000,
						   .found = patterns[n],
						   .expected = patterns[n] };

		memset(reason.cell, 'x', JAILHOUSE_CELL_NAME_MAXLEN);
		cr_expect_lt(reason_sentence(NULL, 0, &reason), REASON_SENTENCE_MAX);
	}
}

/* ---- the file ---- */

/* what a forgotten count leaves behind */
SUSPICIOUS(file_longer_than_counted, FILE_LONGER, CELL, 0)
{
	world->surplus = 40;
}

SUSPICIOUS(file_longer_by_a_byte, FILE_LONGER, CELL, 0)
{
	world->surplus = 1;
}

ROOT_WARNED(suspicious, system_file_longer_than_counted, FILE_LONGER)
{
	world->surplus = 1;
}

/* It is another file than was meant: nothing is to be said of it. */
Test(suspicious, cell_of_another_architecture)
{
	struct world *world = world_new();

	world->cell.desc.architecture = JAILHOUSE_ARM64;
	world->cell.memory[CELL_RAM].flags &= ~(u64)JAILHOUSE_MEM_LOADABLE;
	cr_expect_eq(check_world_cell(world), -EINVAL);
	cr_expect_eq(world->num_warnings, 0u);
	free(world);
}
