/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Starts all CPUs of the cell, sends an interrupt around the ring, and lets a
 * shared interrupt (spi=, default 232) come to each of them in turn. Then, with
 * fault=N, the Nth that was started reads what is nobody's, and the others go on.
 */

#include <gic.h>
#include <psci.h>
#include <liveness.h>

#define MAX_CPUS 16
#define IPI	 5
#define OWN_SPI	 232

#define NOBODY	       (~0U)
#define NOBODYS_MEMORY ((void *)0x10000000UL)

/* A CPU that does not come up must not stop the others. */
#define START_TIMEOUT_MS 60000

static volatile unsigned int cpus_running;
static volatile unsigned int spis_received;
static u64 cpus[MAX_CPUS];
static unsigned int num_cpus;
static volatile unsigned int faulty = NOBODY;

static unsigned int index_of(u64 affinity)
{
	unsigned int n;

	for (n = 0; n < num_cpus && cpus[n] != affinity; n++) {
	}
	return n;
}

/* The primary's interrupt ends the round. */
static void pass_on(unsigned int index)
{
	if (index != 0) {
		gic_send_sgi(IPI, cpus[(index + 1) % num_cpus]);
	}
}

static void handle_irq(unsigned int irq)
{
	unsigned int id = cpu_affinity();

	if (id == faulty) {
		mmio_read32(NOBODYS_MEMORY);
	}
	if (irq == IPI) {
		printk("Received IPI on %u\n", id);
		pass_on(index_of(id));
	} else {
		printk("Received interrupt %u on %u\n", irq, id);
		spis_received++;
	}
}

static void init_cpu(void)
{
	irq_init(handle_irq);
	irq_enable(IPI);
}

static void secondary_main(void)
{
	init_cpu();
	printk("Hello from CPU %u!\n", (unsigned int)cpu_affinity());
	cpus_running++;
	while (true) {
		enable_irqs();
		halt();
	}
}

/* The primary first. */
static void find_cpus(void)
{
	u64 affinity;

	cpus[num_cpus++] = cpu_affinity();
	for (affinity = 0; affinity < MAX_CPUS && num_cpus < MAX_CPUS; affinity++) {
		if (affinity != cpu_affinity() && psci_affinity_info(affinity) >= 0) {
			cpus[num_cpus++] = affinity;
		}
	}
}

static void start_cpu(unsigned int index)
{
	unsigned int n;

	printk(" Starting CPU %u\n", (unsigned int)cpus[index]);
	if (smp_start_cpu(cpus[index], secondary_main) != PSCI_SUCCESS) {
		printk("CPU %u cannot be started\n", (unsigned int)cpus[index]);
		return;
	}
	for (n = 0; n < START_TIMEOUT_MS && cpus_running < index; n++) {
		delay_us(1000);
	}
}

static void move_spi(unsigned int spi)
{
	unsigned int n, waited;

	irq_enable(spi);
	for (n = 0; n < num_cpus; n++) {
		gic_route(spi, cpus[n]);
		gic_set_pending(spi);
		for (waited = 0; waited < START_TIMEOUT_MS && spis_received <= n; waited++) {
			delay_us(1000);
		}
	}
}

void inmate_main(void)
{
	unsigned int fault = cmdline_parse_int("fault", 0), n;

	printk("SMP demo, primary CPU: %u\n", (unsigned int)cpu_affinity());
	init_cpu();
	find_cpus();
	printk("Found %u other CPU(s)\n", num_cpus - 1);
	for (n = 1; n < num_cpus; n++) {
		start_cpu(n);
	}
	if (num_cpus > 1) {
		gic_send_sgi(IPI, cpus[1]);
	}
	move_spi(cmdline_parse_int("spi", OWN_SPI));
	if (fault > 0 && fault < num_cpus) {
		map_range(NOBODYS_MEMORY, 0x1000, MAP_UNCACHED);
		faulty = cpus[fault];
		gic_send_sgi(IPI, faulty);
	}
	while (!shutdown_requested()) {
		heartbeat();
		delay_us(20000);
	}
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
