// SPDX-License-Identifier: GPL-2.0-only
/*
 * Management of cells.
 *
 * Lock order: the management lock is outermost. Its holder has all other CPUs
 * of the root cell, and those of the cell it changes, suspended in the
 * hypervisor; then nobody else reads what it changes.
 */
#include <core/arch.h>
#include <core/clock.h>
#include <core/console.h>
#include <core/control.h>
#include <core/memory.h>
#include <core/percpu.h>
#include <core/reason.h>
#include <core/setup.h>
#include <core/spinlock.h>
#include <core/unit.h>

/* as the original; keeps the copy of a configuration small */
#define MAX_CONFIG_PAGES 16

unsigned int num_cells = 1;

static spinlock_t management;
/* for those who read without it; innermost */
static spinlock_t list;

void management_lock(void)
{
	while (!spin_trylock(&management)) {
		arch_yield_to_manager();
		cpu_relax();
	}
}

void management_unlock(void)
{
	spin_unlock(&management);
}

void cells_lock(void)
{
	spin_lock(&list);
}

void cells_unlock(void)
{
	spin_unlock(&list);
}

struct cell *cell_find(u32 id)
{
	struct cell *cell;

	for_each_cell (cell) {
		if (cell->id == id) {
			return cell;
		}
	}
	return NULL;
}

/* ---- suspending CPUs ---- */

/* A stopped CPU executes nothing any more: as good as suspended. */
static bool wait_for_suspended(struct percpu *target, bool suspended)
{
	u64 start = clock_us();

	while (target->suspended != suspended && !target->stopped) {
		if (clock_us() - start > CPU_TIMEOUT_US) {
			return false;
		}
		cpu_relax();
	}
	memory_barrier();
	return true;
}

static void cpu_resume(unsigned int cpu)
{
	struct percpu *target = percpu_of(cpu);

	if (__atomic_sub_fetch(&target->suspend_requests, 1, __ATOMIC_SEQ_CST) == 0) {
		wait_for_suspended(target, false);
	}
}

static int cpu_suspend(unsigned int cpu)
{
	struct percpu *target = percpu_of(cpu);

	__atomic_add_fetch(&target->suspend_requests, 1, __ATOMIC_SEQ_CST);
	arch_kick_cpu(cpu);
	if (wait_for_suspended(target, true)) {
		return 0;
	}
	__atomic_sub_fetch(&target->suspend_requests, 1, __ATOMIC_SEQ_CST);
	printk("CPU %d does not respond\n", cpu);
	return refuse_cpu(-EBUSY, JAILHOUSE_REASON_CPU_SILENT, cpu, CPU_TIMEOUT_US, 0);
}

int cell_suspend(struct cell *cell)
{
	unsigned int cpu, other, self = this_cpu()->cpu_id;
	int err;

	for_each_cpu (cpu, &cell->cpus) {
		err = cpu == self ? 0 : cpu_suspend(cpu);
		if (err) {
			for_each_cpu (other, &cell->cpus) {
				if (other < cpu && other != self) {
					cpu_resume(other);
				}
			}
			return err;
		}
	}
	return 0;
}

static void resume_cpus(const struct cpu_set *cpus)
{
	unsigned int cpu;

	for_each_cpu (cpu, cpus) {
		if (cpu != this_cpu()->cpu_id) {
			cpu_resume(cpu);
		}
	}
}

void cell_resume(struct cell *cell)
{
	resume_cpus(&cell->cpus);
}

void cell_park(struct cell *cell)
{
	unsigned int cpu;

	for_each_cpu (cpu, &cell->cpus) {
		percpu_of(cpu)->park = true;
		percpu_of(cpu)->failed = false;
	}
}

/* Common beginning of management calls: the other root CPUs are suspended. */
static int management_begin(void)
{
	int err;

	/* other cells must neither hold up management nor change the last reason */
	if (this_cell() != &root_cell) {
		return -EPERM;
	}
	management_lock();
	/* what root had before this CPU waited may be another cell's now */
	arch_take_flush();
	reason_clear();
	if (this_cell() != &root_cell) {
		err = refuse(-EPERM, JAILHOUSE_REASON_NOT_ROOT, this_cell(), 0, 0);
	} else {
		err = cell_suspend(&root_cell);
	}
	if (err) {
		management_unlock();
	}
	return err;
}

