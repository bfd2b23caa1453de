// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>

#include "fields.h"

uint64_t load_number(const uint8_t *at, size_t size)
{
	uint64_t value = 0;

	for (size_t n = 0; n < size && n < sizeof(value); n++) {
		value |= (uint64_t)at[n] << (8 * n);
	}
	return value;
}

void store_number(uint8_t *at, size_t size, uint64_t value)
{
	for (size_t n = 0; n < size && n < sizeof(value); n++) {
		at[n] = (uint8_t)(value >> (8 * n));
	}
}

static void add_slots(struct layout *layout, const struct structure *structure, unsigned int index,
		      size_t at)
{
	size_t count = layout->num_slots + structure->num_fields;
	struct slot *slots = realloc(layout->slots, count * sizeof(*slots));

	if (slots == NULL) {
		abort();
	}
	for (size_t n = 0; n < structure->num_fields; n++) {
		const struct field *field = &structure->fields[n];

		slots[layout->num_slots + n] =
			(struct slot){ structure, field, index, at, at + field->offset };
	}
	layout->slots = slots;
	layout->num_slots = count;
}

/* The arrays follow each other without gaps. */
static int read_arrays(struct layout *layout, const uint8_t *data, size_t size, size_t desc_at)
{
	size_t at = layout->header;

	for (size_t kind = 0; kind < NUM_ARRAYS; kind++) {
		struct array *array = &layout->arrays[kind];

		array->name = array_kinds[kind].structure.name;
		array->count_at = desc_at + array_kinds[kind].count_at;
		array->count = load_number(data + array->count_at, 4);
		array->element = array_kinds[kind].element;
		array->start = at;
		if (array->count > (size - at) / array->element) {
			return -1;
		}
		for (size_t n = 0; n < array->count; n++) {
			add_slots(layout, &array_kinds[kind].structure, n, at);
			at += array->element;
		}
	}
	layout->size = at;
	return 0;
}

int layout_read(struct layout *layout, const uint8_t *data, size_t size)
{
	const size_t root_at = offsetof(struct jailhouse_system, root_cell);
	size_t desc_at = 0;

	*layout = (struct layout){ 0 };
	layout->is_system =
		size >= sizeof(struct jailhouse_system) && memcmp(data, "JHSYS", 5) == 0;
	if (layout->is_system) {
		bool x86 = data[offsetof(struct jailhouse_system, architecture)] == JAILHOUSE_X86;

		add_slots(layout, x86 ? &x86_system_structure : &arm_system_structure, 0, 0);
		desc_at = root_at;
	} else if (size < sizeof(struct jailhouse_cell_desc) || memcmp(data, "JHCLL", 5) != 0) {
		return -1;
	}
	add_slots(layout, &cell_structure, 0, desc_at);
	layout->header = desc_at + sizeof(struct jailhouse_cell_desc);
	if (read_arrays(layout, data, size, desc_at) != 0) {
		layout_free(layout);
		return -1;
	}
	return 0;
}

void layout_free(struct layout *layout)
{
	free(layout->slots);
	*layout = (struct layout){ 0 };
}
