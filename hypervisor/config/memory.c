/* SPDX-License-Identifier: GPL-2.0-only */

/* Memory regions. */

#include <config/internal.h>

#define KNOWN_FLAGS                                                                                \
	(MEM_RIGHTS | MEM_WIDTHS | JAILHOUSE_MEM_DMA | JAILHOUSE_MEM_IO |                          \
	 JAILHOUSE_MEM_COMM_REGION | JAILHOUSE_MEM_LOADABLE | JAILHOUSE_MEM_ROOTSHARED |           \
	 JAILHOUSE_MEM_NO_HUGEPAGES | JAILHOUSE_MEM_IO_UNALIGNED)

/** One region under examination; the macro's arguments for a reason about it. */
struct subject {
	const struct scope *scope;
	const struct jailhouse_memory *region;
	u32 index;
};

#define ABOUT(subject, why)                                                                        \
	.code = (why), .object = JAILHOUSE_OBJECT_MEMORY, .index = (subject)->index

bool config_is_subpage(const struct jailhouse_memory *region)
{
	return JAILHOUSE_MEMORY_IS_SUBPAGE(region);
}

const struct jailhouse_memory *config_find_comm(const struct config_cell *cell)
{
	for (u32 n = 0; n < cell->num_memory; n++) {
		if (cell->memory[n].size && is_comm(&cell->memory[n])) {
			return &cell->memory[n];
		}
	}
	return NULL;
}

static int check_range(const struct subject *subject, u16 field, u64 start, u64 highest, int error)
{
	u64 size = subject->region->size;

	if (range_wraps(start, size)) {
		return REFUSE(subject->scope, EINVAL, ABOUT(subject, JAILHOUSE_REASON_MEM_WRAPS),
			      .field = field, .found = start, .expected = size);
	}
	if (start + (size - 1) > highest) {
		return REFUSE(subject->scope, error, ABOUT(subject, JAILHOUSE_REASON_MEM_BEYOND),
			      .field = field, .found = start + (size - 1), .expected = highest);
	}
	return 0;
}

/* Guest-physical side, the communication region included. */
static int check_virt(const struct subject *subject)
{
	return check_range(subject, JAILHOUSE_FIELD_VIRT_START, subject->region->virt_start,
			   CONFIG_MAX_GUEST_ADDRESS, E2BIG);
}

static int check_alignment(const struct subject *subject)
{
	const struct jailhouse_memory *region = subject->region;

	if (!config_is_subpage(region)) {
		if (region->phys_start & PAGE_OFFS_MASK) {
			return REFUSE(subject->scope, EINVAL,
				      ABOUT(subject, JAILHOUSE_REASON_MEM_UNALIGNED),
				      .field = JAILHOUSE_FIELD_PHYS_START,
				      .found = region->phys_start, .expected = PAGE_SIZE);
		}
		return 0;
	}
	if ((region->phys_start ^ region->virt_start) & PAGE_OFFS_MASK) {
		return REFUSE(subject->scope, EINVAL,
			      ABOUT(subject, JAILHOUSE_REASON_MEM_PAGE_OFFSET),
			      .field = JAILHOUSE_FIELD_PHYS_START, .found = region->phys_start,
			      .expected = region->virt_start);
	}
	/* the root cell gets loadable memory by pages */
	if (region->flags & JAILHOUSE_MEM_LOADABLE) {
		return REFUSE(subject->scope, EINVAL,
			      ABOUT(subject, JAILHOUSE_REASON_MEM_SUBPAGE_FLAGS),
			      .field = JAILHOUSE_FIELD_FLAGS, .found = JAILHOUSE_MEM_LOADABLE);
	}
	return 0;
}

static int check_hypervisor(const struct subject *subject)
{
	const struct config_system *system = subject->scope->check->system;
	const struct jailhouse_memory *hypervisor = &system->desc->hypervisor_memory;

	if (!config_hits_hypervisor(system, subject->region)) {
		return 0;
	}
	return REFUSE(subject->scope, EINVAL, ABOUT(subject, JAILHOUSE_REASON_MEM_HYPERVISOR),
		      .field = JAILHOUSE_FIELD_PHYS_START,
		      .other_object = JAILHOUSE_OBJECT_HV_MEMORY,
		      .found = max_u64(subject->region->phys_start, hypervisor->phys_start),
		      .expected = hypervisor->phys_start + hypervisor->size);
}