static long management_end(long result)
{
	if (!result) {
		/* a cell that was given up meanwhile left one */
		reason_clear();
	}
	cell_resume(&root_cell);
	management_unlock();
	return result;
}

/* All its CPUs leave their guests, which makes them verify. */
static int verify_cell(struct cell *cell, bool *changed)
{
	unsigned int cpu;
	int err = 0;

	if (cell != &root_cell) {
		err = cell_suspend(cell);
		if (!err) {
			cell_resume(cell);
		}
	}
	for_each_cpu (cpu, &cell->cpus) {
		*changed |= percpu_of(cpu)->control_changed;
		percpu_of(cpu)->control_changed = false;
	}
	return err;
}

long cells_verify(void)
{
	struct cell *cell;
	bool changed = false;
	int err, result;

	arch_verify_control();
	result = management_begin();
	if (result) {
		return result;
	}
	for_each_cell (cell) {
		err = verify_cell(cell, &changed);
		result = result ?: err;
	}
	return management_end(result ?: changed);
}

/* Another cell than @except must not be in a state that forbids changes. */
static int check_locked(const struct cell *except)
{
	struct cell *cell;

	for_each_cell (cell) {
		if (cell != &root_cell && cell != except &&
		    cell->comm_page->comm.cell_state == JAILHOUSE_CELL_RUNNING_LOCKED) {
			return refuse_other(-EPERM, JAILHOUSE_REASON_CELL_LOCKED, cell);
		}
	}
	return 0;
}

/* ---- creation ---- */

static int copy_config(u64 address, void **copy, unsigned int *pages)
{
	struct jailhouse_cell_desc desc;
	u64 size, span;

	if (!guest_copy(&desc, address, sizeof(desc))) {
		return refuse(-ENOMEM, JAILHOUSE_REASON_CONFIG_ACCESS, NULL, address, 0);
	}
	size = sizeof(desc) + (u64)desc.cpu_set_size +
	       (u64)desc.num_memory_regions * sizeof(struct jailhouse_memory) +
	       (u64)desc.num_cache_regions * sizeof(struct jailhouse_cache) +
	       (u64)desc.num_irqchips * sizeof(struct jailhouse_irqchip) +
	       (u64)desc.num_pio_regions * sizeof(struct jailhouse_pio) +
	       (u64)desc.num_pci_devices * sizeof(struct jailhouse_pci_device) +
	       (u64)desc.num_pci_caps * sizeof(struct jailhouse_pci_capability) +
	       (u64)desc.num_stream_ids * sizeof(union jailhouse_stream_id);
	span = (address & PAGE_OFFS_MASK) + size;
	if (span > MAX_CONFIG_PAGES * PAGE_SIZE) {
		return refuse(-E2BIG, JAILHOUSE_REASON_TOO_LARGE, NULL, span,
			      MAX_CONFIG_PAGES * PAGE_SIZE);
	}

	*pages = PAGES(size);
	*copy = page_alloc(*pages);
	if (!*copy) {
		return refuse_memory(*pages);
	}
	if (!guest_copy(*copy, address, size)) {
		page_free(*copy, *pages);
		return refuse(-ENOMEM, JAILHOUSE_REASON_CONFIG_ACCESS, NULL, address, 0);
	}
	return 0;
}

/* The whole configuration against the system and all cells, before anything changes. */
static int check_config(struct cell *cell)
{
	const struct config_cell **others = page_alloc(1);
	struct config_check check = {
		.system = &config_system,
		.platform = &config_platform,
		.others = others,
		.why = &last_reason,
	};
	struct cell *other;
	int err;

	if (!others) {
		return refuse_memory(1);
	}
	for_each_cell (other) {
		if (other != &root_cell && check.num_others < PAGE_SIZE / sizeof(*others)) {
			others[check.num_others++] = &other->config;
		}
	}
	err = config_check_cell(&check, &cell->config);
	page_free(others, 1);
	return err;
}

static int check_cpus(struct cell *cell)
{
	for (unsigned int cpu = 0; cpu < cell->config.cpu_set_size * 8; cpu++) {
		if (!config_has_cpu(&cell->config, cpu)) {
			continue;
		}
		if (cpu == this_cpu()->cpu_id) {
			return refuse_cpu(-EBUSY, JAILHOUSE_REASON_CALLING_CPU, cpu, 0, 0);
		}
		if (!cell_owns_cpu(&root_cell, cpu)) {
			return refuse_cpu(-EBUSY, JAILHOUSE_REASON_CPU_NOT_IN_ROOT, cpu, 0, 0);
		}
		cpu_set_add(&cell->cpus, cpu);
	}
	return 0;
}

