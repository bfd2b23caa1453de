// SPDX-License-Identifier: GPL-2.0-only

/* Numbers, rights and limits of the hypercalls that change nothing. */

#include "board.h"

#include <core/panic.h>

Test(hypercall, unknown_numbers)
{
	static const unsigned long numbers[] = {
		9, 10, 127, 128, 255, 258, 0xffffffff, 1UL << 32, (1UL << 32) + 5, ~0UL
	};

	start_with_both();
	for (unsigned int n = 0; n < ARRAY_SIZE(numbers); n++) {
		become(0);
		cr_expect_eq(hypercall(numbers[n], 0, 0), -ENOSYS, "%lx", numbers[n]);
		become(CELL_CPU);
		cr_expect_eq(hypercall(numbers[n], 0, 0), -ENOSYS, "%lx in a cell", numbers[n]);
	}
}

static long info(unsigned long type)
{
	return hypercall(JAILHOUSE_HC_HYPERVISOR_GET_INFO, type, 0);
}

Test(hypercall, information_for_everybody)
{
	start_with_both();
	for (unsigned int cpu = 0; cpu < 3; cpu++) {
		become(cpu);
		cr_expect_eq(info(JAILHOUSE_INFO_MEM_POOL_SIZE), BOARD_POOL);
		cr_expect_eq(info(JAILHOUSE_INFO_MEM_POOL_USED), mem_pool.used);
		cr_expect_eq(info(JAILHOUSE_INFO_REMAP_POOL_SIZE), BOARD_REMAP);
		cr_expect_eq(info(JAILHOUSE_INFO_REMAP_POOL_USED), remap_pool.used);
		cr_expect_eq(info(JAILHOUSE_INFO_NUM_CELLS), 3);
		cr_expect_eq(info(5), -EINVAL);
		cr_expect_eq(info(~0UL), -EINVAL);
		cr_expect_eq(info(1UL << 32), -EINVAL);
	}
}

static long cpu_info(unsigned long cpu, unsigned long type)
{
	return hypercall(JAILHOUSE_HC_CPU_GET_INFO, cpu, type);
}

Test(hypercall, information_about_cpus)
{
	start_with_both();
	percpu_of(CELL_CPU)->failed = true;
	for (unsigned int cpu = 0; cpu < BOARD_CPUS; cpu++) {
		cr_expect_eq(cpu_info(cpu, JAILHOUSE_CPU_INFO_STATE),
			     cpu == CELL_CPU ? JAILHOUSE_CPU_FAILED : JAILHOUSE_CPU_RUNNING);
	}
	become(CELL_CPU);
	cr_expect_eq(cpu_info(CELL_CPU, JAILHOUSE_CPU_INFO_STATE), JAILHOUSE_CPU_FAILED);
	cr_expect_eq(cpu_info(0, JAILHOUSE_CPU_INFO_STATE), -EPERM, "root's");
	cr_expect_eq(cpu_info(OTHER_CPU, JAILHOUSE_CPU_INFO_STATE), -EPERM, "another cell's");
	cr_expect_eq(cpu_info(BOARD_CPUS, JAILHOUSE_CPU_INFO_STATE), -EINVAL);
}

Test(hypercall, cpus_that_do_not_exist)
{
	static const unsigned long cpus[] = { 4, 5, 63, 64, 255, 256, 32767, 1UL << 32, ~0UL };

	start_with_both();
	for (unsigned int n = 0; n < ARRAY_SIZE(cpus); n++) {
		cr_expect_eq(cpu_info(cpus[n], JAILHOUSE_CPU_INFO_STATE), -EINVAL, "CPU %lx",
			     cpus[n]);
	}
}

Test(hypercall, statistics_have_31_bits)
{
	start_with_both();
	for (unsigned int n = 0; n < JAILHOUSE_NUM_CPU_STATS; n++) {
		percpu_of(3)->stats[n] = 0x80000010 + n;
		cr_expect_eq(cpu_info(3, JAILHOUSE_CPU_INFO_STAT_BASE + n), 0x10 + n);
	}
	percpu_of(3)->stats[0] = 0xffffffff;
	cr_expect_eq(cpu_info(3, JAILHOUSE_CPU_INFO_STAT_BASE), 0x7fffffff);
}

Test(hypercall, types_of_statistics_end)
{
	static const unsigned long types[] = { 1,
					       2,
					       999,
					       JAILHOUSE_CPU_INFO_STAT_BASE +
						       JAILHOUSE_NUM_CPU_STATS,
					       2000,
					       ~0UL,
					       JAILHOUSE_CPU_INFO_STAT_BASE + (1UL << 32),
					       1UL << 63 };

	start_with_both();
	for (unsigned int n = 0; n < ARRAY_SIZE(types); n++) {
		cr_expect_eq(cpu_info(0, types[n]), -EINVAL, "type %lu", types[n]);
	}
}

