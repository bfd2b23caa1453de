/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Starts all CPUs of the cell and sends an interrupt around the ring. Then, with
 * fault=N, the Nth that was started reads what is nobody's, and the others go on.
 */

#include <inmate.h>
#include <liveness.h>

#define IPI_VECTOR   32
#define TIMER_VECTOR 33
#define TICK_NS	     (50 * NS_PER_MSEC)

/* A CPU that does not come up must not stop the others. */
#define START_TIMEOUT_MS 60000

#define NOBODY	       (~0U)
#define NOBODYS_MEMORY ((void *)0x10000000UL)

static volatile unsigned int cpus_running;
static volatile unsigned int faulty = NOBODY;
static volatile bool ring_over;

static unsigned int index_of(unsigned int apic_id)
{
	unsigned int n;

	for (n = 0; n < smp_num_cpus && smp_cpu_ids[n] != apic_id; n++) {
	}
	return n;
}

/* The primary's interrupt ends the round. */
static void pass_on(unsigned int apic_id)
{
	unsigned int index = index_of(apic_id);

	if (index != 0) {
		irq_send_ipi(smp_cpu_ids[(index + 1) % smp_num_cpus], IPI_VECTOR);
	} else {
		ring_over = true;
	}
}

static void handle_irq(unsigned int irq)
{
	unsigned int id = cpu_id();

	if (irq == TIMER_VECTOR) {
		heartbeat();
		apic_timer_set(TICK_NS);
		return;
	}
	if (id == faulty) {
		mmio_read32(NOBODYS_MEMORY);
	}
	printk("Received IPI on %d\n", id);
	pass_on(id);
}

static void let_fault(unsigned int id)
{
	map_range(NOBODYS_MEMORY, 0x1000, MAP_UNCACHED);
	enable_irqs();
	while (!ring_over) {
		cpu_relax();
	}
	disable_irqs();
	faulty = id;
	irq_send_ipi(id, IPI_VECTOR);
}

static void secondary_main(void)
{
	irq_init(handle_irq);
	printk("Hello from CPU %d!\n", cpu_id());
	cpus_running++;
	while (true) {
		enable_irqs();
		halt();
	}
}

static void start_cpu(unsigned int index)
{
	unsigned int n;

	printk(" Starting CPU %d\n", smp_cpu_ids[index]);
	smp_start_cpu(smp_cpu_ids[index], secondary_main);
	for (n = 0; n < START_TIMEOUT_MS && cpus_running < index; n++) {
		delay_us(1000);
	}
}

void inmate_main(void)
{
	unsigned int fault = cmdline_parse_int("fault", 0), n;

	printk("SMP demo, primary CPU: %d\n", cpu_id());
	irq_init(handle_irq);
	tsc_init();

	printk("Waiting for the rest...\n");
	smp_wait_for_all_cpus();
	printk("Found %d other CPU(s)\n", smp_num_cpus - 1);
	for (n = 1; n < smp_num_cpus; n++) {
		start_cpu(n);
	}

	if (smp_num_cpus > 1) {
		irq_send_ipi(smp_cpu_ids[1], IPI_VECTOR);
	}
	if (fault > 0 && fault < smp_num_cpus) {
		let_fault(smp_cpu_ids[fault]);
	}
	apic_timer_init(TIMER_VECTOR);
	apic_timer_set(TICK_NS);
	while (!shutdown_requested()) {
		enable_irqs();
		halt();
		disable_irqs();
	}
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
