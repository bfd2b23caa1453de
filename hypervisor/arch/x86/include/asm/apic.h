/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_APIC_H
#define ASM_APIC_H

#include <core/defs.h>

struct cell;

/* Delivery modes of ICR, LVT, MSI data and IOAPIC redirection entries (bits 10:8). */
#define APIC_DELIVERY_FIXED  0
#define APIC_DELIVERY_LOWEST 1
#define APIC_DELIVERY_SMI    2
#define APIC_DELIVERY_NMI    4
#define APIC_DELIVERY_INIT   5
#define APIC_DELIVERY_SIPI   6
#define APIC_DELIVERY_EXTINT 7

/** True if Linux runs the local APICs in x2APIC mode. */
extern bool using_x2apic;
/** Registers in xAPIC mode, else NULL; each is 16 bytes from the next. */
extern volatile u8 *xapic_page;

/**
 * Check the destination of an interrupt message (MSI or IOAPIC) against a cell.
 * @destination:	8-bit destination field
 * @logical:		logical (flat) or physical destination mode
 * @return: the destination as it may be programmed, or -1 if it lies outside of
 *	    the cell. In the root cell, foreign bits of a logical mask are dropped.
 */
int apic_filter_destination(struct cell *cell, u8 destination, bool logical);

/** Send an interrupt as an interrupt command says. @id: physical or logical destination */
void apic_send_to(u32 id, u32 icr_low);
/**
 * Send one to a CPU of the calling CPU's cell.
 * @id:	its physical destination
 * @return: false if the cell owns no such CPU
 */
bool apic_send_in_cell(u32 id, u32 icr_low);

#endif
