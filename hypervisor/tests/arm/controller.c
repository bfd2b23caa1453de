// SPDX-License-Identifier: GPL-2.0-only
#include "controller.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdlib.h>

#include <core/reason.h>
#include <core/setup.h>

struct arch_percpu *test_private;
struct percpu *test_public;
struct cell root_cell;
const struct jailhouse_system *system_config;

struct percpu cpus[2];
u8 registers[GICD_V3_SIZE] __aligned(8);
u32 entries[NUM_LISTS];
enum list_state states[NUM_LISTS];
bool split_ends;
u32 notices;
unsigned int ends_wanted, unlisted_ends, sgis_sent;
/* interrupts that wait to be acknowledged, and how many were ended and served */
u32 signalled[16];
unsigned int ended, served;
/* lines printed; the clock, and when the controller completes what was written */
unsigned int lines;
u64 now, completes;

/* ---- the controller and the rest of the hypervisor ---- */

static u32 read_list(unsigned int n, enum list_state *state)
{
	*state = states[n];
	return entries[n];
}

static void write_list(unsigned int n, u32 entry, enum list_state state)
{
	entries[n] = entry;
	states[n] = state;
	ends_wanted &= ~(1U << n);
}

u32 free_lists(void)
{
	u32 mask = 0;

	for (unsigned int n = 0; n < NUM_LISTS; n++) {
		mask |= (states[n] == LIST_FREE) << n;
	}
	/* as in hardware: not free while it has an end to tell */
	return mask & ~ends_wanted;
}

static void notify_end(unsigned int n)
{
	ends_wanted |= 1U << n;
}

static void notify(u32 wanted)
{
	cr_expect_eq(unlisted_ends, 0, "nobody asked for the ends before they are forgotten");
	notices = wanted;
}

static unsigned int take_ends(void)
{
	unsigned int ends = unlisted_ends;

	unlisted_ends = 0;
	return ends;
}

static bool splits_end(void)
{
	return split_ends;
}

static u32 acknowledge(void)
{
	u32 first = signalled[0];

	memmove(signalled, signalled + 1, sizeof(signalled) - sizeof(*signalled));
	return first;
}

static u8 priority(void)
{
	return 0x40;
}

static void end(u32 acknowledged, bool deactivate)
{
	u32 id = acknowledged & gic->id_mask;

	cr_expect_eq(deactivate, id < NUM_SGIS || id == gic_maintenance_irq);
	ended++;
}

static void send_sgi(unsigned int cpu, unsigned int sgi)
{
	cr_expect_eq(cpu, 1);
	cr_expect_eq(sgi, SGI_INJECT);
	sgis_sent++;
}

static volatile u8 *private_registers(const struct percpu *cpu)
{
	(void)cpu;
	return registers;
}

static enum mmio_result route(struct mmio_access *access)
{
	access->value = 0x12345678;
	return MMIO_HANDLED;
}

const struct gic_ops gic_v2 = {
	.distributor_size = GICD_V2_SIZE,
	.read_list = read_list,
	.write_list = write_list,
	.free_lists = free_lists,
	.notify_end = notify_end,
	.notify = notify,
	.take_ends = take_ends,
	.splits_end = splits_end,
	.id_mask = 0x3ff,
	.acknowledge = acknowledge,
	.priority = priority,
	.end = end,
	.send_sgi = send_sgi,
	.private_registers = private_registers,
	.route = route,
};
const struct gic_ops gic_v3 = {
	.read_list = read_list,
	.write_list = write_list,
	.free_lists = free_lists,
	.id_mask = 0xffffff,
	.acknowledge = acknowledge,
	.priority = priority,
	.end = end,
};

void serve_requests(void)
{
	served++;
}

u64 clock_us(void)
{
	now += 1000;
	if (now >= completes) {
		memset(registers, 0, 4);
	}
	return now;
}

struct percpu *percpu_of(unsigned int cpu)
{
	return &cpus[cpu];
}

void panic_begin(void)
{
}

void printk(const char *fmt, ...)
{
	(void)fmt;
	lines++;
}

int refuse_feature(int error, enum jailhouse_feature feature)
{
	(void)feature;
	return error;
}

void controller_start(void)
{
	static struct jailhouse_cell_desc desc = { .name = "test" };

	root_cell.config.desc = &desc;
	memset(root_cell.arch.irqs, 0, sizeof(root_cell.arch.irqs));
	root_cell.arch.irqs[OWN_SPI / 32] = 1U << OWN_SPI % 32;
	for (unsigned int cpu = 0; cpu < ARRAY_SIZE(cpus); cpu++) {
		cpus[cpu] = (struct percpu){ .cpu_id = cpu, .cell = &root_cell };
		cpus[cpu].arch.mpidr = 0x100 + cpu;
		cpu_set_add(&root_cell.cpus, cpu);
	}
	test_public = &cpus[0];
	test_private = aligned_alloc(PAGE_SIZE, sizeof(*test_private));
	memset(test_private, 0, sizeof(*test_private));
	memset(states, 0, sizeof(states));
	memset(registers, 0, sizeof(registers));
	for (unsigned int n = 0; n < ARRAY_SIZE(signalled); n++) {
		signalled[n] = FIRST_SPECIAL;
	}
	gic_distributor = registers;
	gic_maintenance_irq = 25;
	gic_num_lists = NUM_LISTS;
	gic = &gic_v2;
	ends_wanted = unlisted_ends = sgis_sent = ended = served = notices = 0;
	split_ends = false;
	lines = now = 0;
	srand(1);
}

void controller_end(void)
{
	free(test_private);
}
