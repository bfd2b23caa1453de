/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The first CPU switches the cell's other one on and off again, cycles=100
 * times, and looks at what PSCI says of it meanwhile. An interrupt for it waits until it is on.
 * With end it then switches
 * the whole cell off while the other one is about to begin.
 */

#include <gic.h>
#include <psci.h>
#include <liveness.h>

#define MAX_CPUS    16
#define PATIENCE_US 5000000
#define STEP_US	    50
#define SPI	    238
#define NOBODYS_CPU 0xff0001

static volatile unsigned int wake_ups, interrupts;
static volatile bool may_sleep;
static unsigned int failures;

static void ignore(unsigned int irq)
{
	(void)irq;
}

/* Interrupts stay off: what is pending is asked for. */
static void take_interrupt(void)
{
	unsigned int waited;
	u32 taken;

	disable_irqs();
	irq_init(ignore);
	for (waited = 0; waited < PATIENCE_US; waited += STEP_US) {
		taken = gic_acknowledge();
		if (gic_number(taken) == SPI) {
			interrupts++;
			gic_end(taken);
			return;
		}
		delay_us(STEP_US);
	}
}

static void secondary_main(void)
{
	take_interrupt();
	wake_ups++;
	while (!may_sleep) {
		cpu_relax();
	}
	psci_cpu_off();
}

static void expect(const char *what, long found, long expected)
{
	if (found != expected) {
		failures++;
		printk("%s: found %ld, expected %ld\n", what, found, expected);
	}
}

/* The cell's other CPU. */
static u64 find_other(void)
{
	u64 affinity;

	for (affinity = 0; affinity < MAX_CPUS; affinity++) {
		if (affinity != cpu_affinity() && psci_affinity_info(affinity) >= 0) {
			return affinity;
		}
	}
	printk("The cell has one CPU only\n");
	stop();
}

static bool await_wake_up(unsigned int number)
{
	unsigned int waited;

	for (waited = 0; wake_ups != number && waited < PATIENCE_US; waited += STEP_US) {
		delay_us(STEP_US);
	}
	return wake_ups == number;
}

static bool await_off(u64 affinity)
{
	unsigned int waited;

	for (waited = 0; waited < PATIENCE_US; waited += STEP_US) {
		if (psci_affinity_info(affinity) == PSCI_AFFINITY_OFF) {
			return true;
		}
		delay_us(STEP_US);
	}
	return false;
}

static bool is_pending(void)
{
	return mmio_read32((u8 *)gic_distributor() + GICD_ISPENDR + SPI / 32 * 4) >> SPI % 32 & 1;
}

static void cycle(u64 other, unsigned int number)
{
	may_sleep = false;
	gic_set_pending(SPI);
	expect("interrupt of a CPU that is off", is_pending(), true);
	expect("CPU_ON", smp_start_cpu(other, secondary_main), PSCI_SUCCESS);
	expect("wake-up", await_wake_up(number), true);
	expect("interrupts that waited", interrupts, number);
	expect("AFFINITY_INFO of a running CPU", psci_affinity_info(other), PSCI_AFFINITY_ON);
	expect("CPU_ON of a running CPU", smp_start_cpu(other, secondary_main), PSCI_ALREADY_ON);
	may_sleep = true;
	expect("switching off", await_off(other), true);
	heartbeat();
}

static void never(void)
{
	while (true) {
		heartbeat();
	}
}

void inmate_main(void)
{
	unsigned int cycles = cmdline_parse_int("cycles", 100);
	unsigned int number;
	u64 other;

	expect("PSCI_VERSION", smc_call(PSCI_VERSION, 0, 0, 0), 0x10001);
	expect("FEATURES of CPU_ON", smc_call(PSCI_FEATURES, PSCI_CPU_ON, 0, 0), PSCI_SUCCESS);
	expect("FEATURES of nothing", smc_call(PSCI_FEATURES, 0x8400ffff, 0, 0),
	       PSCI_NOT_SUPPORTED);
	other = find_other();
	expect("AFFINITY_INFO of a cluster", smc_call(PSCI_AFFINITY_INFO | PSCI_64, other, 1, 0),
	       PSCI_INVALID_PARAMETERS);
	expect("AFFINITY_INFO of nobody's CPU", psci_affinity_info(NOBODYS_CPU), PSCI_DENIED);
	expect("CPU_ON of nobody's CPU", smp_start_cpu(NOBODYS_CPU, secondary_main), PSCI_DENIED);
	disable_irqs();
	irq_init(ignore);
	irq_enable(SPI);
	gic_route(SPI, other);
	for (number = 1; number <= cycles && !failures; number++) {
		cycle(other, number);
	}
	printk("PSCI: CPU %u was on and off %u times, %u failures\n", (unsigned int)other, wake_ups,
	       failures);
	if (cmdline_parse_bool("end", false)) {
		smp_start_cpu(other, never);
		smc_call(PSCI_SYSTEM_OFF, 0, 0, 0);
	}
	heartbeat_start();
	live_until_shutdown();
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
