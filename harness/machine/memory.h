/* SPDX-License-Identifier: GPL-2.0-only */
/* Guest-physical memory, read and written from outside while the machine runs. */
#ifndef YARD_MEMORY_H
#define YARD_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include "../base/problem.h"
#include "machine.h"

struct guest_memory {
	uint8_t *mapped; /* NULL: closed */
	uint64_t base;	 /* guest-physical address of the first byte */
	uint64_t size;
	int fd; /* of the file that holds it */
};

/* Map the file that holds the RAM of @size bytes from guest-physical address @base. */
int memory_open(struct guest_memory *m, const char *path, uint64_t base, uint64_t size,
		struct problem *why);
void memory_close(struct guest_memory *m);

/**
 * memory_save - write a sparse image of what is not zero.
 * @left_out: a range that is not written, or NULL.
 */
int memory_save(const struct guest_memory *m, const char *path, const struct range *left_out,
		struct problem *why);
/* Fill memory that is still zero from an image. */
int memory_load(const struct guest_memory *m, const char *path, struct problem *why);

/* All three refuse ranges that are not RAM. */
int memory_read(const struct guest_memory *m, uint64_t address, void *out, size_t len,
		struct problem *why);
int memory_write(struct guest_memory *m, uint64_t address, const void *data, size_t len,
		 struct problem *why);
int memory_fill(struct guest_memory *m, uint64_t address, uint64_t len, uint8_t byte,
		struct problem *why);

/* Fill all that nobody has written to since the memory was made. */
void memory_fill_untouched(struct guest_memory *m, uint8_t byte);

#endif
