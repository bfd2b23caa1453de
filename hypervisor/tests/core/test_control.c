// SPDX-License-Identifier: GPL-2.0-only

/* A cell's life: what is done in which order, and who has which memory when. */

#include "board.h"

#define MANAGE(name, id) hypercall(JAILHOUSE_HC_CELL_##name, id, 0)

static struct jailhouse_comm_region *comm(void)
{
	return &the_cell()->comm_page->comm;
}

static long state_of(u32 id)
{
	return hypercall(JAILHOUSE_HC_CELL_GET_STATE, id, 0);
}

/* ---- start-up ---- */

Test(control, enable_brings_everything_up)
{
	cr_assert_eq(board_enter(ALL_CPUS), 0);
	expect_order("Initializing Jailhouse hypervisor test on CPU", "Page pool usage after early",
		     "Initializing unit: alpha", "alpha comes up", "Initializing unit: beta",
		     "alpha takes for root", "beta takes for root",
		     "Page pool usage after late setup", "Activating hypervisor", NULL);
	for (unsigned int cpu = 0; cpu < BOARD_CPUS; cpu++) {
		cr_expect(cell_owns_cpu(&root_cell, cpu));
		cr_expect_eq(percpu_of(cpu)->cell, &root_cell);
	}
	cr_expect(root_has(0) && root_has(0x39fff000) && root_has(CELL_MEMORY));
	cr_expect(!root_has(0x3a000000), "the hypervisor's memory is not root's");
	cr_expect_eq(hypervisor_header.stage, JAILHOUSE_STAGE_ACTIVATING);
	become(0);
	cr_expect_eq(state_of(0), JAILHOUSE_CELL_RUNNING);
}

/* ---- order of events ---- */

Test(control, order_of_create)
{
	board_start();
	cr_assert_eq(create(&board.world->cell), 0);
	expect_order("suspend CPU 1", "suspend CPU 2", "suspend CPU 3", "alpha takes for cell",
		     "beta takes for cell", "flush this CPU", "beta commits cell",
		     "clear 0x3a600000+0x100000", "Created cell \"cell\"",
		     "Page pool usage after cell creation", "siblings of cell", "park CPU 1",
		     "resume CPU 2", "resume CPU 3", NULL);
	cr_expect_eq(state_of(CELL_ID), JAILHOUSE_CELL_SHUT_DOWN);
	cr_expect_eq(board.cpus[CELL_CPU].parks, 1);
	cr_expect_eq(board.cpus[CELL_CPU].starts, 0);
	cr_expect_eq(board.cpus[3].parks, 0);
	cr_expect_geq(board.cpus[3].flushes, 1, "root's CPUs forget what root lost");
	cr_expect_eq(hypercall(JAILHOUSE_HC_HYPERVISOR_GET_INFO, JAILHOUSE_INFO_NUM_CELLS, 0), 2);
}

/* Another CPU changed root's memory while this one waited for its turn. */
Test(control, changes_count_before_the_next_request_is_read)
{
	board_start();
	percpu_of(0)->flush = true;
	cr_assert_eq(create(&board.world->cell), 0);
	expect_order("flush this CPU", "suspend CPU 1", NULL);
}

Test(control, order_of_set_loadable)
{
	start_with_cell();
	cr_assert_eq(MANAGE(SET_LOADABLE, CELL_ID), 0);
	expect_order("suspend CPU 2", "suspend CPU 3", "suspend CPU 1", "alpha resets cell",
		     "Cell \"cell\" can be loaded", "beta commits cell", "park CPU 1",
		     "resume CPU 2", NULL);
	journal_clear();
	cr_assert_eq(MANAGE(SET_LOADABLE, CELL_ID), 0, "again");
	cr_expect_null(strstr(journal, "alpha resets"), "nothing is left to do");
	expect_not_printed("can be loaded");
}

