// SPDX-License-Identifier: GPL-2.0-only
#include <core/arch.h>
#include <core/clock.h>
#include <core/console.h>
#include <core/panic.h>
#include <core/percpu.h>
#include <core/sections.h>
#include <core/spinlock.h>
#include <core/unit.h>

/* CPU that owns the report, plus one; 0 for none */
static volatile u32 reporter;

/* long enough for a report over a slow serial line */
#define REPORT_TIMEOUT_US 3000000

/* of a stack that are shown */
#define STACK_WORDS 32

void panic_begin(void)
{
	u32 self = this_cpu()->cpu_id + 1, nobody = 0;
	u64 start = clock_us();

	console_end_line();
	while (reporter != self &&
	       !__atomic_compare_exchange_n(&reporter, &nobody, self, false, __ATOMIC_ACQUIRE,
					    __ATOMIC_RELAXED)) {
		if (clock_us() - start > REPORT_TIMEOUT_US) {
			reporter = self;
			break;
		}
		nobody = 0;
		cpu_relax();
	}
}

void panic_end(void)
{
	reporter = 0;
}

static bool all_cpus_failed(struct cell *cell)
{
	unsigned int cpu;

	for_each_cpu (cpu, &cell->cpus) {
		if (!percpu_of(cpu)->failed) {
			return false;
		}
	}
	return true;
}

static void tell_units(struct cell *cell)
{
	const struct unit *unit;

	for_each_unit(unit)
	{
		if (unit->cell_failed) {
			unit->cell_failed(cell);
		}
	}
}

void panic_park(void)
{
	struct percpu *self = this_cpu();
	struct cell *cell = self->cell;

	/* what changed may be the cause, and would lead out of the parking page, too */
	if (arch_repair_control()) {
		panic_note_control_change();
	}
	panic_begin();
	arch_dump_guest();
	printk("Parking CPU %d (Cell: \"%s\")\n", self->cpu_id, cell_name(cell));
	panic_end();

	self->failed = true;
	/* of several that fail at once, the last must see all flags */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (all_cpus_failed(cell)) {
		cell->comm_page->comm.cell_state = JAILHOUSE_CELL_FAILED;
		tell_units(cell);
	}
	arch_park_this_cpu();
}

void panic_note_control_change(void)
{
	this_cpu()->control_changed = true;
	hint("VM control state changed: memory error, or a defect of the hypervisor; it was put right, and the CPU waits for its cell to be loaded and started anew");
}

void panic_control_changed(void)
{
	fatal("VM control state of CPU %d was changed", this_cpu()->cpu_id);
	panic_note_control_change();
	panic_park();
}

void panic_dump_stack(u64 sp, u64 bottom, u64 top)
{
	u64 end = MIN(top, sp + STACK_WORDS * 8);

	if (sp < bottom || sp >= top) {
		return;
	}
	printk("Hypervisor stack before exception (0x%llx - 0x%llx):\n", (unsigned long long)sp,
	       (unsigned long long)end);
	/* a line at a time, as other CPUs print, too */
	for (const u64 *at = (const u64 *)(sp & ~15ULL); (u64)at < end; at += 2) {
		printk("%016lx %016lx\n", (unsigned long)at[0], (unsigned long)at[1]);
	}
}

static void print_code(const char *whose, u64 pc, const u64 *code)
{
	printk("%s code at 0x%llx: %016lx %016lx\n", whose, (unsigned long long)pc,
	       (unsigned long)code[0], (unsigned long)code[1]);
}

void panic_dump_code(u64 pc)
{
	u64 code[2];

	if (pc >= (u64)__text_start && pc <= (u64)__text_end - sizeof(code)) {
		memcpy(code, (void *)pc, sizeof(code));
		print_code("Hypervisor", pc, code);
	}
}

static bool read_guest(void *dest, u64 virt, unsigned int size)
{
	unsigned int first = MIN(size, PAGE_SIZE - (virt & PAGE_OFFS_MASK));

	return guest_read(dest, virt, first) &&
	       (first == size || guest_read((u8 *)dest + first, virt + first, size - first));
}

void panic_dump_guest_stack(u64 sp, unsigned int word)
{
	u64 words[STACK_WORDS] = { 0 }, at = sp & ~(u64)(word - 1), last = word == 4 ? ~0U : ~0ULL;
	unsigned int count = 0;

	while (count < STACK_WORDS && at <= last - count * word &&
	       read_guest(&words[count], at + count * word, word)) {
		count++;
	}
	if (!count) {
		printk("Cell stack before exception: not readable\n");
		return;
	}
	printk("Cell stack before exception (0x%llx - 0x%llx):\n", (unsigned long long)at,
	       (unsigned long long)(at + count * word));
	for (unsigned int n = 0; n < count; n += 2) {
		if (n + 1 < count) {
			printk("%016lx %016lx\n", (unsigned long)words[n],
			       (unsigned long)words[n + 1]);
		} else {
			printk("%016lx\n", (unsigned long)words[n]);
		}
	}
}

void panic_dump_guest_code(u64 pc)
{
	u64 code[2];

	if (read_guest(code, pc, sizeof(code))) {
		print_code("Cell", pc, code);
	}
}

void __noreturn panic_stop(void)
{
	struct percpu *self = this_cpu();

	panic_begin();
	printk("Stopping CPU %d (Cell: \"%s\")\n", self->cpu_id,
	       self->cell && self->cell->config.desc ? cell_name(self->cell) : "<UNSET>");
	panic_end();
	self->failed = true;
	self->stopped = true;
	arch_stop();
}
