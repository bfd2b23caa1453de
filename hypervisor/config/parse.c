/* SPDX-License-Identifier: GPL-2.0-only */

/* Finding the arrays of a configuration without reading outside of it. */

#include <config/internal.h>

/** What is left of the blob. */
struct cursor {
	const u8 *next;
	u32 left;
};

/*
 * Take @count elements of @size bytes.
 * @return: false if so many are not there; nothing is taken then
 */
static bool take(struct cursor *cursor, const void **array, u32 count, u32 size)
{
	u64 bytes = (u64)count * size;

	if (bytes > cursor->left) {
		return false;
	}
	*array = cursor->next;
	cursor->next += bytes;
	cursor->left -= bytes;
	return true;
}

static bool same_bytes(const char *a, const char *b, u32 size)
{
	for (u32 n = 0; n < size; n++) {
		if (a[n] != b[n]) {
			return false;
		}
	}
	return true;
}

/* The start of both kinds of file: signature, architecture, revision. */
struct file_head {
	char signature[5];
	u8 architecture;
	u16 revision;
} __attribute__((packed));

static int check_head(const struct scope *scope, u16 object, const void *blob, u32 size,
		      u32 descriptor_size, const char *signature)
{
	const struct file_head *head = blob;

	if (size < sizeof(*head)) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_TOO_SHORT, .object = object,
			      .found = size, .expected = descriptor_size);
	}
	if (!same_bytes(head->signature, signature, sizeof(head->signature))) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_SIGNATURE, .object = object,
			      .field = JAILHOUSE_FIELD_SIGNATURE);
	}
	if (head->revision != JAILHOUSE_CONFIG_REVISION) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_REVISION, .object = object,
			      .field = JAILHOUSE_FIELD_REVISION, .found = head->revision,
			      .expected = JAILHOUSE_CONFIG_REVISION);
	}
	if (size < descriptor_size) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_TOO_SHORT, .object = object,
			      .found = size, .expected = descriptor_size);
	}
	return 0;
}

/* That of a cell is compared with its system's later, and that one with the machine's. */
static int check_known(const struct scope *scope, u8 architecture)
{
	const struct config_platform *platform = scope->check->platform;

	if (architecture > JAILHOUSE_ARM64) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_ARCHITECTURE,
			      .object = JAILHOUSE_OBJECT_SYSTEM,
			      .field = JAILHOUSE_FIELD_ARCHITECTURE, .found = architecture,
			      .expected = platform && platform->architecture_known
						  ? platform->architecture
						  : JAILHOUSE_ANY_ARCHITECTURE);
	}
	return 0;
}

static bool terminated(const char *name)
{
	for (u32 n = 0; n <= JAILHOUSE_CELL_NAME_MAXLEN; n++) {
		if (!name[n]) {
			return true;
		}
	}
	return false;
}

static int check_descriptor(const struct scope *scope, const struct jailhouse_cell_desc *desc)
{
	if (!terminated(desc->name)) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_NAME_UNTERMINATED,
			      .object = JAILHOUSE_OBJECT_CELL, .field = JAILHOUSE_FIELD_NAME);
	}
	if (desc->cpu_set_size > CONFIG_MAX_CPU_SET_SIZE) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_CPU_SET_SIZE,
			      .object = JAILHOUSE_OBJECT_CELL,
			      .field = JAILHOUSE_FIELD_CPU_SET_SIZE, .found = desc->cpu_set_size,
			      .expected = CONFIG_MAX_CPU_SET_SIZE);
	}
	return 0;
}