Test(control, order_of_start)
{
	start_with_cell();
	cr_assert_eq(MANAGE(START, CELL_ID), 0);
	expect_order("suspend CPU 1", "alpha resets cell", "Started cell \"cell\"",
		     "beta commits cell", "start CPU 1", "resume CPU 2", NULL);
	cr_expect_eq(board.cpus[CELL_CPU].starts, 1);
	cr_expect_eq(state_of(CELL_ID), JAILHOUSE_CELL_RUNNING);
}

Test(control, order_of_destroy)
{
	start_with_cell();
	cr_assert_eq(MANAGE(START, CELL_ID), 0);
	journal_clear();
	cr_assert_eq(MANAGE(DESTROY, CELL_ID), 0);
	expect_order("suspend CPU 1", "Closing cell \"cell\"", "alpha resets cell",
		     "clear 0x3a600000", "beta returns from cell", "alpha returns from cell",
		     "beta commits root", "Page pool usage after cell destruction", "park CPU 1",
		     NULL);
	cr_expect_null(cell_find(CELL_ID));
	cr_expect_eq(num_cells, 1);
	cr_expect_eq(percpu_of(CELL_CPU)->cell, &root_cell);
	cr_expect(cell_owns_cpu(&root_cell, CELL_CPU));
}

Test(control, everything_is_given_back)
{
	struct snapshot before;

	board_start();
	board.tick = cells_answer;
	snapshot_take(&before);
	for (unsigned int round = 0; round < 20; round++) {
		cr_assert_eq(create(&board.world->cell), 0);
		cr_assert_eq(create(&board.world->other), 0);
		cr_assert_eq(MANAGE(SET_LOADABLE, CELL_ID), 0);
		cr_assert_eq(MANAGE(START, CELL_ID), 0);
		cr_assert_eq(MANAGE(DESTROY, round & 1 ? CELL_ID : OTHER_ID), 0);
		cr_assert_eq(MANAGE(DESTROY, round & 1 ? OTHER_ID : CELL_ID), 0);
	}
	expect_unchanged(&before, "after 20 rounds");
}

/* ---- memory over the life cycle ---- */

enum { COMM_VIRT = 0x100000, REGISTERS_PHYS = 0xfed00000, SHMEM_PHYS = 0x40000000 };

static bool cell_has(u64 virt, u64 phys)
{
	return paging_translate(&the_cell()->stage2, virt) == phys;
}

static void expect_cell_memory(void)
{
	cr_expect(cell_has(0, CELL_MEMORY) && cell_has(0xfffff, CELL_MEMORY_END - 1));
	cr_expect(cell_has(COMM_VIRT, hv_virt_to_phys(the_cell()->comm_page)));
	cr_expect(cell_has(REGISTERS_PHYS, REGISTERS_PHYS));
	cr_expect(cell_has(SHMEM_PHYS, SHMEM_PHYS));
	cr_expect(cell_has(COMM_VIRT + PAGE_SIZE, PAGING_INVALID));
}

static void expect_root_memory(bool ram, bool registers)
{
	cr_expect_eq(root_has(CELL_MEMORY), ram);
	cr_expect_eq(root_has(CELL_MEMORY_END - PAGE_SIZE), ram);
	cr_expect_eq(root_has(REGISTERS_PHYS), registers);
	cr_expect(root_has(CELL_MEMORY_END), "the neighbourhood stays");
	cr_expect(root_has(0x39fff000));
	cr_expect(root_has(SHMEM_PHYS), "ROOTSHARED stays");
}

Test(control, memory_of_each_phase)
{
	board_start();
	board.tick = cells_answer;
	expect_root_memory(true, true);
	cr_assert_eq(create(&board.world->cell), 0);
	expect_cell_memory();
	expect_root_memory(false, false);
	cr_assert_eq(MANAGE(SET_LOADABLE, CELL_ID), 0);
	expect_cell_memory();
	expect_root_memory(true, false);
	cr_assert_eq(MANAGE(START, CELL_ID), 0);
	expect_cell_memory();
	expect_root_memory(false, false);
	cr_assert_eq(MANAGE(DESTROY, CELL_ID), 0);
	expect_root_memory(true, true);
}