Test(hypercall, console_of_cells_that_may)
{
	board.world = world_new();
	board.world->cell.desc.flags |= JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED;
	start_with_both();
	become(CELL_CPU);
	cr_expect_eq(hypercall(JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, 'A', 0), 0);
	cr_expect_eq(hypercall(JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, 0xffffff00 | 'B', 0), 0);
	cr_expect_eq(hypercall(JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, '\n', 0), 0);
	become(OTHER_CPU);
	cr_expect_eq(hypercall(JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, 'C', 0), -EPERM);
	become(0);
	cr_expect_eq(hypercall(JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, 'D', 0), -EPERM);
	cr_expect_str_eq(console_text, "AB\n");
}

Test(hypercall, the_reason_by_halves)
{
	struct jailhouse_reason reason;
	static const unsigned long beyond[] = { sizeof(reason) / 2, 1000, 1UL << 63,
						(1UL << 63) + 1, ~0UL };

	start_with_cell();
	cr_assert_eq(hypercall(JAILHOUSE_HC_CELL_DESTROY, 4711, 0), -ENOENT);
	for (unsigned int n = 0; n < sizeof(reason) / 2; n++) {
		long half = hypercall(JAILHOUSE_HC_GET_REASON, n, 0);

		cr_assert(half >= 0 && half <= 0xffff);
		((u16 *)&reason)[n] = half;
	}
	cr_expect_eq(reason.code, JAILHOUSE_REASON_NO_CELL);
	cr_expect_eq(reason.found, 4711);
	cr_expect_eq(reason.error, -ENOENT);
	cr_expect_eq(reason.size, sizeof(reason));
	cr_expect_eq(reason.version, JAILHOUSE_REASON_VERSION);
	for (unsigned int n = 0; n < ARRAY_SIZE(beyond); n++) {
		cr_expect_eq(hypercall(JAILHOUSE_HC_GET_REASON, beyond[n], 0), -EINVAL);
	}
}

Test(hypercall, a_new_request_forgets_the_last_reason)
{
	start_with_cell();
	cr_assert_eq(hypercall(JAILHOUSE_HC_CELL_DESTROY, 4711, 0), -ENOENT);
	cr_assert_eq(hypercall(JAILHOUSE_HC_CELL_START, CELL_ID, 0), 0);
	cr_expect_eq(last_reason.code, JAILHOUSE_REASON_NONE);
}

Test(hypercall, integrity_of_every_byte)
{
	extern char test_image[0x2000];

	board_start();
	cr_expect_eq(hypercall(JAILHOUSE_HC_CHECK_INTEGRITY, 0, 0), 0);
	for (unsigned int n = 0; n < sizeof(test_image); n += 257) {
		test_image[n] ^= 0x40;
		cr_expect_eq(hypercall(JAILHOUSE_HC_CHECK_INTEGRITY, 0, 0), 1, "byte %d", n);
		test_image[n] ^= 0x40;
	}
	cr_expect_eq(hypercall(JAILHOUSE_HC_CHECK_INTEGRITY, 0, 0), 0);
}

/* ---- faults ---- */

Test(panic, the_cell_fails_with_its_last_cpu)
{
	board.world = world_new();
	board.world->cell.cpus[0] = 1 << CELL_CPU | 1 << 3;
	start_with_cell();
	cr_assert_eq(hypercall(JAILHOUSE_HC_CELL_START, CELL_ID, 0), 0);
	journal_clear();
	become(CELL_CPU);
	panic_park();
	expect_order("dump", "Parking CPU 1 (Cell: \"cell\")", "park this CPU", NULL);
	cr_expect(percpu_of(CELL_CPU)->failed);
	cr_expect_eq(the_cell()->comm_page->comm.cell_state, JAILHOUSE_CELL_RUNNING);
	become(3);
	panic_park();
	cr_expect_eq(the_cell()->comm_page->comm.cell_state, JAILHOUSE_CELL_FAILED);
	become(0);
	cr_expect_eq(hypercall(JAILHOUSE_HC_CELL_START, CELL_ID, 0), 0);
	cr_expect(!percpu_of(3)->failed);
}

/* What a changed control state did looks like a fault of the guest's, and would go on where it
 * waits. */
Test(panic, a_cpu_waits_with_the_control_state_that_it_was_given)
{
	board.world = world_new();
	start_with_cell();
	cr_assert_eq(hypercall(JAILHOUSE_HC_CELL_START, CELL_ID, 0), 0);
	journal_clear();
	become(CELL_CPU);
	board.control_broken = true;
	panic_park();
	expect_order("hint: VM control state changed", "dump", "park this CPU", NULL);
	cr_expect(!board.control_broken);
	cr_expect(percpu_of(CELL_CPU)->control_changed);
}

