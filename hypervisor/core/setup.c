// SPDX-License-Identifier: GPL-2.0-only
/*
 * Start-up and end of the hypervisor: what every CPU goes through between the
 * driver's call and its first step as a guest, and the way back.
 */
#include <core/arch.h>
#include <core/clock.h>
#include <core/console.h>
#include <core/control.h>
#include <core/memory.h>
#include <core/percpu.h>
#include <core/reason.h>
#include <core/setup.h>
#include <core/sections.h>
#include <core/spinlock.h>
#include <core/unit.h>

#ifndef VERSION
#define VERSION "unknown"
#endif

struct cell root_cell;
const struct jailhouse_system *system_config;
u64 integrity_reference;

struct config_system config_system;

/* where all CPUs meet; a meeting fails for all of them or for none */
static volatile u32 cpus_entered, cpus_initialized;
static volatile bool early_done, late_done;
static volatile int setup_error;
static spinlock_t init_lock;

/* Makes the meeting fail, and leaves the reason where the driver finds it. */
static int fail(int error)
{
	setup_error = error;
	hypervisor_header.reason = last_reason;
	hypervisor_header.stage = JAILHOUSE_STAGE_DISABLED;
	return error;
}

static void set_stage(enum jailhouse_stage stage, unsigned int cpu)
{
	hypervisor_header.stage = stage;
	hypervisor_header.stage_cpu = cpu;
}

u64 integrity_checksum(void)
{
	u64 sum = 0xcbf29ce484222325; /* FNV-1a by words */

	for (const u64 *word = (u64 *)__text_start; word < (u64 *)__rodata_end; word++) {
		sum = (sum ^ *word) * 0x100000001b3;
	}
	return sum;
}

void print_pool_usage(const char *when)
{
	printk("Page pool usage %s: mem %ld/%ld, remap %ld/%ld\n", when, (long)mem_pool.used,
	       (long)mem_pool.pages, (long)remap_pool.used, (long)remap_pool.pages);
}

/* The CPU that did not come, if it has a number below max_cpus. */
static unsigned int first_missing(void)
{
	unsigned int cpu = 0;

	while (cpu < hypervisor_header.max_cpus && percpu_of(cpu)->entered) {
		cpu++;
	}
	return cpu;
}

/* What all CPUs return; one that was late noted its own stage after the failure. */
static int meeting_result(void)
{
	if (setup_error) {
		hypervisor_header.stage = JAILHOUSE_STAGE_DISABLED;
	}
	return setup_error;
}

/* Waits until *@value reaches @target (or is set); another CPU's error ends the wait. */
static int wait_until(const volatile u32 *value, u32 target)
{
	u64 start = clock_us();

	while (*value < target && !setup_error) {
		if (clock_us() - start > CPU_TIMEOUT_US) {
			fail(refuse_cpu(-EBUSY, JAILHOUSE_REASON_CPU_SILENT, first_missing(),
					CPU_TIMEOUT_US, 0));
			break;
		}
		cpu_relax();
	}
	return meeting_result();
}

static int wait_for_flag(const volatile bool *flag)
{
	u64 start = clock_us();

	/* the first CPU works meanwhile: longer than any of its own waits */
	while (!*flag && !setup_error && clock_us() - start < 6 * CPU_TIMEOUT_US) {
		cpu_relax();
	}
	return meeting_result() ?: (*flag ? 0 : -EBUSY);
}

/* ---- first CPU, early ---- */

static int check_system_config(void)
{
	struct config_check check = {
		.system = &config_system,
		.platform = &config_platform,
		.why = &last_reason,
	};
	int err;

	err = config_parse_system(&config_system, system_config,
				  system_config->hypervisor_memory.size, &config_platform,
				  &last_reason);
	return err ?: config_check_system(&check);
}

static int init_root_cell(void)
{
	if (hypervisor_header.max_cpus > MAX_CPUS) {
		return refuse_cpu(-ERANGE, JAILHOUSE_REASON_APIC_ID, hypervisor_header.max_cpus - 1,
				  hypervisor_header.max_cpus - 1, MAX_CPUS - 1);
	}
	root_cell.config = config_system.root;
	for (unsigned int cpu = 0; cpu < hypervisor_header.max_cpus; cpu++) {
		if (config_has_cpu(&root_cell.config, cpu)) {
			cpu_set_add(&root_cell.cpus, cpu);
			percpu_of(cpu)->cell = &root_cell;
		}
	}
	return cell_alloc_resources(&root_cell);
}

static int early_first_cpu(unsigned int cpu)
{
	int err;

	reason_clear();
	set_stage(JAILHOUSE_STAGE_EARLY, cpu);
	err = arch_init_memory();
	if (err) {
		return err;
	}
	err = console_init(&system_config->debug_console,
			   SYS_FLAGS_VIRTUAL_DEBUG_CONSOLE(system_config->flags));
	printk("\nInitializing Jailhouse hypervisor %s on CPU %d\n", VERSION, cpu);
	printk("Code location: %p\n", __text_start);
	err = err ?: check_system_config();
	err = err ?: init_root_cell();
	err = err ?: arch_init_early();
	if (err) {
		return err;
	}
	integrity_reference = integrity_checksum();
	print_pool_usage("after early setup");
	printk("Initializing processors:\n");
	set_stage(JAILHOUSE_STAGE_CPUS, cpu);
	return 0;
}