Test(control, loadable_and_rootshared_stays_with_root)
{
	board.world = world_new();
	board.world->cell.memory[CELL_RAM].flags |= JAILHOUSE_MEM_ROOTSHARED;
	board_start();
	board.tick = cells_answer;
	cr_assert_eq(create(&board.world->cell), 0);
	expect_root_memory(true, false);
	cr_assert_eq(MANAGE(SET_LOADABLE, CELL_ID), 0);
	cr_assert_eq(MANAGE(START, CELL_ID), 0);
	expect_root_memory(true, false);
	cr_expect_null(strstr(journal, "clear"), "nothing changed hands");
	cr_assert_eq(MANAGE(DESTROY, CELL_ID), 0);
	expect_root_memory(true, true);
}

Test(control, memory_that_root_never_had_does_not_go_to_root)
{
	board.world = world_new();
	add_memory(&board.world->cell, 0x80000000, 0x80000000, 0x200000, RW);
	board_start();
	board.tick = cells_answer;
	cr_assert_eq(create(&board.world->cell), 0);
	cr_expect(cell_has(0x80000000, 0x80000000));
	cr_assert_eq(MANAGE(DESTROY, CELL_ID), 0);
	cr_expect(!root_has(0x80000000));
}

Test(control, only_ram_that_changes_hands_is_cleared)
{
	unsigned int clears = 0;

	start_with_cell();
	cr_assert_eq(MANAGE(SET_LOADABLE, CELL_ID), 0);
	cr_assert_eq(MANAGE(START, CELL_ID), 0);
	cr_expect_null(strstr(journal, "clear"), "never on load or start");
	journal_clear();
	cr_assert_eq(MANAGE(DESTROY, CELL_ID), 0);
	for (char *at = journal; (at = strstr(at, "clear ")); at++) {
		clears++;
	}
	cr_expect_eq(clears, 1, "RAM alone: no registers, no shared memory, no comm region");
	expect_order("clear 0x3a600000+0x100000", NULL);
}

Test(control, io_in_ram_is_not_cleared)
{
	board.world = world_new();
	board.world->cell.memory[CELL_RAM].flags |= JAILHOUSE_MEM_IO;
	board_start();
	cr_assert_eq(create(&board.world->cell), 0);
	cr_expect_null(strstr(journal, "clear"));
}

Test(control, each_load_stops_and_resets_the_cell)
{
	start_with_cell();
	for (unsigned int round = 0; round < 3; round++) {
		journal_clear();
		cr_assert_eq(MANAGE(SET_LOADABLE, CELL_ID), 0);
		expect_order("alpha resets cell", "Cell \"cell\" can be loaded", NULL);
		cr_expect_eq(state_of(CELL_ID), JAILHOUSE_CELL_SHUT_DOWN);
		expect_root_memory(true, false);
		cr_assert_eq(MANAGE(START, CELL_ID), 0);
		cr_expect_eq(state_of(CELL_ID), JAILHOUSE_CELL_RUNNING);
		expect_root_memory(false, false);
	}
}

/* ---- ports ---- */

static bool port_native(const struct cell *cell, u16 port)
{
	return !(cell->arch.iopm[port / 8] >> (port % 8) & 1);
}

Test(control, ports_follow_the_cell)
{
	board_start();
	board.tick = cells_answer;
	cr_expect(port_native(&root_cell, 0x3f8));
	cr_assert_eq(create(&board.world->cell), 0);
	cr_assert_eq(create(&board.world->other), 0);
	cr_expect(port_native(the_cell(), 0x3f8) && port_native(the_cell(), 0x3ff));
	cr_expect(!port_native(the_cell(), 0x3f7) && !port_native(the_cell(), 0x400));
	cr_expect(!port_native(&root_cell, 0x3f8) && !port_native(&root_cell, 0x2f8));
	cr_expect(port_native(the_cell(), 0x608), "PM timer");
	cr_expect(!port_native(the_cell(), 0xcf9), "reset");
	cr_assert_eq(MANAGE(DESTROY, CELL_ID), 0);
	cr_expect(port_native(&root_cell, 0x3f8), "returned");
	cr_expect(!port_native(&root_cell, 0x2f8), "the other cell's");
	cr_expect(!port_native(&root_cell, 0xcf8) && !port_native(&root_cell, 0x64));
	cr_expect(port_native(&root_cell, 0xcf9));
}

