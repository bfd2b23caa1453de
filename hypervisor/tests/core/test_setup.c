// SPDX-License-Identifier: GPL-2.0-only

/* Enable and disable: all CPUs come and go together, or none does. */

#include "board.h"

#include <stdio.h>

#include <criterion/parameterized.h>

#include <core/panic.h>

static void expect_not_enabled(long result, long error)
{
	cr_expect_eq(result, error, "%ld", result);
	cr_expect_eq(hypervisor_header.stage, JAILHOUSE_STAGE_DISABLED);
	cr_expect_eq(hypervisor_header.reason.code, last_reason.code);
	expect_not_printed("Activating hypervisor");
}

Test(setup, each_cpu_is_initialised_once)
{
	cr_assert_eq(board_enter(ALL_CPUS), 0);
	for (unsigned int cpu = 0; cpu < BOARD_CPUS; cpu++) {
		char event[32];

		snprintf(event, sizeof(event), "init CPU %d\n", cpu);
		cr_expect(strstr(journal, event) && !strstr(strstr(journal, event) + 1, event));
	}
	expect_order("Activating hypervisor", NULL);
}

Test(setup, a_cpu_that_does_not_come_is_waited_for_a_bounded_time)
{
	board.step = 10;
	expect_not_enabled(board_enter(ALL_CPUS & ~(1U << 2)), -EBUSY);
	expect_reason(CPU_SILENT);
	cr_expect_eq(last_reason.cpu, 2);
	cr_expect_eq(last_reason.found, CPU_TIMEOUT_US);
	cr_expect_null(strstr(journal, "init CPU"));
}

Test(setup, a_cpu_that_fails_fails_all)
{
	board.fail_cpu = 2;
	board.cpu_error = -EIO;
	expect_not_enabled(board_enter(ALL_CPUS), -EIO);
	expect_printed("FAILED");
	cr_expect_null(strstr(journal, "alpha comes up"));
}

Test(setup, early_and_late_failures_fail_all)
{
	board.early_error = -ENOMEM;
	expect_not_enabled(board_enter(ALL_CPUS), -ENOMEM);
	cr_expect_null(strstr(journal, "init CPU"));
}

Test(setup, a_late_failure_shuts_units_down)
{
	board.late_error = -ENOMEM;
	expect_not_enabled(board_enter(ALL_CPUS), -ENOMEM);
	expect_order("beta shuts down", "alpha shuts down", NULL);
}

Test(setup, a_unit_that_refuses_root)
{
	board.fail_unit = 2;
	expect_not_enabled(board_enter(ALL_CPUS), -ERANGE);
	expect_order("alpha takes for root", "beta takes for root", "alpha returns from root",
		     "beta shuts down", "alpha shuts down", NULL);
}

Test(setup, hardware_that_is_not_as_configured)
{
	board.fail_unit = 3;
	expect_not_enabled(board_enter(ALL_CPUS), -EINVAL);
	expect_reason(PCI_HARDWARE);
	cr_expect_null(strstr(journal, "takes for root"), "nothing was taken");
}

ParameterizedTestParameters(setup, each_allocation_may_fail)
{
	static unsigned int numbers[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };

	return cr_make_param_array(unsigned int, numbers, ARRAY_SIZE(numbers));
}

ParameterizedTest(unsigned int *number, setup, each_allocation_may_fail)
{
	board.fail_allocation = *number;
	expect_not_enabled(board_enter(ALL_CPUS), -ENOMEM);
	expect_reason(NO_MEMORY);
}

Test(setup, a_configuration_that_is_refused)
{
	board.world = world_new();
	board.world->root.memory[ROOT_HIGH_RAM].virt_start += PAGE_SIZE;
	expect_not_enabled(board_enter(ALL_CPUS), -EINVAL);
	expect_reason(MEM_NOT_IDENTITY);
}

Test(setup, a_cpu_outside_of_the_root_cell)
{
	board.world = world_new();
	board.world->root.cpus[0] = 0x7;
	expect_not_enabled(board_enter(ALL_CPUS), -EINVAL);
	expect_reason(CPU_MISSING);
	cr_expect_eq(last_reason.cpu, 3);
}

Test(setup, a_cpu_of_the_root_cell_that_is_not_there)
{
	board.world = world_new();
	board.world->root.cpus[0] = 0x1f;
	expect_not_enabled(board_enter(ALL_CPUS), -EINVAL);
	expect_reason(CPU_COUNT);
}

Test(setup, no_iommu_is_said)
{
	board.world = world_new();
	memset(board.world->system.platform_info.iommu_units, 0,
	       sizeof(board.world->system.platform_info.iommu_units));
	cr_assert_eq(board_enter(ALL_CPUS), 0);
	expect_printed("WARNING: no IOMMU in the configuration");
}

/* ---- disable ---- */

static long disable(unsigned int cpu)
{
	(void)cpu;
	return hypercall(JAILHOUSE_HC_DISABLE, 0, 0);
}

static u32 left(void)
{
	u32 mask = 0;

	for (unsigned int cpu = 0; cpu < BOARD_CPUS; cpu++) {
		mask |= board.cpus[cpu].left << cpu;
	}
	return mask;
}

Test(disable, all_cpus_leave_together)
{
	board_start();
	board.step = 1;
	board_on_cpus(ALL_CPUS, disable);
	cr_expect_eq(left(), ALL_CPUS);
	expect_order("Shutting down hypervisor", "beta shuts down", "alpha shuts down",
		     "Releasing CPU", "leaves with 0", NULL);
	cr_expect_eq(hypervisor_header.stage, JAILHOUSE_STAGE_DISABLED);
}

Test(disable, nobody_leaves_alone)
{
	board_start();
	for (unsigned int round = 0; round < 3; round++) {
		board_on_cpus(0xb, disable);
		cr_expect_eq(left(), 0);
		cr_expect_eq(board.cpus[0].result, -EBUSY);
		cr_expect_eq(board.cpus[1].result, -EBUSY);
		cr_expect_eq(board.cpus[3].result, -EBUSY);
		cr_expect_null(strstr(journal, "shuts down"));
	}
	board.step = 1;
	board_on_cpus(ALL_CPUS, disable);
	cr_expect_eq(left(), ALL_CPUS, "a try that failed leaves nothing behind");
}

Test(disable, cells_keep_the_hypervisor)
{
	start_with_cell();
	board_on_cpus(ALL_CPUS, disable);
	cr_expect_eq(left(), 0);
	cr_expect_eq(board.cpus[0].result, -EBUSY);
	cr_expect_eq(board.cpus[3].result, -EBUSY);
	cr_expect_eq(board.cpus[CELL_CPU].result, -EPERM, "not the cell's business");
	become(0);
	cr_assert_eq(hypercall(JAILHOUSE_HC_CELL_DESTROY, CELL_ID, 0), 0);
	board.step = 1;
	board_on_cpus(ALL_CPUS, disable);
	cr_expect_eq(left(), ALL_CPUS);
}

static long stop(unsigned int cpu)
{
	(void)cpu;
	panic_stop();
}

Test(panic, a_cpu_that_stops_is_not_waited_for)
{
	start_with_cell();
	board_on_cpus(1 << 3, stop);
	expect_printed("Stopping CPU 3 (Cell: \"root\")");
	cr_expect(percpu_of(3)->stopped && percpu_of(3)->failed);
	cr_expect_eq(hypercall(JAILHOUSE_HC_CELL_START, CELL_ID, 0), 0);
}