static struct cell *alloc_cell(void *config, unsigned int config_pages)
{
	struct cell *cell = page_alloc(PAGES(sizeof(*cell)));

	if (cell) {
		cell->config_pages = config_pages;
		cell->config.desc = config;
	}
	return cell;
}

static void free_cell(struct cell *cell)
{
	page_free((void *)cell->config.desc, cell->config_pages);
	page_free(cell, PAGES(sizeof(*cell)));
}

int cell_alloc_resources(struct cell *cell)
{
	const struct unit *unit;
	unsigned int mmio = arch_mmio_count(cell);
	int err;

	for_each_unit(unit)
	{
		mmio += unit->mmio_count ? unit->mmio_count(cell) : 0;
	}
	err = memory_alloc_mmio(cell, mmio);
	if (err) {
		return err;
	}
	cell->comm_page = page_alloc(1);
	return cell->comm_page ? arch_cell_create(cell) : refuse_memory(1);
}

static void free_resources(struct cell *cell)
{
	arch_cell_destroy(cell);
	page_free(cell->comm_page, 1);
	memory_free_mmio(cell);
}

static void exit_units(struct cell *cell, const struct unit *end)
{
	while (end-- > __units_start) {
		if (end->cell_exit) {
			end->cell_exit(cell);
		}
	}
}

int cell_check_units(const struct cell *cell)
{
	const struct unit *unit;
	int err = 0;

	for_each_unit(unit)
	{
		err = err ?: unit->check ? unit->check(cell) : 0;
	}
	return err;
}

int cell_init_units(struct cell *cell)
{
	const struct unit *unit;
	int err;

	for_each_unit(unit)
	{
		err = unit->cell_init ? unit->cell_init(cell) : 0;
		if (err) {
			exit_units(cell, unit);
			return err;
		}
	}
	return 0;
}

static void commit(struct cell *cell)
{
	const struct unit *unit;

	arch_commit(&root_cell);
	arch_commit(cell);
	for_each_unit(unit)
	{
		if (unit->commit) {
			unit->commit(cell);
		}
	}
}

/* Cells may list the same registers: root gets them back with the last one. */
static void keep_from_root(const struct cell *except)
{
	const struct jailhouse_memory *region;
	struct cell *other;

	for_each_cell (other) {
		for (unsigned int n = 0;
		     other != &root_cell && other != except && n < other->config.num_memory; n++) {
			region = &other->config.memory[n];
			if (memory_is_exclusive(region) &&
			    !(other->loadable && region->flags & JAILHOUSE_MEM_LOADABLE) &&
			    memory_take_from_root(region)) {
				printk("WARNING: root cell keeps memory of cell \"%s\"\n",
				       cell_name(other));
			}
		}
	}
}

/* The cell's tables first: root's may need the pages. */
static void return_memory(struct cell *cell, unsigned int regions)
{
	const struct jailhouse_memory *region = cell->config.memory;

	for (unsigned int n = 0; n < regions; n++) {
		memory_unmap(cell, &region[n]);
	}
	for (unsigned int n = 0; n < regions; n++) {
		if (memory_is_exclusive(&region[n]) && memory_give_to_root(&region[n])) {
			printk("WARNING: Failed to re-assign memory region to root cell\n");
		}
	}
	keep_from_root(cell);
}

static int move_memory(struct cell *cell)
{
	const struct jailhouse_memory *region = cell->config.memory;
	unsigned int n;
	int err;

	for (n = 0; n < cell->config.num_memory; n++, region++) {
		err = memory_is_exclusive(region) ? memory_take_from_root(region) : 0;
		err = err ?: memory_map(cell, region);
		if (err) {
			return_memory(cell, n + 1);
			return err;
		}
	}
	return 0;
}

/* The CPUs are suspended; when they resume they wait for the cell's start. */
static void move_cpus(struct cell *to, const struct cpu_set *cpus)
{
	struct percpu *target;
	unsigned int cpu;

	for_each_cpu (cpu, cpus) {
		target = percpu_of(cpu);
		cpu_set_remove(&target->cell->cpus, cpu);
		cpu_set_add(&to->cpus, cpu);
		target->cell = to;
		target->park = true;
		target->failed = false;
		target->flush = true;
		memset(target->stats, 0, sizeof(target->stats));
	}
}