static int check_windows(const struct subject *subject)
{
	const struct jailhouse_memory *region = subject->region;
	const struct config_system *system = subject->scope->check->system;
	struct config_window window;
	int err = 0;

	for (u32 n = 0; !ends(subject->scope, err) && config_get_window(system, n, &window); n++) {
		if (config_hits_window(region, &window)) {
			err = REFUSE(subject->scope, EINVAL,
				     ABOUT(subject, JAILHOUSE_REASON_MEM_INTERCEPTED),
				     .field = JAILHOUSE_FIELD_VIRT_START, .found = window.start,
				     .expected = window.size, .other_object = window.object,
				     .other_index = window.index);
		}
	}
	return err;
}

static int check_comm(const struct subject *subject)
{
	const struct config_cell *cell = subject->scope->cell;
	const struct jailhouse_memory *region = subject->region;
	const struct jailhouse_memory *first = config_find_comm(cell);

	if (region->size != PAGE_SIZE) {
		return REFUSE(subject->scope, EINVAL, ABOUT(subject, JAILHOUSE_REASON_COMM_SIZE),
			      .field = JAILHOUSE_FIELD_SIZE, .found = region->size,
			      .expected = PAGE_SIZE);
	}
	if (region->virt_start & PAGE_OFFS_MASK) {
		return REFUSE(subject->scope, EINVAL,
			      ABOUT(subject, JAILHOUSE_REASON_MEM_UNALIGNED),
			      .field = JAILHOUSE_FIELD_VIRT_START, .found = region->virt_start,
			      .expected = PAGE_SIZE);
	}
	if (first != region) {
		return REFUSE(subject->scope, EINVAL, ABOUT(subject, JAILHOUSE_REASON_COMM_TWICE),
			      .other_object = JAILHOUSE_OBJECT_MEMORY,
			      .other_index = first - cell->memory);
	}
	return check_windows(subject);
}

static int check_identity(const struct subject *subject)
{
	const struct jailhouse_memory *region = subject->region;

	if (!subject->scope->root || region->virt_start == region->phys_start) {
		return 0;
	}
	return REFUSE(subject->scope, EINVAL, ABOUT(subject, JAILHOUSE_REASON_MEM_NOT_IDENTITY),
		      .field = JAILHOUSE_FIELD_VIRT_START, .found = region->virt_start,
		      .expected = region->phys_start);
}

static int check_backed(const struct subject *subject)
{
	static int (*const rules[])(const struct subject *) = { check_alignment, check_identity,
								check_hypervisor, check_windows };
	int err = check_range(subject, JAILHOUSE_FIELD_PHYS_START, subject->region->phys_start,
			      CONFIG_MAX_PHYS_ADDRESS, EINVAL);

	if (err) {
		/* where it is nobody can say */
		return err;
	}
	for (u32 n = 0; n < ARRAY_SIZE(rules) && !ends(subject->scope, err); n++) {
		int next = rules[n](subject);

		err = err ?: next;
	}
	return err;
}

/* ---- regions of one cell against each other ---- */

static bool same_mapping(const struct jailhouse_memory *a, const struct jailhouse_memory *b)
{
	return a->phys_start == b->phys_start && a->virt_start == b->virt_start &&
	       a->size == b->size;
}

/* What the communication page may lie over: registers behind it would be out of reach. */
static bool is_plain(const struct jailhouse_memory *region)
{
	return !config_is_subpage(region) &&
	       !(region->flags & (JAILHOUSE_MEM_IO | JAILHOUSE_MEM_ROOTSHARED));
}

bool config_regions_clash(const struct config_cell *cell, u32 a, u32 b)
{
	const struct jailhouse_memory *one = &cell->memory[a], *two = &cell->memory[b];

	if (!ranges_overlap(one->virt_start, one->size, two->virt_start, two->size)) {
		return false;
	}
	if (is_comm(one) != is_comm(two)) {
		return !is_plain(is_comm(one) ? two : one);
	}
	if (!same_mapping(one, two)) {
		return true;
	}
	return !(one->flags & two->flags & JAILHOUSE_MEM_ROOTSHARED) &&
	       !(config_is_shmem(cell, a) && config_is_shmem(cell, b));
}

static bool is_alias(const struct jailhouse_memory *a, const struct jailhouse_memory *b)
{
	return !is_comm(a) && !is_comm(b) && !same_mapping(a, b) &&
	       ranges_overlap(a->phys_start, a->size, b->phys_start, b->size);
}

