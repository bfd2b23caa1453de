// SPDX-License-Identifier: GPL-2.0-only
/* Memory regions: of one cell, between cells, and against the hypervisor. */
#include "rules.h"

#define PAGE		   4096
#define GUEST_ADDRESS_BITS 48
#define BUS_ADDRESS_BITS   52

#define for_each_mem_region(region, cell)                                                          \
	for (const struct jailhouse_memory *region = (cell)->regions;                              \
	     region < (cell)->regions + (cell)->desc.num_memory_regions; region++)                 \
		if (is_used(region))

static unsigned int number_of(const struct cell *cell, const struct jailhouse_memory *region)
{
	return (unsigned int)(region - cell->regions);
}

static bool is_comm(const struct jailhouse_memory *region)
{
	return has_flag(region, JAILHOUSE_MEM_COMM_REGION);
}

/* phys_start of a communication region means nothing: the hypervisor has the page. */
static bool has_physical_memory(const struct jailhouse_memory *region)
{
	return !is_comm(region);
}

static void ends_within_bus(struct opinion *o, const struct world *world, const struct cell *cell)
{
	(void)world;
	for_each_mem_region (region, cell) {
		if (has_physical_memory(region) &&
		    physical(region).end > (wide)1 << BUS_ADDRESS_BITS) {
			object(o, "region %u ends beyond all physical addresses",
			       number_of(cell, region));
		}
	}
}

static void ends_within_stage_2(struct opinion *o, const struct world *world,
				const struct cell *cell)
{
	(void)world;
	for_each_mem_region (region, cell) {
		if (guest_physical(region).end > (wide)1 << GUEST_ADDRESS_BITS) {
			object(o, "region %u ends beyond the addresses that a cell has",
			       number_of(cell, region));
		}
	}
}

/* Of page regions this means: phys_start is aligned. */
static void same_page_offset(struct opinion *o, const struct world *world, const struct cell *cell)
{
	(void)world;
	for_each_mem_region (region, cell) {
		if (has_physical_memory(region) &&
		    region->phys_start % PAGE != region->virt_start % PAGE) {
			object(o, "region %u: phys_start and virt_start differ within the page",
			       number_of(cell, region));
		}
	}
}

static void root_is_identity_mapped(struct opinion *o, const struct world *world,
				    const struct cell *cell)
{
	(void)world;
	for_each_mem_region (region, cell) {
		if (cell->is_root && has_physical_memory(region) &&
		    region->phys_start != region->virt_start) {
			object(o, "region %u of the root cell is mapped elsewhere",
			       number_of(cell, region));
		}
	}
}

static void comm_is_one_page(struct opinion *o, const struct world *world, const struct cell *cell)
{
	(void)world;
	for_each_mem_region (region, cell) {
		if (is_comm(region) &&
		    (region->size != PAGE || !is_page_aligned(region->virt_start))) {
			object(o, "communication region %u is not one page",
			       number_of(cell, region));
		}
	}
}

static void comm_is_single(struct opinion *o, const struct world *world, const struct cell *cell)
{
	bool seen = false;

	(void)world;
	for_each_mem_region (region, cell) {
		if (is_comm(region) && seen) {
			object(o, "region %u is a second communication region",
			       number_of(cell, region));
		}
		seen |= is_comm(region);
	}
}

static void hypervisor_is_spared(struct opinion *o, const struct world *world,
				 const struct cell *cell)
{
	struct span hypervisor = physical(&world->system.hypervisor_memory);

	for_each_mem_region (region, cell) {
		if (has_physical_memory(region) && meet(physical(region), hypervisor)) {
			object(o, "region %u reaches into the hypervisor's memory",
			       number_of(cell, region));
		}
	}
}

static bool is_plain_memory(const struct jailhouse_memory *region)
{
	return !is_subpage(region) &&
	       !has_flag(region,
			 JAILHOUSE_MEM_IO | JAILHOUSE_MEM_COMM_REGION | JAILHOUSE_MEM_ROOTSHARED);
}

/* Of all overlaps within a cell, the communication page over RAM is the legal one. */
static bool is_comm_over_memory(const struct jailhouse_memory *a, const struct jailhouse_memory *b)
{
	return (is_comm(a) && is_plain_memory(b)) || (is_comm(b) && is_plain_memory(a));
}

/* What is shared on purpose may be listed twice, as long as it is the same. */
static bool is_listed_twice(const struct cell *cell, const struct jailhouse_memory *a,
			    const struct jailhouse_memory *b)
{
	bool identical = a->phys_start == b->phys_start && a->virt_start == b->virt_start &&
			 a->size == b->size;
	bool rootshared =
		has_flag(a, JAILHOUSE_MEM_ROOTSHARED) && has_flag(b, JAILHOUSE_MEM_ROOTSHARED);
	bool sections = is_any_section(cell, number_of(cell, a)) &&
			is_any_section(cell, number_of(cell, b));

	return identical && is_comm(a) == is_comm(b) && (rootshared || sections);
}