static void append_cell(struct cell *cell)
{
	struct cell *last;

	cells_lock();
	for_each_cell (last) {
		if (!last->next) {
			last->next = cell;
			break;
		}
	}
	cells_unlock();
	num_cells++;
}

/* All that may fail, in an order that can be undone. */
static int build_cell(struct cell *cell)
{
	int err;

	err = cell_alloc_resources(cell);
	if (err) {
		goto free;
	}
	err = move_memory(cell);
	if (err) {
		goto free;
	}
	arch_cell_move_ports(cell, true);
	/* after the memory: units trap addresses that a region may cover */
	err = cell_init_units(cell);
	if (err) {
		arch_cell_move_ports(cell, false);
		return_memory(cell, cell->config.num_memory);
		goto free;
	}
	return 0;
free:
	commit(&root_cell);
	free_resources(cell);
	return err;
}

static int create_checked(struct cell *cell)
{
	struct cpu_set cpus;
	int err;

	err = config_parse_cell(&cell->config, cell->config.desc, cell->config_pages * PAGE_SIZE,
				&last_reason);
	err = err ?: check_config(cell);
	err = err ?: check_cpus(cell);
	err = err ?: cell_check_units(cell);
	err = err ?: build_cell(cell);
	if (err) {
		return err;
	}

	cpus = cell->cpus;
	cell->id = cell->config.desc->id;
	move_cpus(cell, &cpus);
	commit(cell);
	memory_clear_cell(cell);
	cell->comm_page->comm.cell_state = JAILHOUSE_CELL_SHUT_DOWN;
	append_cell(cell);
	message_reconfig_completed();
	printk("Created cell \"%s\"\n", cell_name(cell));
	print_pool_usage("after cell creation");
	arch_warn_siblings(cell);
	resume_cpus(&cpus);
	return 0;
}

long cell_create(u64 config_address)
{
	unsigned int pages = 0;
	void *config = NULL;
	struct cell *cell;
	int err;

	err = management_begin();
	if (err) {
		return err;
	}
	err = check_locked(NULL);
	err = err ?: copy_config(config_address, &config, &pages);
	if (err) {
		return management_end(err);
	}
	cell = alloc_cell(config, pages);
	if (!cell) {
		page_free(config, pages);
		return management_end(refuse_memory(PAGES(sizeof(*cell))));
	}
	err = create_checked(cell);
	if (err) {
		free_cell(cell);
	}
	return management_end(err);
}

/* ---- start, set-loadable, destroy ---- */

/* Common beginning: find the cell, get its consent, suspend it. */
static int take_cell(u32 id, bool others_unlocked, struct cell **result)
{
	struct cell *cell = cell_find(id);
	int err;

	if (!cell) {
		return refuse(-ENOENT, JAILHOUSE_REASON_NO_CELL, NULL, id, 0);
	}
	if (cell == &root_cell) {
		return refuse(-EINVAL, JAILHOUSE_REASON_ROOT_CELL, cell, 0, 0);
	}
	err = others_unlocked ? check_locked(cell) : 0;
	err = err ?: message_request_shutdown(cell);
	err = err ?: cell_suspend(cell);
	*result = cell;
	return err;
}

static int map_loadable(struct cell *cell, bool into_root)
{
	int err = 0;

	for (unsigned int n = 0; n < cell->config.num_memory && !err; n++) {
		const struct jailhouse_memory *region = &cell->config.memory[n];

		if (region->flags & JAILHOUSE_MEM_LOADABLE && memory_is_exclusive(region)) {
			err = into_root ? memory_give_to_root(region)
					: memory_take_from_root(region);
		}
	}
	return err;
}

static void reset_units(struct cell *cell)
{
	const struct unit *unit;

	for_each_unit(unit)
	{
		if (unit->cell_reset) {
			unit->cell_reset(cell);
		}
	}
	arch_cell_reset(cell);
}