static int check_neighbours(const struct subject *subject)
{
	const struct config_cell *cell = subject->scope->cell;
	const struct jailhouse_memory *region = subject->region;
	int err = 0;

	for (u32 n = 0; n < subject->index && !ends(subject->scope, err); n++) {
		const struct jailhouse_memory *other = &cell->memory[n];

		if (config_regions_clash(cell, subject->index, n)) {
			err = REFUSE(subject->scope, EINVAL,
				     ABOUT(subject, JAILHOUSE_REASON_MEM_OVERLAP),
				     .field = JAILHOUSE_FIELD_VIRT_START,
				     .found = max_u64(region->virt_start, other->virt_start),
				     .other_object = JAILHOUSE_OBJECT_MEMORY, .other_index = n);
		} else if (is_alias(region, other)) {
			WARN(subject->scope, ABOUT(subject, JAILHOUSE_WARN_MEM_ALIAS),
			     .field = JAILHOUSE_FIELD_PHYS_START,
			     .found = max_u64(region->phys_start, other->phys_start),
			     .other_object = JAILHOUSE_OBJECT_MEMORY, .other_index = n);
		}
	}
	return err;
}

/* ---- warnings ---- */

#define EXEC_SHARED (JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_ROOTSHARED)

static void warn_flags(const struct subject *subject)
{
	u64 flags = subject->region->flags;

	if (flags & ~KNOWN_FLAGS) {
		WARN(subject->scope, ABOUT(subject, JAILHOUSE_WARN_FLAGS),
		     .field = JAILHOUSE_FIELD_FLAGS, .found = flags & ~KNOWN_FLAGS);
	}
	if (!(flags & MEM_RIGHTS) ||
	    ((flags & JAILHOUSE_MEM_WRITE) && !(flags & JAILHOUSE_MEM_READ))) {
		WARN(subject->scope, ABOUT(subject, JAILHOUSE_WARN_MEM_NO_ACCESS),
		     .field = JAILHOUSE_FIELD_FLAGS, .found = flags & MEM_RIGHTS);
	}
	if ((flags & EXEC_SHARED) == EXEC_SHARED && !subject->scope->root) {
		WARN(subject->scope, ABOUT(subject, JAILHOUSE_WARN_MEM_EXEC_SHARED),
		     .field = JAILHOUSE_FIELD_FLAGS, .found = flags);
	}
	if (config_is_subpage(subject->region) && !(flags & MEM_WIDTHS)) {
		WARN(subject->scope, ABOUT(subject, JAILHOUSE_WARN_SUBPAGE_WIDTH),
		     .field = JAILHOUSE_FIELD_FLAGS, .found = flags);
	}
}

/*
 * First address of the region that the root cell does not map.
 * @return: false if the root cell maps all of it
 */
static bool first_gap(const struct config_cell *root, const struct jailhouse_memory *region,
		      u64 *address)
{
	u64 next = region->phys_start, end = region->phys_start + region->size;
	bool progress = true;

	/* each round finds the region that continues, so there are at most num_memory */
	while (next < end && progress) {
		progress = false;
		for (u32 n = 0; n < root->num_memory; n++) {
			const struct jailhouse_memory *part = &root->memory[n];

			if (!is_comm(part) &&
			    ranges_overlap(next, 1, part->phys_start, part->size)) {
				next = part->phys_start + part->size;
				progress = true;
			}
		}
	}
	*address = next;
	return next < end;
}

static void warn_root(const struct subject *subject)
{
	const struct config_cell *root = &subject->scope->check->system->root;
	const struct jailhouse_memory *region = subject->region;
	u64 address;

	if (first_gap(root, region, &address)) {
		WARN(subject->scope, ABOUT(subject, JAILHOUSE_WARN_MEM_NOT_IN_ROOT),
		     .field = JAILHOUSE_FIELD_PHYS_START, .found = address);
	}
	if (!config_is_subpage(region) || (region->flags & JAILHOUSE_MEM_ROOTSHARED)) {
		return;
	}
	for (u32 n = 0; n < root->num_memory; n++) {
		const struct jailhouse_memory *part = &root->memory[n];

		if (!config_is_subpage(part) && !is_comm(part) &&
		    ranges_overlap(region->phys_start, region->size, part->phys_start,
				   part->size)) {
			WARN_OTHER(subject->scope, root,
				   ABOUT(subject, JAILHOUSE_WARN_SUBPAGE_IN_ROOT),
				   .found = max_u64(region->phys_start, part->phys_start),
				   .other_object = JAILHOUSE_OBJECT_MEMORY, .other_index = n);
		}
	}
}