Test(panic, a_report_that_never_ends_does_not_hold_up_another)
{
	start_with_cell();
	become(CELL_CPU);
	panic_begin();
	panic_begin(); /* its own */
	become(0);
	panic_begin(); /* after a while */
	panic_end();
	become(CELL_CPU);
	panic_begin();
	panic_end();
}

/* ---- regions that trap ---- */

#define SUBPAGE 0x40100010ULL

static enum mmio_result subpage(u64 address, u8 size, bool is_write, u64 *value)
{
	struct mmio_access access = {
		.address = address, .size = size, .is_write = is_write, .value = *value
	};
	enum mmio_result result = mmio_dispatch(&access);

	*value = access.value;
	return result;
}

static void start_with_subpage(u64 flags)
{
	board.world = world_new();
	add_memory(&board.world->cell, 0xfed01010, SUBPAGE, 0x20, flags);
	start_with_cell();
	become(CELL_CPU);
}

Test(subpage, only_what_the_flags_allow)
{
	u64 value = 0x11223344;

	start_with_subpage(RW | JAILHOUSE_MEM_IO_32);
	cr_expect_eq(subpage(SUBPAGE + 4, 4, true, &value), MMIO_HANDLED);
	value = 0;
	cr_expect_eq(subpage(SUBPAGE + 4, 4, false, &value), MMIO_HANDLED);
	cr_expect_eq(value, 0x11223344);
	expect_not_printed("FATAL");
	cr_expect_eq(subpage(SUBPAGE, 1, false, &value), MMIO_DENIED);
	cr_expect_eq(subpage(SUBPAGE, 2, false, &value), MMIO_DENIED);
	cr_expect_eq(subpage(SUBPAGE, 8, false, &value), MMIO_DENIED);
	expect_printed("add to them: | JAILHOUSE_MEM_IO_64\n");
	journal_clear();
	cr_expect_eq(subpage(SUBPAGE + 2, 4, true, &value), MMIO_DENIED);
	expect_printed("FATAL: Invalid MMIO write, address: fed01012, size: 4\nhint: ");
	expect_printed("JAILHOUSE_MEM_IO_UNALIGNED");
	cr_expect_eq(subpage(SUBPAGE + 0x1d, 4, true, &value), MMIO_UNHANDLED);
	cr_expect_eq(subpage(SUBPAGE - 1, 1, true, &value), MMIO_UNHANDLED);
}

Test(subpage, reading_only_and_unaligned)
{
	u64 value = 0;

	start_with_subpage(JAILHOUSE_MEM_READ | JAILHOUSE_MEM_IO_8 | JAILHOUSE_MEM_IO_16 |
			   JAILHOUSE_MEM_IO_64 | JAILHOUSE_MEM_IO_UNALIGNED);
	cr_expect_eq(subpage(SUBPAGE + 1, 2, false, &value), MMIO_HANDLED);
	cr_expect_eq(subpage(SUBPAGE + 3, 8, false, &value), MMIO_HANDLED);
	cr_expect_eq(subpage(SUBPAGE, 1, true, &value), MMIO_DENIED);
	cr_expect_eq(subpage(SUBPAGE, 4, false, &value), MMIO_DENIED);
}

Test(subpage, several_of_every_width)
{
	u64 values[] = { 0x11, 0x2222, 0x44444444, 0x8888888888888888 };
	u64 flags = RW | JAILHOUSE_MEM_IO_8 | JAILHOUSE_MEM_IO_16 | JAILHOUSE_MEM_IO_32 |
		    JAILHOUSE_MEM_IO_64;

	board.world = world_new();
	add_memory(&board.world->cell, 0xfed01010, SUBPAGE, 0x20, flags);
	add_memory(&board.world->cell, 0xfed02040, SUBPAGE + 0x30, 0x40, flags);
	start_with_cell();
	become(CELL_CPU);
	for (unsigned int n = 0; n < ARRAY_SIZE(values); n++) {
		u64 value = values[n], other = 0;

		cr_expect_eq(subpage(SUBPAGE + 0x18, 1 << n, true, &value), MMIO_HANDLED);
		cr_expect_eq(subpage(SUBPAGE + 0x30, 1 << n, true, &other), MMIO_HANDLED);
		value = 0;
		cr_expect_eq(subpage(SUBPAGE + 0x18, 1 << n, false, &value), MMIO_HANDLED);
		cr_expect_eq(value, values[n]);
	}
}

Test(subpage, no_page_of_the_device_is_mapped)
{
	start_with_subpage(RW | JAILHOUSE_MEM_IO_32);
	cr_expect_eq(paging_translate(&the_cell()->stage2, SUBPAGE), PAGING_INVALID);
	cr_expect_eq(remap_pool.used, 1);
	become(0);
	cr_assert_eq(hypercall(JAILHOUSE_HC_CELL_DESTROY, CELL_ID, 0), 0);
	cr_expect_eq(remap_pool.used, 0);
}