/* ---- communication region ---- */

Test(control, start_fills_the_communication_region)
{
	start_with_cell();
	memset(the_cell()->comm_page, 0xee, PAGE_SIZE);
	comm()->cell_state = JAILHOUSE_CELL_FAILED;
	cr_assert_eq(MANAGE(START, CELL_ID), 0);
	cr_expect_arr_eq(comm()->signature, "JHCOMM", 6);
	cr_expect_eq(comm()->revision, 2);
	cr_expect_eq(comm()->cell_state, JAILHOUSE_CELL_RUNNING);
	cr_expect_eq(comm()->msg_to_cell, 0);
	cr_expect_eq(comm()->reply_from_cell, 0);
	cr_expect_eq(comm()->flags, 0);
	cr_expect_eq(comm()->console.address, 0x3f8);
	cr_expect_eq(comm()->pci_mmconfig_base, 0xb0000000);
	cr_expect_eq(comm()->pm_timer_address, 0x608);
	cr_expect_eq(comm()->num_cpus, 1);
	for (unsigned int n = sizeof(*comm()); n < PAGE_SIZE; n++) {
		cr_assert_eq(the_cell()->comm_page->padding[n], 0);
	}
}

Test(control, console_flags_in_the_communication_region)
{
	board.world = world_new();
	board.world->cell.desc.flags |=
		JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED | JAILHOUSE_CELL_VIRTUAL_CONSOLE_ACTIVE;
	start_with_cell();
	cr_assert_eq(MANAGE(START, CELL_ID), 0);
	cr_expect_eq(comm()->flags,
		     JAILHOUSE_COMM_FLAG_DBG_PUTC_PERMITTED | JAILHOUSE_COMM_FLAG_DBG_PUTC_ACTIVE);
}

/* ---- refusals ---- */

Test(control, only_root_manages)
{
	static const unsigned int calls[] = {
		JAILHOUSE_HC_DISABLE,		JAILHOUSE_HC_CELL_CREATE,
		JAILHOUSE_HC_CELL_START,	JAILHOUSE_HC_CELL_DESTROY,
		JAILHOUSE_HC_CELL_SET_LOADABLE, JAILHOUSE_HC_CELL_GET_STATE,
		JAILHOUSE_HC_GET_REASON,	JAILHOUSE_HC_CHECK_INTEGRITY
	};

	struct snapshot before;

	start_with_both();
	snapshot_take(&before);
	become(CELL_CPU);
	for (unsigned int n = 0; n < ARRAY_SIZE(calls); n++) {
		cr_expect_eq(hypercall(calls[n], CELL_ID, 0), -EPERM, "hypercall %d", calls[n]);
	}
	become(0);
	expect_unchanged(&before, "after a cell's requests");
}

Test(control, cells_that_do_not_exist)
{
	start_with_cell();
	cr_expect_eq(MANAGE(START, 77), -ENOENT);
	expect_reason(NO_CELL);
	cr_expect_eq(last_reason.found, 77);
	cr_expect_eq(MANAGE(SET_LOADABLE, 77), -ENOENT);
	cr_expect_eq(MANAGE(DESTROY, 77), -ENOENT);
	cr_expect_eq(state_of(77), -ENOENT);
}

