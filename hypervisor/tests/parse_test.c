/* SPDX-License-Identifier: GPL-2.0-only */

/* Claim: no file makes the parser read outside of it, and each defect is named. */

#include "world.h"

/* A copy that ends where the address sanitizer watches. */
static int parse_prefix(const struct blob *blob, u32 size, bool system)
{
	u8 *copy = malloc(size ? size : 1);
	struct config_system parsed_system;
	struct config_cell parsed_cell;
	struct jailhouse_reason why = { 0 };
	int err;

	cr_assert_not_null(copy);
	memcpy(copy, blob->bytes, size);
	if (system) {
		err = config_parse_system(&parsed_system, copy, size, NULL, &why);
	} else {
		err = config_parse_cell(&parsed_cell, copy, size, &why);
	}
	cr_expect_eq(why.error, err);
	free(copy);
	return err;
}

static void truncate_everywhere(const struct blob *blob, bool system)
{
	for (u32 size = 0; size < blob->size; size++) {
		cr_expect_eq(parse_prefix(blob, size, system), -EINVAL, "%u of %u bytes", size,
			     blob->size);
	}
	cr_expect_eq(parse_prefix(blob, blob->size, system), 0);
	free(blob->bytes);
}

Test(parse, cell_truncated_at_every_byte)
{
	struct world *world = world_new();
	struct blob blob = build_cell(&world->cell);

	truncate_everywhere(&blob, false);
	free(world);
}

Test(parse, system_truncated_at_every_byte)
{
	struct world *world = world_new();
	struct blob blob = build_system(world);

	truncate_everywhere(&blob, true);
	free(world);
}

Test(parse, arrays_follow_each_other)
{
	struct world *world = world_new();
	struct blob blob;
	struct config_cell cell;

	world->cell.desc.num_cache_regions = 1;
	world->cell.desc.num_stream_ids = 2;
	blob = build_cell(&world->cell);
	cr_assert_eq(config_parse_cell(&cell, blob.bytes, blob.size, NULL), 0);
	cr_expect_eq(cell.cpu_set, blob.bytes + sizeof(*cell.desc));
	cr_expect_eq((const u8 *)cell.memory, cell.cpu_set + cell.cpu_set_size);
	cr_expect_eq((const void *)cell.caches, &cell.memory[cell.num_memory]);
	cr_expect_eq((const void *)cell.irqchips, &cell.caches[cell.num_caches]);
	cr_expect_eq((const void *)cell.pio, &cell.irqchips[cell.num_irqchips]);
	cr_expect_eq((const void *)cell.pci_devices, &cell.pio[cell.num_pio]);
	cr_expect_eq((const void *)cell.pci_caps, &cell.pci_devices[cell.num_pci_devices]);
	cr_expect_eq((const void *)cell.stream_ids, &cell.pci_caps[cell.num_pci_caps]);
	cr_expect_eq((const u8 *)&cell.stream_ids[cell.num_stream_ids], blob.bytes + blob.size);
	cr_expect_eq(cell.config_size, blob.size);
	cr_expect_eq(jailhouse_cell_config_size((struct jailhouse_cell_desc *)blob.bytes),
		     blob.size);
	free(blob.bytes);
	free(world);
}

Test(parse, bytes_behind_are_ignored)
{
	struct world *world = world_new();
	struct blob blob = build_system(world);
	struct config_system system;
	u32 needed = blob.size;

	blob.bytes = realloc(blob.bytes, needed + 100);
	cr_assert_eq(config_parse_system(&system, blob.bytes, needed + 100, NULL, NULL), 0);
	cr_expect_eq(system.config_size, needed);
	cr_expect_eq(jailhouse_system_config_size((struct jailhouse_system *)blob.bytes), needed);
	free(blob.bytes);
	free(world);
}

CELL_REFUSED(parse, cell_signature, EINVAL, SIGNATURE, CELL, 0)
{
	world->cell.desc.signature[4] = 'X';
}

ROOT_REFUSED(parse, system_signature, EINVAL, SIGNATURE, SYSTEM, 0)
{
	world->system.signature[0] = 'X';
}

CELL_REFUSED(parse, cell_revision, EINVAL, REVISION, CELL, 0)
{
	world->cell.desc.revision = JAILHOUSE_CONFIG_REVISION - 1;
}

ROOT_REFUSED(parse, system_revision, EINVAL, REVISION, SYSTEM, 0)
{
	world->system.revision = JAILHOUSE_CONFIG_REVISION + 1;
}

CELL_REFUSED(parse, cell_architecture, EINVAL, ARCHITECTURE, CELL, 0)
{
	world->cell.desc.architecture = JAILHOUSE_ARM64 + 1;
}

ROOT_REFUSED(parse, system_architecture, EINVAL, ARCHITECTURE, SYSTEM, 0)
{
	world->system.architecture = 0xff;
}

