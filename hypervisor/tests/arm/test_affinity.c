// SPDX-License-Identifier: GPL-2.0-only
/* CPU numbers of affinities: two CPUs of one cluster. */
#include <criterion/criterion.h>

#include <core/cell.h>
#include <core/percpu.h>
#include <core/setup.h>
#include <asm/gic.h>

static void setup(void)
{
	for (unsigned int cpu = 0; cpu < 2; cpu++) {
		percpu_of(cpu)->arch.mpidr = 0x100 + cpu;
		cpu_set_add(&root_cell.cpus, cpu);
	}
}

TestSuite(affinity, .init = setup);

Test(affinity, cpus_are_found_by_it)
{
	cr_assert_eq(affinity_init(), 0);
	cr_expect_eq(affinity_find(0x100), 0);
	cr_expect_eq(affinity_find(0x101), 1);
	cr_expect_eq(affinity_find(0x102), INVALID_CPU);
	cr_expect_eq(affinity_find(0x200), INVALID_CPU);
	cr_expect_eq(affinity_find(0x1ff), INVALID_CPU);
	cr_expect_null(affinity_cluster(0));
}

Test(affinity, a_cpu_that_sgis_cannot_name_is_refused)
{
	percpu_of(1)->arch.mpidr = 0x10;
	cr_expect_eq(affinity_init(), -EIO);
}