Test(control, not_with_the_root_cell)
{
	start_with_cell();
	cr_expect_eq(MANAGE(START, 0), -EINVAL);
	expect_reason(ROOT_CELL);
	cr_expect_eq(MANAGE(SET_LOADABLE, 0), -EINVAL);
	cr_expect_eq(MANAGE(DESTROY, 0), -EINVAL);
	cr_expect_eq(num_cells, 2);
}

Test(control, states_that_a_cell_makes_up)
{
	static const u32 wrong[] = { 5, 0x7fffffff, 0x80000000, 0xffffffff };

	start_with_cell();
	for (u32 state = 0; state <= 4; state++) {
		comm()->cell_state = state;
		cr_expect_eq(state_of(CELL_ID), state);
	}
	for (unsigned int n = 0; n < ARRAY_SIZE(wrong); n++) {
		comm()->cell_state = wrong[n];
		cr_expect_eq(state_of(CELL_ID), -EINVAL);
		expect_reason(CELL_STATE);
	}
}

Test(control, cells_do_not_change_the_reason_of_root)
{
	start_with_cell();
	cr_assert_eq(MANAGE(START, 77), -ENOENT);
	become(CELL_CPU);
	cr_expect_eq(MANAGE(DESTROY, CELL_ID), -EPERM);
	cr_expect_eq(state_of(CELL_ID), -EPERM);
	cr_expect_eq(hypercall(JAILHOUSE_HC_DISABLE, 0, 0), -EPERM);
	expect_reason(NO_CELL);
}

/* A new plan for each refusal; the world stays as it is. */
struct refusal {
	const char *what;
	void (*spoil)(struct plan *plan);
	long error;
	u16 reason;
};

static void same_name(struct plan *plan)
{
	strcpy(plan->desc.name, "other");
}

static void root_name(struct plan *plan)
{
	strcpy(plan->desc.name, "root");
}

static void same_id(struct plan *plan)
{
	plan->desc.id = OTHER_ID;
}

static void root_id(struct plan *plan)
{
	plan->desc.id = 0;
}

static void no_cpu(struct plan *plan)
{
	plan->cpus[0] = 0;
}

static void calling_cpu_taken(struct plan *plan)
{
	plan->cpus[0] = 1;
}

static void cpu_of_other(struct plan *plan)
{
	plan->cpus[0] = 1 << OTHER_CPU;
}

static void cpu_absent(struct plan *plan)
{
	plan->cpus[0] = 1 << 6;
}

static void cpu_far_beyond(struct plan *plan)
{
	plan->desc.cpu_set_size = MAX_ELEMENTS;
	memset(plan->cpus, 0xff, MAX_ELEMENTS);
	plan->cpus[0] = 1 << CELL_CPU;
}

static void bad_signature(struct plan *plan)
{
	plan->desc.signature[0] = 'X';
}

static void bad_revision(struct plan *plan)
{
	plan->desc.revision++;
}

static void bad_architecture(struct plan *plan)
{
	plan->desc.architecture = JAILHOUSE_ARM64;
}

static void too_large(struct plan *plan)
{
	plan->desc.num_memory_regions = 3000;
}

static void huge_counts(struct plan *plan)
{
	plan->desc.num_memory_regions = 0x08000000; /* times 32: 0 in 32 bits */
	plan->desc.num_pci_devices = 0xffffffff;
}

static void counts_beyond_the_file(struct plan *plan)
{
	plan->desc.num_memory_regions = 40;
}

static void pin_base(struct plan *plan)
{
	plan->irqchips[0].pin_base = 32;
}

static void hypervisor_memory(struct plan *plan)
{
	plan->memory[CELL_RAM].phys_start = 0x3a000000;
}

static void memory_of_other(struct plan *plan)
{
	plan->memory[CELL_RAM].phys_start = CELL_MEMORY + 0x200000;
}

static void test_device_without_comm(struct plan *plan)
{
	plan->desc.flags |= JAILHOUSE_CELL_TEST_DEVICE;
	plan->memory[CELL_COMM].size = 0;
}