static void regions_are_apart(struct opinion *o, const struct world *world, const struct cell *cell)
{
	(void)world;
	for_each_mem_region (a, cell) {
		for_each_mem_region (b, cell) {
			if (a < b && meet(guest_physical(a), guest_physical(b)) &&
			    !is_comm_over_memory(a, b) && !is_listed_twice(cell, a, b)) {
				object(o, "the cell sees regions %u and %u in the same place",
				       number_of(cell, a), number_of(cell, b));
			}
		}
	}
}

/*
 * What the root cell may execute is RAM, and so is what a cell wants to execute,
 * to load or to give to its devices; what a cell calls registers are some.
 */
static bool is_register_page(const struct world *world, const struct jailhouse_memory *region)
{
	if (has_flag(region, JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_DMA | JAILHOUSE_MEM_LOADABLE)) {
		return false;
	}
	for_each_mem_region (root, &world->root) {
		if (has_flag(root, JAILHOUSE_MEM_EXECUTE) &&
		    meet(physical(root), physical(region))) {
			return has_flag(region, JAILHOUSE_MEM_IO);
		}
	}
	return true;
}

static bool may_share(const struct world *world, const struct cell *cell,
		      const struct jailhouse_memory *a, const struct cell *other,
		      const struct jailhouse_memory *b)
{
	bool both_rootshared =
		has_flag(a, JAILHOUSE_MEM_ROOTSHARED) && has_flag(b, JAILHOUSE_MEM_ROOTSHARED);
	bool identical = a->phys_start == b->phys_start && a->size == b->size;
	/* a section of a link is memory, whatever is said to be there */
	bool section = is_any_section(cell, number_of(cell, a)) ||
		       is_any_section(other, number_of(other, b));

	return both_rootshared ||
	       (identical && !section && is_register_page(world, a) &&
		is_register_page(world, b)) ||
	       same_section(cell, number_of(cell, a), other, number_of(other, b));
}

static void is_apart_from(struct opinion *o, const struct world *world, const struct cell *cell,
			  const struct cell *other)
{
	for_each_mem_region (a, cell) {
		for_each_mem_region (b, other) {
			if (has_physical_memory(a) && has_physical_memory(b) &&
			    meet(physical(a), physical(b)) &&
			    !may_share(world, cell, a, other, b)) {
				object(o, "region %u is memory of region %u of cell \"%s\"",
				       number_of(cell, a), number_of(other, b), other->desc.name);
			}
		}
	}
}

static void cells_are_apart(struct opinion *o, const struct world *world, const struct cell *cell)
{
	for (size_t n = 0; !cell->is_root && n < world->num_others; n++) {
		is_apart_from(o, world, cell, &world->others[n]);
	}
}

static const struct jailhouse_memory *comm_region(const struct cell *cell)
{
	for_each_mem_region (region, cell) {
		if (is_comm(region)) {
			return region;
		}
	}
	return NULL;
}

/* The device is the page behind the communication region: it has to trap. */
static void test_device_has_its_page(struct opinion *o, const struct world *world,
				     const struct cell *cell)
{
	const struct jailhouse_memory *comm = comm_region(cell);

	(void)world;
	if (cell->is_root || (cell->desc.flags & JAILHOUSE_CELL_TEST_DEVICE) == 0) {
		return;
	}
	if (comm == NULL) {
		object(o, "a test device without a communication region");
		return;
	}
	for_each_mem_region (region, cell) {
		if (meet(guest_physical(region), span(comm->virt_start + PAGE, PAGE))) {
			object(o, "region %u covers the test device", number_of(cell, region));
		}
	}
}

static const struct rule rules[] = {
	{ "physical-end", "format 1.4, design 4", NULL, ends_within_bus },
	{ "guest-end", "additions 5, design 4", NULL, ends_within_stage_2 },
	{ "page-offset", "format 1.4, 1.8", NULL, same_page_offset },
	{ "identity", "format 1.4, 1.8", NULL, root_is_identity_mapped },
	{ "comm-page", "hypercalls 2.4", NULL, comm_is_one_page },
	{ "comm-single", "hypercalls 2.4", NULL, comm_is_single },
	{ "hypervisor", "design 4, linux 5.3", NULL, hypervisor_is_spared },
	{ "overlap", "format 1.8, decisions 1", NULL, regions_are_apart },
	{ "shared", "decisions 1", NULL, cells_are_apart },
	{ "test-device", "format 1.8, hypercalls 2.4", NULL, test_device_has_its_page },
};

const struct rules memory_rules = RULES(rules);
