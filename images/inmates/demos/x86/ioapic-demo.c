/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Receives the ACPI interrupt through the IOAPIC. The PM timer raises it
 * whenever its top bit changes, every 2.3 seconds, and so does the power
 * button. The cell needs the PM1 event ports and the IOAPIC pin.
 */

#include <inmate.h>
#include <liveness.h>

#define SCI_PIN	     9
#define SCI_VECTOR   32
#define TIMER_VECTOR 33
#define TICK_NS	     (50 * NS_PER_MSEC)

/* The PM1 event block lies in front of the control block and the PM timer. */
#define PM1_STATUS (comm_region->pm_timer_address - 8)
#define PM1_ENABLE (comm_region->pm_timer_address - 6)

#define PM1_TIMER	 0x0001
#define PM1_POWER_BUTTON 0x0100

static void handle_irq(unsigned int irq)
{
	u16 status;

	if (irq == TIMER_VECTOR) {
		heartbeat();
		apic_timer_set(TICK_NS);
		return;
	}
	status = inw(PM1_STATUS);
	/* writing ones clears, and takes the level interrupt back */
	outw(status, PM1_STATUS);
	printk("ACPI IRQ received, status: %04x\n", status);
}

void inmate_main(void)
{
	irq_init(handle_irq);
	apic_timer_init(TIMER_VECTOR);
	apic_timer_set(TICK_NS);

	ioapic_init();
	ioapic_pin_set_vector(SCI_PIN, TRIGGER_LEVEL_ACTIVE_HIGH, SCI_VECTOR);
	irq_enable(SCI_VECTOR);
	outw(PM1_TIMER | PM1_POWER_BUTTON, PM1_ENABLE);

	while (!shutdown_requested()) {
		enable_irqs();
		halt();
		disable_irqs();
	}
	outw(0, PM1_ENABLE);
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