static const struct refusal refusals[] = {
	{ "the other cell's name", same_name, -EEXIST, JAILHOUSE_REASON_NAME_EXISTS },
	{ "root's name", root_name, -EEXIST, JAILHOUSE_REASON_NAME_EXISTS },
	{ "the other cell's id", same_id, -EEXIST, JAILHOUSE_REASON_ID_EXISTS },
	{ "root's id", root_id, -EEXIST, JAILHOUSE_REASON_ID_EXISTS },
	{ "no CPU", no_cpu, -EINVAL, JAILHOUSE_REASON_NO_CPU },
	{ "the calling CPU", calling_cpu_taken, -EBUSY, JAILHOUSE_REASON_CALLING_CPU },
	{ "the other cell's CPU", cpu_of_other, -EBUSY, JAILHOUSE_REASON_CPU_TAKEN },
	{ "an absent CPU", cpu_absent, -EBUSY, JAILHOUSE_REASON_CPU_NOT_IN_ROOT },
	{ "CPUs up to 127", cpu_far_beyond, -EBUSY, JAILHOUSE_REASON_CPU_NOT_IN_ROOT },
	{ "signature", bad_signature, -EINVAL, JAILHOUSE_REASON_SIGNATURE },
	{ "revision", bad_revision, -EINVAL, JAILHOUSE_REASON_REVISION },
	{ "architecture", bad_architecture, -EINVAL, JAILHOUSE_REASON_ARCHITECTURE },
	{ "more than 16 pages", too_large, -E2BIG, JAILHOUSE_REASON_TOO_LARGE },
	{ "counts that overflow", huge_counts, -E2BIG, JAILHOUSE_REASON_TOO_LARGE },
	{ "counts beyond the file", counts_beyond_the_file, -ENOMEM,
	  JAILHOUSE_REASON_CONFIG_ACCESS },
	{ "pin base", pin_base, -EINVAL, JAILHOUSE_REASON_PIN_BASE },
	{ "hypervisor memory", hypervisor_memory, -EINVAL, JAILHOUSE_REASON_MEM_HYPERVISOR },
	{ "the other cell's memory", memory_of_other, -EBUSY, JAILHOUSE_REASON_MEM_SHARED },
	{ "test device", test_device_without_comm, -EINVAL, JAILHOUSE_REASON_TEST_DEVICE_NO_COMM },
};

Test(control, refused_configurations_change_nothing)
{
	struct snapshot before;

	board_start();
	board.tick = cells_answer;
	cr_assert_eq(create(&board.world->other), 0);
	for (unsigned int n = 0; n < ARRAY_SIZE(refusals); n++) {
		struct plan plan = board.world->cell;
		long err;

		refusals[n].spoil(&plan);
		snapshot_take(&before);
		err = create(&plan);
		cr_expect_eq(err, refusals[n].error, "%s: %ld", refusals[n].what, err);
		cr_expect_eq(last_reason.code, refusals[n].reason, "%s: reason %d",
			     refusals[n].what, last_reason.code);
		cr_expect_eq(last_reason.error, refusals[n].error, "%s", refusals[n].what);
		expect_unchanged(&before, refusals[n].what);
	}
	cr_expect_eq(create(&board.world->cell), 0, "the machine still works");
}

Test(control, a_configuration_that_root_cannot_read)
{
	struct snapshot before;

	board_start();
	snapshot_take(&before);
	board.unreadable = true;
	cr_expect_eq(create(&board.world->cell), -ENOMEM);
	expect_reason(CONFIG_ACCESS);
	expect_unchanged(&before, "unreadable");
	cr_expect_eq(hypercall(JAILHOUSE_HC_CELL_CREATE, ~0UL, 0), -ENOMEM);
	expect_unchanged(&before, "at the end of the address space");
}

