/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>

extern char stack_top[];

/*
 * The communication page and the test device's page behind it lie in the
 * middle of the memory that the heap grows into.
 */
#define RESERVED_START ((unsigned long)COMM_REGION_BASE)
#define RESERVED_END   (RESERVED_START + 2 * PAGE_SIZE)

static unsigned long align_up(unsigned long value, unsigned long align)
{
	return (value + align - 1) & ~(align - 1);
}

void *alloc(unsigned long size, unsigned long align)
{
	static unsigned long heap_pos;
	unsigned long start;

	if (!heap_pos) {
		heap_pos = (unsigned long)stack_top;
	}
	start = align_up(heap_pos, align ? align : 1);
	if (start < RESERVED_END && start + size > RESERVED_START) {
		start = align_up(RESERVED_END, align ? align : 1);
	}
	heap_pos = start + size;
	return (void *)start;
}

void *zalloc(unsigned long size, unsigned long align)
{
	return memset(alloc(size, align), 0, size);
}