int setup_early(unsigned int cpu)
{
	bool first = __atomic_fetch_add(&cpus_entered, 1, __ATOMIC_SEQ_CST) == 0;
	int err;

	percpu_of(cpu)->entered = true;
	set_stage(JAILHOUSE_STAGE_ENTERING, cpu);
	err = wait_until(&cpus_entered, hypervisor_header.online_cpus);
	if (err) {
		return err;
	}
	if (!first) {
		return wait_for_flag(&early_done);
	}
	err = early_first_cpu(cpu);
	if (err) {
		fail(err);
	}
	early_done = true;
	return err;
}

/* ---- each CPU ---- */

static int init_this_cpu(unsigned int cpu)
{
	int err = 0;

	spin_lock(&init_lock);
	set_stage(JAILHOUSE_STAGE_CPUS, cpu);
	printk(" CPU %d... ", cpu);
	if (!cell_owns_cpu(&root_cell, cpu)) {
		err = refuse_cpu(-EINVAL, JAILHOUSE_REASON_CPU_MISSING, cpu, 0, 0);
	}
	err = err ?: arch_cpu_init(cpu);
	printk("%s\n", err ? "FAILED" : "OK");
	spin_unlock(&init_lock);
	return err;
}

/* ---- first CPU, late ---- */

static int init_units(void)
{
	const struct unit *unit;
	int err = 0;

	for_each_unit(unit)
	{
		printk("Initializing unit: %s\n", unit->name);
		err = unit->init ? unit->init() : 0;
		if (err) {
			break;
		}
	}
	return err;
}

static void shutdown_units(void)
{
	const struct unit *unit;

	for_each_unit_reverse(unit)
	{
		if (unit->shutdown) {
			unit->shutdown();
		}
	}
}

static int map_root_memory(void)
{
	int err = 0;

	for (unsigned int n = 0; n < root_cell.config.num_memory && !err; n++) {
		err = memory_map(&root_cell, &root_cell.config.memory[n]);
	}
	return err;
}

static void warn_dma(void)
{
	if (config_system.num_iommus == 0) {
		printk("WARNING: no IOMMU in the configuration: a device that masters the bus reaches all memory\n");
	} else {
		printk("WARNING: IOMMU units are configured, but this version does not drive them: a device that masters the bus reaches all memory\n");
	}
}

static int late_first_cpu(unsigned int cpu)
{
	unsigned int configured = config_count_cpus(&root_cell.config);
	int err;

	set_stage(JAILHOUSE_STAGE_LATE, cpu);
	if (configured != hypervisor_header.online_cpus) {
		return refuse(-EINVAL, JAILHOUSE_REASON_CPU_COUNT, &root_cell, configured,
			      hypervisor_header.online_cpus);
	}
	err = cell_check_units(&root_cell);
	err = err ?: map_root_memory();
	err = err ?: arch_root_cell_init();
	err = err ?: init_units();
	err = err ?: cell_init_units(&root_cell);
	if (err) {
		shutdown_units();
		return err;
	}
	warn_dma();
	print_pool_usage("after late setup");
	return 0;
}

int setup_cpu(unsigned int cpu)
{
	int err = init_this_cpu(cpu);

	if (err) {
		fail(err);
	}
	if (__atomic_add_fetch(&cpus_initialized, 1, __ATOMIC_SEQ_CST) ==
	    hypervisor_header.online_cpus) {
		/* the last one, so that all others have finished */
		err = setup_error ?: late_first_cpu(cpu);
		if (err) {
			fail(err);
		} else {
			set_stage(JAILHOUSE_STAGE_ACTIVATING, cpu);
			printk("Activating hypervisor\n");
		}
		late_done = true;
	}
	return wait_for_flag(&late_done);
}

/* ---- disable ---- */

/* Meeting of all root CPUs that want to leave; each try has a number. */
static struct {
	spinlock_t lock;
	volatile u32 number;
	u32 arrived;
	volatile int result;
} leaving;

static void end_try(int result)
{
	leaving.result = result;
	leaving.arrived = 0;
	leaving.number++;
}

static int refuse_disable(void)
{
	return refuse_other(-EBUSY, JAILHOUSE_REASON_CELLS_EXIST, root_cell.next);
}

/* The last CPU to arrive decides for all, with the lock held. */
static void decide(void)
{
	if (num_cells > 1) {
		end_try(refuse_disable());
		return;
	}
	printk("Shutting down hypervisor\n");
	shutdown_units();
	set_stage(JAILHOUSE_STAGE_DISABLED, this_cpu()->cpu_id);
	end_try(0);
}

static void wait_for_decision(u32 number)
{
	u64 start = clock_us();

	while (leaving.number == number) {
		arch_yield_to_manager();
		cpu_relax();
		if (clock_us() - start > CPU_TIMEOUT_US) {
			spin_lock(&leaving.lock);
			if (leaving.number == number) {
				end_try(-EBUSY);
			}
			spin_unlock(&leaving.lock);
		}
	}
}

long hypervisor_disable(void)
{
	u32 number;

	if (this_cell() != &root_cell) {
		return -EPERM;
	}
	if (num_cells > 1) {
		return refuse_disable();
	}
	spin_lock(&leaving.lock);
	number = leaving.number;
	if (++leaving.arrived == hypervisor_header.online_cpus) {
		decide();
	}
	spin_unlock(&leaving.lock);

	wait_for_decision(number);
	if (leaving.result) {
		return leaving.result;
	}
	printk(" Releasing CPU %d\n", this_cpu()->cpu_id);
	arch_leave_to_linux(0);
}