static void fill_comm_region(struct cell *cell)
{
	struct jailhouse_comm_region *comm = &cell->comm_page->comm;
	u32 flags = cell->config.desc->flags;

	memset(cell->comm_page, 0, sizeof(*cell->comm_page));
	memcpy(comm->signature, COMM_REGION_MAGIC, sizeof(comm->signature));
	comm->revision = COMM_REGION_ABI_REVISION;
	comm->cell_state = JAILHOUSE_CELL_RUNNING;
	if (CELL_FLAGS_VIRTUAL_CONSOLE_PERMITTED(flags)) {
		comm->flags |= JAILHOUSE_COMM_FLAG_DBG_PUTC_PERMITTED;
	}
	if (CELL_FLAGS_VIRTUAL_CONSOLE_ACTIVE(flags)) {
		comm->flags |= JAILHOUSE_COMM_FLAG_DBG_PUTC_ACTIVE;
	}
	comm->console = cell->config.desc->console;
	comm->pci_mmconfig_base = system_config->platform_info.pci_mmconfig_base;
	arch_fill_comm_region(cell);
}

static int start_taken(struct cell *cell)
{
	struct percpu *target;
	unsigned int cpu;
	int err;

	if (cell->loadable) {
		err = map_loadable(cell, false);
		if (err) {
			return err;
		}
		cell->loadable = false;
	}
	fill_comm_region(cell);
	reset_units(cell);
	for_each_cpu (cpu, &cell->cpus) {
		target = percpu_of(cpu);
		target->failed = false;
		target->reset = true;
		target->flush = true;
	}
	printk("Started cell \"%s\"\n", cell_name(cell));
	return 0;
}

static int set_loadable_taken(struct cell *cell)
{
	int err;

	cell_park(cell);
	if (cell->loadable) {
		/* completes what an attempt without memory left */
		return map_loadable(cell, true);
	}
	cell->comm_page->comm.cell_state = JAILHOUSE_CELL_SHUT_DOWN;
	reset_units(cell);
	/* from here on a start takes back whatever root got */
	cell->loadable = true;
	err = map_loadable(cell, true);
	if (!err) {
		printk("Cell \"%s\" can be loaded\n", cell_name(cell));
	}
	return err;
}

static void remove_cell(struct cell *cell)
{
	struct cell *previous = &root_cell;

	cells_lock();
	while (previous->next != cell) {
		previous = previous->next;
	}
	previous->next = cell->next;
	cells_unlock();
	num_cells--;
}

static void destroy_taken(struct cell *cell)
{
	struct cpu_set cpus = cell->cpus;

	printk("Closing cell \"%s\"\n", cell_name(cell));
	cell->comm_page->comm.cell_state = JAILHOUSE_CELL_SHUT_DOWN;
	/* no device of the cell may write to memory that is given away */
	reset_units(cell);
	move_cpus(&root_cell, &cpus);
	memory_clear_cell(cell);
	return_memory(cell, cell->config.num_memory);
	arch_cell_move_ports(cell, false);
	exit_units(cell, __units_end);
	remove_cell(cell);
	commit(&root_cell);
	free_resources(cell);
	free_cell(cell);
	print_pool_usage("after cell destruction");
	message_reconfig_completed();
}

static long change_cell(u32 id, int (*change)(struct cell *cell))
{
	struct cell *cell;
	int err;

	err = management_begin();
	if (err) {
		return err;
	}
	err = take_cell(id, false, &cell);
	if (!err) {
		err = change(cell);
		/* also where it failed half-way */
		commit(cell);
		cell_resume(cell);
	}
	return management_end(err);
}

long cell_start(u32 id)
{
	return change_cell(id, start_taken);
}

long cell_set_loadable(u32 id)
{
	return change_cell(id, set_loadable_taken);
}

long cell_destroy(u32 id)
{
	struct cell *cell;
	int err;

	err = management_begin();
	if (err) {
		return err;
	}
	err = take_cell(id, true, &cell);
	if (!err) {
		/* the cell's CPUs are the root cell's afterwards and resume with them */
		destroy_taken(cell);
	}
	return management_end(err);
}

long cell_get_state(u32 id)
{
	struct cell *cell;
	long state = -ENOENT;

	if (this_cell() != &root_cell) {
		return -EPERM;
	}
	management_lock();
	cell = cell_find(id);
	if (cell) {
		state = cell->comm_page->comm.cell_state;
		if (state > JAILHOUSE_CELL_FAILED_COMM_REV) {
			state = refuse(-EINVAL, JAILHOUSE_REASON_CELL_STATE, cell, state,
				       JAILHOUSE_CELL_FAILED_COMM_REV);
		}
	}
	management_unlock();
	return state;
}
