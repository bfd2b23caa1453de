// SPDX-License-Identifier: GPL-2.0-only
#include <core/cell.h>
#include <core/pci.h>
#include <asm/apic.h>
#include <asm/apic_regs.h>
#include <asm/irq_message.h>

/* message address */
#define MSI_WINDOW	      0xfee
#define MSI_WINDOW_SHIFT      20
#define MSI_LOGICAL	      (1U << 2)
#define MSI_REMAPPABLE	      (1U << 4)
#define MSI_DESTINATION_SHIFT 12
/* the destination, and the bits that some chip sets add to it */
#define MSI_DESTINATION_MASK	 0xff000U
#define MSI_DESTINATION_EXTENDED 0x00fe0U
/* message data */
#define MSI_DELIVERY(data) ((data) >> 8 & 7)
#define MSI_VECTOR(data)   ((data)&0xff)
#define FIRST_VECTOR	   16

bool linux_remaps_interrupts;

bool irq_message_may_remap(const struct cell *cell)
{
	/* Linux enters x2APIC mode only together with remapping */
	return cell == &root_cell && (linux_remaps_interrupts || using_x2apic);
}

int irq_message_filter(struct cell *cell, unsigned int delivery, u8 destination, bool logical)
{
	if (delivery != APIC_DELIVERY_FIXED && delivery != APIC_DELIVERY_LOWEST) {
		return -1;
	}
	return apic_filter_destination(cell, destination, logical);
}

void arch_msi_note(u32 address)
{
	if (address >> MSI_WINDOW_SHIFT == MSI_WINDOW && address & MSI_REMAPPABLE) {
		linux_remaps_interrupts = true;
	}
}

enum msi_verdict arch_msi_filter(struct cell *cell, struct msi_message *message)
{
	u32 address = message->address;
	int destination;

	if (address >> MSI_WINDOW_SHIFT != MSI_WINDOW || message->address_high) {
		return MSI_DEAD;
	}
	if (address & MSI_REMAPPABLE) {
		return irq_message_may_remap(cell) ? MSI_DELIVER : MSI_FORBIDDEN;
	}
	destination = irq_message_filter(cell, MSI_DELIVERY(message->data),
					 address >> MSI_DESTINATION_SHIFT, address & MSI_LOGICAL);
	if (destination < 0) {
		return MSI_FORBIDDEN;
	}
	message->address = (address & ~(MSI_DESTINATION_MASK | MSI_DESTINATION_EXTENDED)) |
			   (u32)destination << MSI_DESTINATION_SHIFT;
	return MSI_DELIVER;
}

/* ---- virtual devices ---- */

bool arch_virtual_irq_msix(struct cell *cell, const union msix_entry *entry,
			   struct virtual_irq *irq)
{
	u32 address = entry->address, vector = MSI_VECTOR(entry->data);
	bool logical = address & MSI_LOGICAL;
	int destination;

	if (address >> MSI_WINDOW_SHIFT != MSI_WINDOW || entry->address_high ||
	    vector < FIRST_VECTOR || (address & MSI_REMAPPABLE && irq_message_may_remap(cell))) {
		/* a remapped message is looked up in a table out of our sight */
		return true;
	}
	destination = irq_message_filter(cell, MSI_DELIVERY(entry->data),
					 address >> MSI_DESTINATION_SHIFT, logical);
	if (destination < 0) {
		return false;
	}
	if (logical && MSI_DELIVERY(entry->data) == APIC_DELIVERY_LOWEST) {
		/* one of them: an interrupt command cannot say that everywhere */
		destination &= -destination;
	}
	*irq = (struct virtual_irq){
		.live = true,
		.destination = destination,
		.icr = vector | APIC_ICR_ASSERT | (logical ? APIC_ICR_LOGICAL : 0),
	};
	return true;
}

void arch_virtual_irq_intx(struct cell *cell, unsigned int pin, struct virtual_irq *irq)
{
	(void)cell, (void)pin, (void)irq;
}

void arch_virtual_irq_raise(const struct virtual_irq *irq)
{
	apic_send_to(irq->destination, irq->icr);
}
