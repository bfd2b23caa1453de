/* SPDX-License-Identifier: GPL-2.0-only */

/* Starts all CPUs of the cell and sends an interrupt around the ring. */

#include <inmate.h>
#include <liveness.h>

#define IPI_VECTOR   32
#define TIMER_VECTOR 33
#define TICK_NS	     (50 * NS_PER_MSEC)

/* A CPU that does not come up must not stop the others. */
#define START_TIMEOUT_MS 60000

static volatile unsigned int cpus_running;

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
	printk("Received IPI on %d\n", id);
	pass_on(id);
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
	unsigned int n;

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
	apic_timer_init(TIMER_VECTOR);
	apic_timer_set(TICK_NS);
	while (!shutdown_requested()) {
		enable_irqs();
		halt();
		disable_irqs();
	}
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
