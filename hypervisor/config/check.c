/* SPDX-License-Identifier: GPL-2.0-only */

/* The order of the checks: system, cell by itself, cell against others. */

#include <config/internal.h>

#define KNOWN_CELL_FLAGS                                                                           \
	(JAILHOUSE_CELL_PASSIVE_COMMREG | JAILHOUSE_CELL_TEST_DEVICE | JAILHOUSE_CELL_AARCH32 |    \
	 JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED | JAILHOUSE_CELL_VIRTUAL_CONSOLE_ACTIVE)

#define ABOUT_CELL(why) .code = (why), .object = JAILHOUSE_OBJECT_CELL

typedef int (*rule)(const struct scope *scope);
typedef int (*pair_rule)(const struct scope *scope, const struct config_cell *other);

static int check_name(const struct scope *scope)
{
	if (!scope->cell->desc->name[0]) {
		return REFUSE(scope, EINVAL, ABOUT_CELL(JAILHOUSE_REASON_NAME_EMPTY),
			      .field = JAILHOUSE_FIELD_NAME);
	}
	return 0;
}

static int run_rules(const struct scope *scope, const rule *rules, u32 count)
{
	int err = 0;

	for (u32 n = 0; n < count && !ends(scope, err); n++) {
		err = rules[n](scope);
	}
	return err;
}

/* Where all refusals are asked for, the last one stands for them. */
static int conclude(const struct config_check *check, int err)
{
	return check->refused ? check->why->error : err;
}

static void begin(const struct config_check *check)
{
	if (check->refused) {
		check->why->error = 0;
	}
}

static void warn_cell_flags(const struct scope *scope)
{
	u32 unknown = scope->cell->desc->flags & ~KNOWN_CELL_FLAGS;

	if (unknown) {
		WARN(scope, ABOUT_CELL(JAILHOUSE_WARN_FLAGS), .field = JAILHOUSE_FIELD_FLAGS,
		     .found = unknown);
	}
}

int config_check_system(const struct config_check *check)
{
	/* counts and windows first: the rules for memory walk over the windows */
	static const rule rules[] = {
		check_name,	      config_check_platform,
		config_check_cpus,    config_check_irqchips,
		config_check_windows, config_check_memory,
		config_check_ports,   config_check_pci,
		config_check_caches,
	};
	const struct scope scope = { .check = check, .cell = &check->system->root, .root = true };

	begin(check);
	warn_cell_flags(&scope);
	return conclude(check, run_rules(&scope, rules, ARRAY_SIZE(rules)));
}

/* ---- non-root cells ---- */

static bool same_name(const struct config_cell *a, const struct config_cell *b)
{
	for (u32 n = 0; n <= JAILHOUSE_CELL_NAME_MAXLEN; n++) {
		if (a->desc->name[n] != b->desc->name[n]) {
			return false;
		}
		if (!a->desc->name[n]) {
			break;
		}
	}
	return true;
}

static int check_known(const struct scope *scope, const struct config_cell *other)
{
	const struct config_platform *platform = scope->check->platform;

	if (same_name(scope->cell, other)) {
		return REFUSE_OTHER(scope, EEXIST, other, ABOUT_CELL(JAILHOUSE_REASON_NAME_EXISTS),
				    .field = JAILHOUSE_FIELD_NAME);
	}
	if (platform && platform->ids_assigned && scope->cell->desc->id == other->desc->id) {
		return REFUSE_OTHER(scope, EEXIST, other, ABOUT_CELL(JAILHOUSE_REASON_ID_EXISTS),
				    .field = JAILHOUSE_FIELD_ID, .found = other->desc->id);
	}
	return 0;
}

static int check_identity(const struct scope *scope)
{
	const struct config_check *check = scope->check;
	u8 expected = check->system->desc->architecture;
	int err;

	if (scope->cell->desc->architecture != expected) {
		return REFUSE(scope, EINVAL, ABOUT_CELL(JAILHOUSE_REASON_ARCHITECTURE),
			      .field = JAILHOUSE_FIELD_ARCHITECTURE,
			      .found = scope->cell->desc->architecture, .expected = expected);
	}
	if (scope->cell->config_size > CONFIG_MAX_CELL_SIZE) {
		return REFUSE(scope, E2BIG, ABOUT_CELL(JAILHOUSE_REASON_TOO_LARGE),
			      .found = scope->cell->config_size, .expected = CONFIG_MAX_CELL_SIZE);
	}
	err = check_known(scope, &check->system->root);
	for (u32 n = 0; n < check->num_others && !err; n++) {
		err = check_known(scope, check->others[n]);
	}
	return err;
}

static int check_test_page(const struct scope *scope, const struct jailhouse_memory *comm, u32 n)
{
	const struct jailhouse_memory *region = &scope->cell->memory[n];

	if (!ranges_overlap(region->virt_start, region->size, comm->virt_start + PAGE_SIZE,
			    PAGE_SIZE)) {
		return 0;
	}
	return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_MEM_INTERCEPTED,
		      .object = JAILHOUSE_OBJECT_MEMORY, .index = n,
		      .field = JAILHOUSE_FIELD_VIRT_START, .found = comm->virt_start + PAGE_SIZE,
		      .expected = PAGE_SIZE, .other_object = JAILHOUSE_OBJECT_TEST_DEVICE);
}