static int check_region(const struct subject *subject)
{
	int err = check_virt(subject);

	if (err) {
		return err;
	}
	err = is_comm(subject->region) ? check_comm(subject) : check_backed(subject);
	if (!ends(subject->scope, err)) {
		int clash = check_neighbours(subject);

		err = err ?: clash;
	}
	if (err) {
		return err;
	}
	warn_flags(subject);
	if (subject->scope->check->warn && !subject->scope->root && !is_comm(subject->region)) {
		warn_root(subject);
	}
	return 0;
}

int config_check_memory(const struct scope *scope)
{
	const struct config_cell *cell = scope->cell;

	for (u32 n = 0; n < cell->num_memory; n++) {
		const struct subject subject = { .scope = scope,
						 .region = &cell->memory[n],
						 .index = n };
		int err = cell->memory[n].size ? check_region(&subject) : 0;

		if (ends(scope, err)) {
			return err;
		}
	}
	return 0;
}

/* ---- regions of different cells ---- */

bool config_is_ram(const struct config_cell *root, u64 start, u64 size)
{
	for (u32 n = 0; n < root->num_memory; n++) {
		const struct jailhouse_memory *part = &root->memory[n];

		if ((part->flags & (JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_DMA)) && !is_comm(part) &&
		    ranges_overlap(part->phys_start, part->size, start, size)) {
			return true;
		}
	}
	return false;
}

/* Registers that several cells use knowingly: the same window, and no RAM. */
static bool shared_registers(const struct config_cell *root, const struct jailhouse_memory *a,
			     const struct jailhouse_memory *b)
{
	const u64 ram = JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_DMA | JAILHOUSE_MEM_LOADABLE;

	if (a->phys_start != b->phys_start || a->size != b->size || ((a->flags | b->flags) & ram)) {
		return false;
	}
	return (a->flags & b->flags & JAILHOUSE_MEM_IO) ||
	       !config_is_ram(root, a->phys_start, a->size);
}

static int judge_sharing(const struct subject *subject, const struct config_cell *other, u32 n)
{
	const struct jailhouse_memory *a = subject->region, *b = &other->memory[n];
	u64 address = max_u64(a->phys_start, b->phys_start);

	if ((a->flags & b->flags & JAILHOUSE_MEM_ROOTSHARED) ||
	    config_is_shmem_link(subject->scope->cell, subject->index, other, n)) {
		return 0;
	}
	if (!config_is_shmem(subject->scope->cell, subject->index) && !config_is_shmem(other, n) &&
	    shared_registers(&subject->scope->check->system->root, a, b)) {
		WARN_OTHER(subject->scope, other, ABOUT(subject, JAILHOUSE_WARN_MEM_SHARED),
			   .field = JAILHOUSE_FIELD_PHYS_START, .found = address,
			   .other_object = JAILHOUSE_OBJECT_MEMORY, .other_index = n);
		return 0;
	}
	return REFUSE_OTHER(subject->scope, EBUSY, other,
			    ABOUT(subject, JAILHOUSE_REASON_MEM_SHARED),
			    .field = JAILHOUSE_FIELD_PHYS_START, .found = address,
			    .other_object = JAILHOUSE_OBJECT_MEMORY, .other_index = n);
}

static int check_region_shared(const struct subject *subject, const struct config_cell *other)
{
	const struct jailhouse_memory *region = subject->region;

	for (u32 n = 0; n < other->num_memory; n++) {
		const struct jailhouse_memory *theirs = &other->memory[n];
		int err = 0;

		if (!is_comm(theirs) && ranges_overlap(region->phys_start, region->size,
						       theirs->phys_start, theirs->size)) {
			err = judge_sharing(subject, other, n);
		}
		if (ends(subject->scope, err)) {
			return err;
		}
	}
	return 0;
}

int config_check_memory_shared(const struct scope *scope, const struct config_cell *other)
{
	const struct config_cell *cell = scope->cell;

	for (u32 n = 0; n < cell->num_memory; n++) {
		const struct subject subject = { .scope = scope,
						 .region = &cell->memory[n],
						 .index = n };
		int err = is_comm(subject.region) ? 0 : check_region_shared(&subject, other);

		if (ends(scope, err)) {
			return err;
		}
	}
	return 0;
}
