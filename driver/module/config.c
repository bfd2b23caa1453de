// SPDX-License-Identifier: GPL-2.0-only
/* Copies of configurations. */

#include <linux/gfp.h>
#include <linux/math64.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "arch.h"
#include "config.h"
#include "driver.h"
#include "reason.h"

#define CPU_SET_SIZE_MAX 4096

/* What follows a descriptor, in the order of the format. */
struct part {
	u32 count, size;
	u16 field;
};

#define PARTS 8

static void list_parts(struct part parts[PARTS], const struct jailhouse_cell_desc *cell)
{
	const struct part list[PARTS] = {
		{ cell->cpu_set_size, 1, JAILHOUSE_FIELD_CPU_SET_SIZE },
		{ cell->num_memory_regions, sizeof(struct jailhouse_memory),
		  JAILHOUSE_FIELD_NUM_MEMORY_REGIONS },
		{ cell->num_cache_regions, sizeof(struct jailhouse_cache),
		  JAILHOUSE_FIELD_NUM_CACHE_REGIONS },
		{ cell->num_irqchips, sizeof(struct jailhouse_irqchip),
		  JAILHOUSE_FIELD_NUM_IRQCHIPS },
		{ cell->num_pio_regions, sizeof(struct jailhouse_pio),
		  JAILHOUSE_FIELD_NUM_PIO_REGIONS },
		{ cell->num_pci_devices, sizeof(struct jailhouse_pci_device),
		  JAILHOUSE_FIELD_NUM_PCI_DEVICES },
		{ cell->num_pci_caps, sizeof(struct jailhouse_pci_capability),
		  JAILHOUSE_FIELD_NUM_PCI_CAPS },
		{ cell->num_stream_ids, sizeof(union jailhouse_stream_id),
		  JAILHOUSE_FIELD_NUM_STREAM_IDS },
	};

	memcpy(parts, list, sizeof(list));
}

static u64 cell_size(const struct jailhouse_cell_desc *cell)
{
	struct part parts[PARTS];
	u64 size = sizeof(*cell);
	unsigned int n;

	list_parts(parts, cell);
	for (n = 0; n < PARTS; n++) {
		size += (u64)parts[n].count * parts[n].size;
	}
	return size;
}

static int refuse_field(struct jailhouse_reason *why, u16 code,
			const struct jailhouse_cell_desc *cell, u16 field, u64 found, u64 expected)
{
	refuse_value(why, code, code == JAILHOUSE_REASON_TOO_LARGE ? -E2BIG : -EINVAL, found,
		     expected);
	strscpy(why->cell, cell->name, sizeof(why->cell));
	return refused_object(why, JAILHOUSE_OBJECT_CELL, field);
}

/* All that follows the descriptor is there, in a file with @left bytes behind it. */
static int check_parts(const struct jailhouse_cell_desc *cell, u64 left,
		       struct jailhouse_reason *why)
{
	struct part parts[PARTS];
	unsigned int n;

	list_parts(parts, cell);
	for (n = 0; n < PARTS; n++) {
		u64 bytes = (u64)parts[n].count * parts[n].size;

		if (bytes > left) {
			return refuse_field(why, JAILHOUSE_REASON_COUNT, cell, parts[n].field,
					    parts[n].count, div_u64(left, parts[n].size));
		}
		left -= bytes;
	}
	return 0;
}

static int check_format(u16 revision, u8 architecture, u16 object, struct jailhouse_reason *why)
{
	if (revision != JAILHOUSE_CONFIG_REVISION) {
		pr_warn("Configuration revision mismatch\n");
		refuse_value(why, JAILHOUSE_REASON_REVISION, -EINVAL, revision,
			     JAILHOUSE_CONFIG_REVISION);
		return refused_object(why, object, JAILHOUSE_FIELD_REVISION);
	}
	if (architecture != ARCH_CONFIG) {
		pr_warn("Configuration architecture mismatch\n");
		refuse_value(why, JAILHOUSE_REASON_ARCHITECTURE, -EINVAL, architecture,
			     ARCH_CONFIG);
		return refused_object(why, object, JAILHOUSE_FIELD_ARCHITECTURE);
	}
	return 0;
}

/* A name without an end would be a part of what was meant. */
static int check_name(const struct jailhouse_cell_desc *cell, struct jailhouse_reason *why)
{
	if (strnlen(cell->name, sizeof(cell->name)) < sizeof(cell->name)) {
		return 0;
	}
	refuse(why, JAILHOUSE_REASON_NAME_UNTERMINATED, -EINVAL);
	memcpy(why->cell, cell->name, sizeof(why->cell) - 1);
	return refused_object(why, JAILHOUSE_OBJECT_CELL, JAILHOUSE_FIELD_NAME);
}

static int check_system_header(const struct jailhouse_system *system, struct jailhouse_reason *why)
{
	if (memcmp(system->signature, JAILHOUSE_SYSTEM_SIGNATURE, sizeof(system->signature))) {
		pr_warn("Not a system configuration\n");
		refuse(why, JAILHOUSE_REASON_SIGNATURE, -EINVAL);
		return refused_object(why, JAILHOUSE_OBJECT_SYSTEM, JAILHOUSE_FIELD_SIGNATURE);
	}
	return check_format(system->revision, system->architecture, JAILHOUSE_OBJECT_SYSTEM, why)
		       ?: check_name(&system->root_cell, why);
}

