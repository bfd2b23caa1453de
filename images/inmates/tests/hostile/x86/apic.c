/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Interrupt controllers. The local APIC is tried by what it has in the mode that Linux chose:
 * registers of a page, or model-specific ones.
 */

#include <asm/regs.h>
#include "../hostile.h"
#include "surfaces.h"

#define LOCAL_APIC 0xfee00000UL
#define ICR_LOW	   (LOCAL_APIC + 0x300)
#define ICR_HIGH   (LOCAL_APIC + 0x310)

#define IOAPIC_INDEX  0xfec00000UL
#define IOAPIC_DATA   0xfec00010UL
#define IOAPIC_PINS   24
#define IOAPIC_MASKED (1 << 16)
#define REDIRECTION   0x10

#define APIC_BASE_X2APIC   (1 << 10)
#define ICR_MODE	   0x700
#define ICR_SHORTHAND	   0xc0000
#define ICR_TO_SELF	   0x40000
#define ICR_LOGICAL	   0x800
#define ICR_LEVEL_TRIGGER  0x8000
#define ICR_DESTINATION(n) ((u64)(n) << 32)

static bool in_x2apic_mode(void)
{
	return read_msr(MSR_IA32_APICBASE) & APIC_BASE_X2APIC;
}

/* ---- interrupts to others ---- */

/* The CPUs of the machine, none, all, and those of clusters. */
static const u32 destinations[] = {
	0, 1, 2, 3, 4, 7, 8, 0xf, 0xff, 0xffffffff, 0x10001, 0x0fff0001
};
/* Those of them that do not mean the cell's own CPU. */
static const u32 others[] = { 0, 1, 2, 4, 7, 0x10001, 0x0fff0001 };

/* To itself it may do what it likes: restarting it would prove nothing. */
static u64 spare_oneself(u64 icr)
{
	u32 mode = icr & ICR_MODE;

	if ((mode == APIC_ICR_DLVR_INIT || mode == APIC_ICR_DLVR_SIPI) && !(icr & ICR_SHORTHAND)) {
		icr = (u32)icr & ~ICR_LOGICAL;
		icr |= ICR_DESTINATION(draw_of(others));
	}
	return icr;
}

u64 draw_icr(void)
{
	u32 vector = draw_below(8) ? 0x20 + draw_below(0xe0) : draw_below(0x20);
	u64 icr = vector | draw_below(8) << 8;

	if (draw_below(8) == 0) {
		/* bits that mean nothing, too */
		return spare_oneself(draw_value());
	}
	icr |= draw_below(4) ? APIC_ICR_ASSERT : 0;
	icr |= draw_below(4) ? 0 : ICR_LOGICAL;
	icr |= draw_below(8) ? 0 : ICR_LEVEL_TRIGGER;
	icr |= draw_below(2) ? 0 : draw_below(4) * ICR_TO_SELF;
	icr |= ICR_DESTINATION(draw_below(8) ? draw_of(destinations) : (u32)draw());
	return spare_oneself(icr);
}

/* ---- the local APIC ---- */

static bool try_apic_page(void)
{
	unsigned long page = LOCAL_APIC + (draw_below(8) ? 0 : PAGE_SIZE * draw_below(16));

	return try_registers("local APIC", page, draw_bool() ? 0x400 : PAGE_SIZE);
}

static bool try_page_icr(void)
{
	u64 icr = draw_icr();

	reach(LOCAL_APIC);
	announce("write ICR, %llx", icr);
	mmio_write32((void *)ICR_HIGH, icr >> 32 << 24);
	mmio_write32((void *)ICR_LOW, icr);
	return true;
}

static bool try_apic_msr(void)
{
	u32 msr = draw_below(4) == 0 ? X2APIC_ICR : 0x800 + draw_below(draw_bool() ? 0x40 : 0x100);
	bool write = msr == X2APIC_ICR ? draw_below(8) : draw_bool();
	u64 value = msr == X2APIC_ICR ? draw_icr() : draw_value();

	announce("%s MSR %x, %llx", write ? "write" : "read", msr, value);
	if (!write) {
		return granted_with(read_msr(msr));
	}
	write_msr(msr, value);
	return true;
}

/* Sometimes by the way that the mode does not have. */
bool try_apic(void)
{
	bool by_msr = in_x2apic_mode() == (draw_below(8) != 0);

	if (by_msr) {
		return try_apic_msr();
	}
	return draw_below(4) ? try_apic_page() : try_page_icr();
}

/* ---- the IOAPIC ---- */

static u32 read_indexed(u32 index)
{
	mmio_write32((void *)IOAPIC_INDEX, index);
	return mmio_read32((void *)IOAPIC_DATA);
}

static void write_indexed(u32 index, u32 value)
{
	mmio_write32((void *)IOAPIC_INDEX, index);
	mmio_write32((void *)IOAPIC_DATA, value);
}

static u32 draw_entry(void)
{
	/* vector, delivery mode, logical, polarity, trigger, status bits, mask */
	return draw_below(0x100) | draw_below(8) << 8 | draw_below(2) << 11 | draw_below(16) << 12 |
	       (draw_below(4) ? 0 : IOAPIC_MASKED);
}

static u32 draw_entry_high(void)
{
	return draw_below(8) ? draw_of(destinations) << 24 : draw_value();
}

/* A whole redirection entry, first the half that takes effect last; what is there then? */
static bool try_pin(u32 pin)
{
	u32 high = draw_entry_high(), low = draw_entry();

	announce("write pin %u, %x %x", pin, high, low);
	write_indexed(REDIRECTION + 2 * pin, IOAPIC_MASKED);
	write_indexed(REDIRECTION + 2 * pin + 1, high);
	write_indexed(REDIRECTION + 2 * pin, low);
	return granted_with((u64)read_indexed(REDIRECTION + 2 * pin + 1) << 32 |
			    read_indexed(REDIRECTION + 2 * pin));
}

static bool try_index(void)
{
	u32 index = draw_below(4) ? draw_below(REDIRECTION + 2 * IOAPIC_PINS + 4) : draw_value();
	u32 value = draw_bool() ? draw_entry() : draw_value();
	bool write = draw_bool();

	announce("%s index %x, %x", write ? "write" : "read", index, value);
	if (write) {
		write_indexed(index, value);
	}
	return granted_with(read_indexed(index));
}

static bool try_ioapic_page(void)
{
	struct register_try try = draw_register_try(IOAPIC_INDEX, draw_bool() ? 0x48 : PAGE_SIZE);
	u32 index = draw_below(REDIRECTION + 2 * IOAPIC_PINS + 4);

	announce("%s %lx, %u bytes, %llx, at index %x", try.write ? "write" : "read", try.address,
		 try.size, try.value, index);
	mmio_write32((void *)IOAPIC_INDEX, index);
	return access((void *)try.address, try.write, try.size, try.value);
}

bool try_ioapic(void)
{
	/* its own, BOARD_FREE_PIN, more often than those of Linux and those that there are not */
	static const u8 pins[] = { 5, 5, 5, 5, 0, 2, 4, 9, 16, 23, 24, 119 };

	reach(IOAPIC_INDEX);
	switch (draw_below(4)) {
	case 0:
		return try_index();
	case 1:
		return try_ioapic_page();
	default:
		return try_pin(draw_below(4) ? draw_of(pins) : draw_below(IOAPIC_PINS));
	}
}
