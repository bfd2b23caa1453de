/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTINJECT_LAYOUT_H
#define FAULTINJECT_LAYOUT_H

/* Where everything is in a valid configuration file: what there is to be mutated. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What a field's value names, so that another one's can be put in its place. */
enum meaning { MEANS_NUMBER, MEANS_ADDRESS, MEANS_PORT, MEANS_DEVICE, NUM_MEANINGS };

struct field {
	const char *name;
	size_t offset; /* in its structure */
	size_t size;
	enum meaning meaning;
};

struct structure {
	const char *name;
	const struct field *fields;
	size_t num_fields;
};

/** A field of one structure of the file. */
struct slot {
	const struct structure *structure;
	const struct field *field;
	unsigned int index;  /* of the structure in its array */
	size_t structure_at; /* offset in the file */
	size_t at;	     /* offset in the file */
};

struct array {
	const char *name;
	size_t count_at; /* offset of the field that counts its elements */
	size_t start;
	size_t element;
	size_t count;
};

#define NUM_ARRAYS    8
#define ARRAY_MEMORY  1
#define ARRAY_PORTS   4
#define ARRAY_DEVICES 5

struct layout {
	bool is_system;
	size_t header;
	size_t size;
	struct slot *slots;
	size_t num_slots;
	struct array arrays[NUM_ARRAYS];
};

/**
 * Find everything in a file.
 * @return: 0; -1 if it is no configuration or too short for what it counts
 */
int layout_read(struct layout *layout, const uint8_t *data, size_t size);
void layout_free(struct layout *layout);

/** Little-endian number of 1 to 8 bytes. */
uint64_t load_number(const uint8_t *at, size_t size);
void store_number(uint8_t *at, size_t size, uint64_t value);

#endif