static int check_cell_header(const struct jailhouse_cell_desc *cell, struct jailhouse_reason *why)
{
	int err;

	if (memcmp(cell->signature, JAILHOUSE_CELL_DESC_SIGNATURE, sizeof(cell->signature))) {
		pr_warn("Not a cell configuration\n");
		refuse(why, JAILHOUSE_REASON_SIGNATURE, -EINVAL);
		return refused_object(why, JAILHOUSE_OBJECT_CELL, JAILHOUSE_FIELD_SIGNATURE);
	}
	err = check_format(cell->revision, cell->architecture, JAILHOUSE_OBJECT_CELL, why);
	/* another revision may have anything where the name is */
	if (err && cell->revision == JAILHOUSE_CONFIG_REVISION) {
		strscpy(why->cell, cell->name, sizeof(why->cell));
	}
	return err ?: check_name(cell, why);
}

/* @left: bytes of the file behind the descriptor, U64_MAX if nobody knows */
static int check_cell_size(const struct jailhouse_cell_desc *cell, u64 total, u64 left,
			   struct jailhouse_reason *why)
{
	int err;

	if (cell->cpu_set_size > CPU_SET_SIZE_MAX) {
		return refuse_field(why, JAILHOUSE_REASON_CPU_SET_SIZE, cell,
				    JAILHOUSE_FIELD_CPU_SET_SIZE, cell->cpu_set_size,
				    CPU_SET_SIZE_MAX);
	}
	err = check_parts(cell, left, why);
	if (!err && total > CONFIG_SIZE_MAX) {
		err = refuse_field(why, JAILHOUSE_REASON_TOO_LARGE, cell, JAILHOUSE_FIELD_NONE,
				   total, CONFIG_SIZE_MAX);
	}
	return err;
}

/* What the driver guarantees about each descriptor that it passes on. */
static void normalise(struct jailhouse_cell_desc *cell)
{
	if (CELL_FLAGS_VIRTUAL_CONSOLE_ACTIVE(cell->flags)) {
		cell->flags |= JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED;
	}
}

/*
 * The header has been copied and checked already: take that copy and only
 * what is behind it from user space.
 */
static void *copy_rest(const void *header, size_t header_size, const void __user *user,
		       size_t total)
{
	void *copy = alloc_pages_exact(total, GFP_KERNEL | __GFP_ZERO);

	if (!copy) {
		return ERR_PTR(-ENOMEM);
	}
	memcpy(copy, header, header_size);
	if (copy_from_user(copy + header_size, user + header_size, total - header_size)) {
		free_pages_exact(copy, total);
		return ERR_PTR(-EFAULT);
	}
	return copy;
}

struct jailhouse_system *config_copy_system(const void __user *user, size_t *size,
					    struct jailhouse_reason *why)
{
	struct jailhouse_system header, *system;
	u64 total;
	int err;

	if (copy_from_user(&header, user, sizeof(header))) {
		return ERR_PTR(-EFAULT);
	}
	err = check_system_header(&header, why);
	if (err) {
		return ERR_PTR(err);
	}
	total = sizeof(header) - sizeof(header.root_cell) + cell_size(&header.root_cell);
	err = check_cell_size(&header.root_cell, total, U64_MAX, why);
	if (err) {
		return ERR_PTR(err);
	}
	system = copy_rest(&header, sizeof(header), user, total);
	if (!IS_ERR(system)) {
		normalise(&system->root_cell);
		system->root_cell.id = 0;
		*size = total;
	}
	return system;
}

/* As the checker does: what kind of file it is comes first, as far as it is there. */
static int refuse_short(const void __user *user, size_t size, struct jailhouse_reason *why)
{
	const size_t known = offsetof(struct jailhouse_cell_desc, name);
	struct jailhouse_cell_desc header = { 0 };
	int err = 0;

	if (size >= known) {
		if (copy_from_user(&header, user, known)) {
			return -EFAULT;
		}
		header.architecture = ARCH_CONFIG;
		err = check_cell_header(&header, why);
	}
	if (err) {
		return err;
	}
	refuse_value(why, JAILHOUSE_REASON_TOO_SHORT, -EINVAL, size, sizeof(header));
	return refused_object(why, JAILHOUSE_OBJECT_CELL, JAILHOUSE_FIELD_NONE);
}

struct jailhouse_cell_desc *config_copy_cell(const struct jailhouse_cell_create *create,
					     size_t *size, struct jailhouse_reason *why)
{
	const void __user *user = (const void __user *)(unsigned long)create->config_address;
	struct jailhouse_cell_desc header, *cell;
	u64 total;
	int err;

	if (create->config_size < sizeof(header)) {
		return ERR_PTR(refuse_short(user, create->config_size, why));
	}
	if (copy_from_user(&header, user, sizeof(header))) {
		return ERR_PTR(-EFAULT);
	}
	err = check_cell_header(&header, why);
	if (err) {
		return ERR_PTR(err);
	}
	total = cell_size(&header);
	err = check_cell_size(&header, total, create->config_size - sizeof(header), why);
	if (err) {
		return ERR_PTR(err);
	}
	cell = copy_rest(&header, sizeof(header), user, total);
	if (!IS_ERR(cell)) {
		normalise(cell);
		*size = total;
	}
	return cell;
}

void config_free(void *config, size_t size)
{
	free_pages_exact(config, size);
}

int config_cpus(const struct jailhouse_cell_desc *cell, struct cpumask *cpus)
{
	const u8 *set = (const u8 *)jailhouse_cell_cpu_set(cell);
	unsigned int cpu;
	int beyond = -1;

	cpumask_clear(cpus);
	for (cpu = 0; cpu < cell->cpu_set_size * 8; cpu++) {
		if (!(set[cpu / 8] & (1 << (cpu % 8)))) {
			continue;
		}
		if (cpu < nr_cpu_ids) {
			cpumask_set_cpu(cpu, cpus);
		} else if (beyond < 0) {
			beyond = cpu;
		}
	}
	return beyond;
}