Test(control, a_cpu_set_of_more_than_4096_bytes)
{
	struct jailhouse_cell_desc *desc;

	board_start();
	present(&board.world->cell);
	board.guest = realloc(board.guest, 3 * PAGE_SIZE);
	board.guest_size = 3 * PAGE_SIZE;
	memset(board.guest + PAGE_SIZE, 0, 2 * PAGE_SIZE);
	desc = (struct jailhouse_cell_desc *)board.guest;
	desc->cpu_set_size = 4097;
	cr_expect_eq(hypercall(JAILHOUSE_HC_CELL_CREATE, CONFIG_ADDRESS, 0), -EINVAL);
	expect_reason(CPU_SET_SIZE);
}

/* 16 pages are counted from the page that the configuration begins in. */
Test(control, size_limit_counts_the_first_page)
{
	struct plan plan;

	board_start();
	plan = board.world->cell;
	plan.desc.num_memory_regions = 0;
	plan.desc.num_stream_ids = (15 * PAGE_SIZE) / 4;
	present(&plan);
	cr_expect_eq(hypercall(JAILHOUSE_HC_CELL_CREATE, CONFIG_ADDRESS, 0), -ENOMEM,
		     "within the limit, but the file is not that long");
	cr_expect_eq(hypercall(JAILHOUSE_HC_CELL_CREATE, CONFIG_ADDRESS + 0xfff, 0), -ENOMEM);
	board.guest_address = CONFIG_ADDRESS + 0xfff;
	cr_expect_eq(hypercall(JAILHOUSE_HC_CELL_CREATE, CONFIG_ADDRESS + 0xfff, 0), -E2BIG);
	expect_reason(TOO_LARGE);
}

Test(control, a_unit_that_refuses_undoes_all)
{
	struct snapshot before;

	board_start();
	for (board.fail_unit = 1; board.fail_unit <= 2; board.fail_unit++) {
		snapshot_take(&before);
		journal_clear();
		cr_expect_eq(create(&board.world->cell), board.fail_unit == 1 ? -EBUSY : -ERANGE);
		expect_unchanged(&before, "unit refused");
		cr_expect_eq(!strstr(journal, "alpha returns from cell"), board.fail_unit == 1,
			     "exactly those that were initialised");
		cr_expect_null(strstr(journal, "beta returns from cell"));
		cr_expect_null(strstr(journal, "clear"), "root keeps its contents");
		cr_expect_eq(board.cpus[CELL_CPU].parks, 0, "root keeps its CPU running");
	}
}

Test(control, hardware_that_is_not_as_configured)
{
	struct snapshot before;

	board_start();
	snapshot_take(&before);
	board.fail_unit = 3;
	cr_expect_eq(create(&board.world->cell), -EINVAL);
	expect_reason(PCI_HARDWARE);
	expect_unchanged(&before, "hardware differs");
	cr_expect_null(strstr(journal, "takes for"), "nothing was taken");
	cr_expect_eq(board.cpus[3].flushes, 0, "nothing was changed");
}

/* ---- RUNNING_LOCKED ---- */

Test(control, a_locked_cell_forbids_changes_to_others)
{
	struct snapshot before;

	start_with_cell();
	comm()->cell_state = JAILHOUSE_CELL_RUNNING_LOCKED;
	snapshot_take(&before);
	cr_expect_eq(create(&board.world->other), -EPERM);
	expect_reason(CELL_LOCKED);
	cr_expect_str_eq(last_reason.other_cell, "cell");
	expect_unchanged(&before, "create");

	comm()->cell_state = JAILHOUSE_CELL_RUNNING;
	cr_assert_eq(create(&board.world->other), 0);
	comm()->cell_state = JAILHOUSE_CELL_RUNNING_LOCKED;
	snapshot_take(&before);
	cr_expect_eq(MANAGE(DESTROY, OTHER_ID), -EPERM);
	expect_unchanged(&before, "destroy");
	cr_expect_eq(MANAGE(START, OTHER_ID), 0, "starting others is allowed");
	cr_expect_eq(MANAGE(SET_LOADABLE, OTHER_ID), 0);
	cr_expect_eq(MANAGE(DESTROY, CELL_ID), 0, "itself, when it approves");
}