/* The page behind the communication region traps when the test device is on. */
static int check_test_device(const struct scope *scope)
{
	const struct config_cell *cell = scope->cell;
	const struct jailhouse_memory *comm = config_find_comm(cell);
	int err = 0;

	if (!(cell->desc->flags & JAILHOUSE_CELL_TEST_DEVICE)) {
		return 0;
	}
	if (!comm) {
		return REFUSE(scope, EINVAL, ABOUT_CELL(JAILHOUSE_REASON_TEST_DEVICE_NO_COMM),
			      .field = JAILHOUSE_FIELD_FLAGS);
	}
	for (u32 n = 0; n < cell->num_memory && !ends(scope, err); n++) {
		err = check_test_page(scope, comm, n);
	}
	return err;
}

static bool can_execute(const struct config_cell *cell, u64 address)
{
	for (u32 n = 0; n < cell->num_memory; n++) {
		const struct jailhouse_memory *region = &cell->memory[n];

		if ((region->flags & JAILHOUSE_MEM_EXECUTE) &&
		    ranges_overlap(region->virt_start, region->size, address, 1)) {
			return true;
		}
	}
	return false;
}

static int warn_cell(const struct scope *scope)
{
	const struct jailhouse_cell_desc *desc = scope->cell->desc;

	warn_cell_flags(scope);
	if (!config_find_comm(scope->cell)) {
		WARN(scope, ABOUT_CELL(JAILHOUSE_WARN_NO_COMM),
		     .field = JAILHOUSE_FIELD_NUM_MEMORY_REGIONS);
	}
	if (is_x86(scope->check) && !can_execute(scope->cell, desc->cpu_reset_address)) {
		WARN(scope, ABOUT_CELL(JAILHOUSE_WARN_RESET_ADDRESS),
		     .field = JAILHOUSE_FIELD_CPU_RESET_ADDRESS, .found = desc->cpu_reset_address);
	}
	return 0;
}

static int check_against(const struct scope *scope, const struct config_cell *other)
{
	static const pair_rule rules[] = {
		config_check_shmem_link,   config_check_memory_shared, config_check_irqchips_shared,
		config_check_ports_shared, config_check_pci_shared,    config_check_msix_shared,
	};
	int err = 0;

	for (u32 n = 0; n < ARRAY_SIZE(rules) && !ends(scope, err); n++) {
		err = rules[n](scope, other);
	}
	return err;
}

/* Memory, pins, ports and devices are taken from root; these two are not. */
static int check_against_root(const struct scope *scope)
{
	const struct config_cell *root = &scope->check->system->root;
	int err = config_check_shmem_link(scope, root);

	return ends(scope, err) ? err : config_check_msix_shared(scope, root);
}

int config_check_cell(const struct config_check *check, const struct config_cell *cell)
{
	static const rule rules[] = {
		check_name,	    config_check_cpus,	   config_check_memory,
		check_test_device,  config_check_irqchips, config_check_ports,
		config_check_pci,   config_check_caches,   warn_cell,
		check_against_root,
	};
	const struct scope scope = { .check = check, .cell = cell };
	int err;

	begin(check);
	err = check_identity(&scope);
	if (err) {
		/* it is another file than was meant: nothing more is to be said of it */
		return err;
	}
	err = run_rules(&scope, rules, ARRAY_SIZE(rules));
	for (u32 n = 0; n < check->num_others && !ends(&scope, err); n++) {
		err = check_against(&scope, check->others[n]);
	}
	return conclude(check, err);
}

/* ---- one more region ---- */

static int check_extra_tables(const struct scope *scope)
{
	const struct config_check *check = scope->check;
	int err = 0;

	for (u32 n = 0; n < scope->cell->num_pci_devices && !ends(scope, err); n++) {
		err = config_check_msix(scope, n);
	}
	if (!ends(scope, err) && !scope->root) {
		err = config_check_msix_shared(scope, &check->system->root);
	}
	for (u32 n = 0; n < check->num_others && !ends(scope, err); n++) {
		err = config_check_msix_shared(scope, check->others[n]);
	}
	return err;
}

int config_check_extra(const struct config_check *check, const struct config_cell *cell,
		       const struct jailhouse_memory *region)
{
	const struct jailhouse_memory *comm = config_find_comm(cell);
	/* a cell that has nothing but this region, which is no section of a device */
	struct config_cell extra = *cell;
	const struct scope scope = { .check = check,
				     .cell = &extra,
				     .root = cell->desc == check->system->root.desc };
	int err;

	extra.memory = region;
	extra.num_memory = 1;
	extra.num_pci_devices = 0;
	begin(check);
	err = config_check_memory(&scope);
	if (!ends(&scope, err) && comm && cell->desc->flags & JAILHOUSE_CELL_TEST_DEVICE) {
		err = check_test_page(&scope, comm, 0);
	}
	for (u32 n = 0; n < check->num_others && !ends(&scope, err); n++) {
		err = config_check_memory_shared(&scope, check->others[n]);
	}
	extra.num_pci_devices = cell->num_pci_devices;
	return conclude(check, ends(&scope, err) ? err : check_extra_tables(&scope));
}