/* The sentence names the machine's, if that is known: Linux' driver says the same. */
static void expect_architecture(const struct config_platform *platform, u64 expected)
{
	struct jailhouse_system desc = { .signature = JAILHOUSE_SYSTEM_SIGNATURE,
					 .revision = JAILHOUSE_CONFIG_REVISION,
					 .architecture = JAILHOUSE_ARM64 + 1 };
	struct config_system system;
	struct jailhouse_reason why;

	cr_expect_eq(config_parse_system(&system, &desc, sizeof(desc), platform, &why), -EINVAL);
	cr_expect_eq(why.code, JAILHOUSE_REASON_ARCHITECTURE);
	cr_expect_eq(why.found, JAILHOUSE_ARM64 + 1);
	cr_expect_eq(why.expected, expected);
}

Test(parse, unknown_architecture_of_a_machine)
{
	struct config_platform platform = { .num_cpus = 4 };

	expect_architecture(NULL, JAILHOUSE_ANY_ARCHITECTURE);
	expect_architecture(&platform, JAILHOUSE_ANY_ARCHITECTURE);
	platform.architecture_known = true;
	for (u8 known = JAILHOUSE_X86; known <= JAILHOUSE_ARM64; known++) {
		platform.architecture = known;
		expect_architecture(&platform, known);
	}
}

CELL_REFUSED(parse, name_unterminated, EINVAL, NAME_UNTERMINATED, CELL, 0)
{
	memset(world->cell.desc.name, 'x', sizeof(world->cell.desc.name));
}

CELL_ACCEPTED(parse, garbage_behind_the_name)
{
	world->cell.desc.name[JAILHOUSE_CELL_NAME_MAXLEN] = 'x';
}

CELL_REFUSED(parse, cpu_set_too_large, EINVAL, CPU_SET_SIZE, CELL, 0)
{
	world->cell.desc.cpu_set_size = CONFIG_MAX_CPU_SET_SIZE + 1;
}

/* The root cell's descriptor has neither signature nor revision. */
ROOT_ACCEPTED(parse, root_without_head)
{
	memset(world->root.desc.signature, 0, 8);
}

/* ---- each count, larger than the file and so large that the product wraps 32 bits ---- */

static void expect_count(size_t offset, u16 field)
{
	static const u32 counts[] = { 1000, 0x08000000, 0x80000000, 0xffffffff };

	for (size_t n = 0; n < ARRAY_SIZE(counts); n++) {
		struct world *world = world_new();
		int err;

		memcpy((u8 *)&world->cell.desc + offset, &counts[n], sizeof(counts[n]));
		err = check_world_cell(world);
		cr_expect_eq(world->why.field, field, "field %u", world->why.field);
		cr_expect_eq(world->why.found, counts[n]);
		expect_refused(world, err, EINVAL, JAILHOUSE_REASON_COUNT, JAILHOUSE_OBJECT_CELL,
			       0);
	}
}

#define COUNT_TEST(count, name)                                                                    \
	Test(parse, count)                                                                         \
	{                                                                                          \
		expect_count(offsetof(struct jailhouse_cell_desc, count), JAILHOUSE_FIELD_##name); \
	}

COUNT_TEST(num_memory_regions, NUM_MEMORY_REGIONS)
COUNT_TEST(num_cache_regions, NUM_CACHE_REGIONS)
COUNT_TEST(num_irqchips, NUM_IRQCHIPS)
COUNT_TEST(num_pio_regions, NUM_PIO_REGIONS)
COUNT_TEST(num_pci_devices, NUM_PCI_DEVICES)
COUNT_TEST(num_pci_caps, NUM_PCI_CAPS)
COUNT_TEST(num_stream_ids, NUM_STREAM_IDS)

Test(parse, cpu_set_behind_the_file)
{
	struct world *world = world_new();
	struct blob blob = build_cell(&world->cell);
	struct config_cell cell;
	struct jailhouse_reason why;

	cr_expect_eq(config_parse_cell(&cell, blob.bytes, sizeof(world->cell.desc) + 7, &why),
		     -EINVAL);
	cr_expect_eq(why.code, JAILHOUSE_REASON_COUNT);
	cr_expect_eq(why.field, JAILHOUSE_FIELD_CPU_SET_SIZE);
	cr_expect_str_eq(why.cell, "cell");
	free(blob.bytes);
	free(world);
}

/* whoever owns the blob finds it again, however bad it is */
Test(parse, blob_is_kept)
{
	u8 bytes[4] = { 0 };
	struct config_cell cell;
	struct config_system system;

	cr_expect_eq(config_parse_cell(&cell, bytes, sizeof(bytes), NULL), -EINVAL);
	cr_expect_eq((const u8 *)cell.desc, bytes);
	cr_expect_eq(config_parse_system(&system, bytes, sizeof(bytes), NULL, NULL), -EINVAL);
	cr_expect_eq((const u8 *)system.desc, bytes);
}