Test(control, disable_while_cells_exist)
{
	start_with_cell();
	cr_expect_eq(hypercall(JAILHOUSE_HC_DISABLE, 0, 0), -EBUSY);
	expect_reason(CELLS_EXIST);
	cr_expect_str_eq(last_reason.other_cell, "cell");
}

/* ---- CPUs that do not answer ---- */

Test(control, a_silent_root_cpu_is_named)
{
	struct snapshot before;

	board_start();
	snapshot_take(&before);
	board.cpus[2].silent = true;
	cr_expect_eq(create(&board.world->cell), -EBUSY);
	expect_reason(CPU_SILENT);
	cr_expect_eq(last_reason.cpu, 2);
	expect_printed("CPU 2 does not respond");
	expect_unchanged(&before, "silent CPU");
	cr_expect(!percpu_of(1)->suspended, "CPU 1 goes on");
	for (unsigned int cpu = 0; cpu < BOARD_CPUS; cpu++) {
		cr_expect_eq(percpu_of(cpu)->suspend_requests, 0);
	}
	board.cpus[2].silent = false;
	cr_expect_eq(create(&board.world->cell), 0, "it answers again");
}

Test(control, a_silent_cell_cpu_is_named)
{
	start_with_cell();
	board.cpus[CELL_CPU].silent = true;
	cr_expect_eq(MANAGE(START, CELL_ID), -EBUSY);
	expect_reason(CPU_SILENT);
	cr_expect_eq(last_reason.cpu, CELL_CPU);
	cr_expect_eq(MANAGE(DESTROY, CELL_ID), -EBUSY);
	cr_expect_not_null(cell_find(CELL_ID));
	for (unsigned int cpu = 0; cpu < BOARD_CPUS; cpu++) {
		cr_expect_eq(percpu_of(cpu)->suspend_requests, 0);
		cr_expect(!percpu_of(cpu)->suspended, "CPU %d", cpu);
	}
}

Test(control, a_stopped_cpu_does_not_hold_up_the_rest)
{
	start_with_cell();
	percpu_of(CELL_CPU)->stopped = true;
	cr_expect_eq(MANAGE(DESTROY, CELL_ID), 0);
	percpu_of(3)->stopped = true;
	cr_expect_eq(create(&board.world->other), 0);
}

Test(control, start_forgives_failed_cpus)
{
	start_with_cell();
	percpu_of(CELL_CPU)->failed = true;
	cr_assert_eq(MANAGE(SET_LOADABLE, CELL_ID), 0);
	cr_expect(!percpu_of(CELL_CPU)->failed);
	percpu_of(CELL_CPU)->failed = true;
	cr_assert_eq(MANAGE(START, CELL_ID), 0);
	cr_expect(!percpu_of(CELL_CPU)->failed);
	percpu_of(CELL_CPU)->failed = true;
	cr_assert_eq(MANAGE(DESTROY, CELL_ID), 0);
	cr_expect(!percpu_of(CELL_CPU)->failed);
}

Test(control, statistics_begin_anew_with_the_owner)
{
	board_start();
	board.tick = cells_answer;
	percpu_of(CELL_CPU)->stats[3] = 5;
	percpu_of(3)->stats[3] = 6;
	cr_assert_eq(create(&board.world->cell), 0);
	cr_expect_eq(percpu_of(CELL_CPU)->stats[3], 0);
	cr_expect_eq(percpu_of(3)->stats[3], 6);
	percpu_of(CELL_CPU)->stats[3] = 7;
	cr_assert_eq(MANAGE(SET_LOADABLE, CELL_ID), 0);
	cr_assert_eq(MANAGE(START, CELL_ID), 0);
	cr_expect_eq(percpu_of(CELL_CPU)->stats[3], 7, "survive start and set-loadable");
	cr_assert_eq(MANAGE(DESTROY, CELL_ID), 0);
	cr_expect_eq(percpu_of(CELL_CPU)->stats[3], 0);
}