static int take_arrays(const struct scope *scope, struct config_cell *cell, struct cursor *cursor)
{
	const struct jailhouse_cell_desc *desc = cell->desc;
	/* in the order of the format */
	const struct {
		const void **array;
		u32 *result;
		u32 count;
		u32 size;
		u16 field;
	} arrays[] = {
		{ (const void **)&cell->cpu_set, &cell->cpu_set_size, desc->cpu_set_size, 1,
		  JAILHOUSE_FIELD_CPU_SET_SIZE },
		{ (const void **)&cell->memory, &cell->num_memory, desc->num_memory_regions,
		  sizeof(*cell->memory), JAILHOUSE_FIELD_NUM_MEMORY_REGIONS },
		{ (const void **)&cell->caches, &cell->num_caches, desc->num_cache_regions,
		  sizeof(*cell->caches), JAILHOUSE_FIELD_NUM_CACHE_REGIONS },
		{ (const void **)&cell->irqchips, &cell->num_irqchips, desc->num_irqchips,
		  sizeof(*cell->irqchips), JAILHOUSE_FIELD_NUM_IRQCHIPS },
		{ (const void **)&cell->pio, &cell->num_pio, desc->num_pio_regions,
		  sizeof(*cell->pio), JAILHOUSE_FIELD_NUM_PIO_REGIONS },
		{ (const void **)&cell->pci_devices, &cell->num_pci_devices, desc->num_pci_devices,
		  sizeof(*cell->pci_devices), JAILHOUSE_FIELD_NUM_PCI_DEVICES },
		{ (const void **)&cell->pci_caps, &cell->num_pci_caps, desc->num_pci_caps,
		  sizeof(*cell->pci_caps), JAILHOUSE_FIELD_NUM_PCI_CAPS },
		{ (const void **)&cell->stream_ids, &cell->num_stream_ids, desc->num_stream_ids,
		  sizeof(*cell->stream_ids), JAILHOUSE_FIELD_NUM_STREAM_IDS },
	};

	for (u32 n = 0; n < ARRAY_SIZE(arrays); n++) {
		if (!take(cursor, arrays[n].array, arrays[n].count, arrays[n].size)) {
			return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_COUNT,
				      .object = JAILHOUSE_OBJECT_CELL, .field = arrays[n].field,
				      .found = arrays[n].count,
				      .expected = cursor->left / arrays[n].size);
		}
		*arrays[n].result = arrays[n].count;
	}
	return 0;
}

/* @size counts from the descriptor, which is known to be complete. */
static int parse_descriptor(struct config_cell *cell, const struct jailhouse_cell_desc *desc,
			    u32 size, struct jailhouse_reason *why)
{
	const struct config_check check = { .why = why };
	const struct scope scope = { .check = &check, .cell = cell };
	struct cursor cursor = { .next = (const u8 *)desc + sizeof(*desc),
				 .left = size - sizeof(*desc) };
	int err;

	cell->desc = desc;
	err = check_descriptor(&scope, desc);
	if (!err) {
		err = take_arrays(&scope, cell, &cursor);
	}
	cell->config_size = size - cursor.left;
	return err;
}

int config_parse_cell(struct config_cell *cell, const void *blob, u32 size,
		      struct jailhouse_reason *why)
{
	const struct config_check check = { .why = why };
	const struct scope scope = { .check = &check };
	int err;

	*cell = (struct config_cell){ .desc = blob };
	err = check_head(&scope, JAILHOUSE_OBJECT_CELL, blob, size, sizeof(*cell->desc),
			 JAILHOUSE_CELL_DESC_SIGNATURE);
	if (err) {
		return err;
	}
	return parse_descriptor(cell, blob, size, why);
}

static u32 count_iommus(const struct jailhouse_system *desc)
{
	u32 n = 0;

	while (n < JAILHOUSE_MAX_IOMMU_UNITS && desc->platform_info.iommu_units[n].base) {
		n++;
	}
	return n;
}

int config_parse_system(struct config_system *system, const void *blob, u32 size,
			const struct config_platform *platform, struct jailhouse_reason *why)
{
	const struct config_check check = { .platform = platform, .why = why };
	const struct scope scope = { .check = &check };
	const u32 offset = offsetof(struct jailhouse_system, root_cell);
	int err;

	*system = (struct config_system){ .desc = blob };
	err = check_head(&scope, JAILHOUSE_OBJECT_SYSTEM, blob, size, sizeof(*system->desc),
			 JAILHOUSE_SYSTEM_SIGNATURE);
	if (!err) {
		err = check_known(&scope, system->desc->architecture);
	}
	if (err) {
		return err;
	}
	system->num_iommus = count_iommus(system->desc);
	err = parse_descriptor(&system->root, &system->desc->root_cell, size - offset, why);
	system->config_size = offset + system->root.config_size;
	return err;
}

u64 config_mmconfig_size(const struct jailhouse_system *system)
{
	if (!system->platform_info.pci_mmconfig_base) {
		return 0;
	}
	return ((u64)system->platform_info.pci_mmconfig_end_bus + 1) << 20;
}
