// SPDX-License-Identifier: GPL-2.0-only
/* Exit counters as they are found in a guest's memory, which may hold anything. */
#include <criterion/criterion.h>
#include <jailhouse/types.h>
#include <jailhouse/header.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../machine/exits.h"

#define BASE  0x40000000ull
#define CORE  0x1000
#define AREA  0x800
#define STATS 0x40
#define CPUS  2

static struct problem why;
static uint8_t ram[0x10000] __attribute__((aligned(4096)));
static const struct guest_memory memory = { .mapped = ram, .base = BASE, .size = sizeof(ram) };
static struct machine arm = { .arch = "arm64" };
static char path[] = "/tmp/yard-exits-XXXXXX";
static struct exits exits;

static struct jailhouse_header *header(void)
{
	return (struct jailhouse_header *)ram;
}

static uint32_t *counters_of(unsigned int cpu)
{
	return (uint32_t *)(ram + CORE + cpu * AREA + STATS);
}

static void begin(void)
{
	close(mkstemp(path));
	memcpy(header()->signature, "JAILHOUS", 8);
	header()->core_size = CORE;
	header()->percpu_size = AREA;
	header()->extension = JAILHOUSE_HEADER_EXTENSION;
	header()->stage = JAILHOUSE_STAGE_ENABLED;
	header()->stats_offset = STATS;
	header()->num_stats = 9;
	header()->max_cpus = CPUS;
	cr_assert(exits_open(&exits, &arm, path, &why) == 0, "%s", why.text);
}

static void end(void)
{
	unlink(path);
}

TestSuite(exits, .init = begin, .fini = end);

static void sample(double seconds)
{
	exits.next = 0;
	exits_sample(&exits, &memory, BASE, seconds);
}

static void expect_lines(const char *lines)
{
	struct text all = { 0 };
	const char *behind_names;

	exits_close(&exits);
	cr_assert(file_read(path, &all, &why) == 0);
	cr_assert(starts_with(all.data, "seconds\tcpu\ttotal\tmmio\t"));
	behind_names = strchr(all.data, '\n') + 1;
	cr_assert_str_eq(behind_names, lines);
	text_free(&all);
}

Test(exits, are_written_when_they_change)
{
	counters_of(0)[0] = 5;
	sample(1);
	sample(2);
	counters_of(1)[8] = 7;
	sample(3);
	expect_lines("1.00\t0\t5\t0\t0\t0\t0\t0\t0\t0\t0\n3.00\t1\t0\t0\t0\t0\t0\t0\t0\t0\t7\n");
}

Test(exits, are_none_while_nothing_is_enabled)
{
	counters_of(0)[0] = 5;
	header()->stage = JAILHOUSE_STAGE_LATE;
	sample(1);
	header()->stage = JAILHOUSE_STAGE_ENABLED;
	header()->signature[0] = 'X';
	sample(2);
	expect_lines("");
}

/* A guest writes what it likes there, as long as the hypervisor has not hidden it. */
Test(exits, are_not_looked_for_where_nothing_is)
{
	static const uint64_t wrong[] = { sizeof(ram), 1ull << 40, UINT64_MAX, UINT64_MAX - CORE };

	for (size_t n = 0; n < sizeof(wrong) / sizeof(wrong[0]); n++) {
		header()->core_size = wrong[n];
		sample(n);
	}
	header()->core_size = CORE;
	header()->max_cpus = EXITS_MOST_CPUS + 1;
	sample(5);
	header()->max_cpus = CPUS;
	header()->num_stats = 1000;
	sample(6);
	expect_lines("");
}
