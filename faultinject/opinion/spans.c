// SPDX-License-Identifier: GPL-2.0-only
#include "rules.h"

#define PAGE 4096

struct span span(uint64_t start, uint64_t size)
{
	return (struct span){ .start = start, .end = (wide)start + size };
}

bool meet(struct span a, struct span b)
{
	bool empty = a.start == a.end || b.start == b.end;

	return !empty && a.start < b.end && b.start < a.end;
}

struct span physical(const struct jailhouse_memory *region)
{
	return span(region->phys_start, region->size);
}

struct span guest_physical(const struct jailhouse_memory *region)
{
	return span(region->virt_start, region->size);
}

bool is_used(const struct jailhouse_memory *region)
{
	return region->size != 0;
}

bool has_flag(const struct jailhouse_memory *region, uint64_t flag)
{
	return (region->flags & flag) != 0;
}

bool is_page_aligned(uint64_t address)
{
	return address % PAGE == 0;
}

bool is_subpage(const struct jailhouse_memory *region)
{
	return !is_page_aligned(region->virt_start) || !is_page_aligned(region->size);
}
