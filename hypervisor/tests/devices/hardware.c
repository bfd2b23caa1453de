/* SPDX-License-Identifier: GPL-2.0-only */

/* Configuration spaces, one MSI-X table, one IOAPIC. */

#include "board.h"

struct hw_write hw_log[1024];
unsigned int hw_log_count;
u32 hw_msix[MSIX_SIZE / 4];
u64 hw_pins[IOAPIC_PINS];
u32 hw_ioapic_version = 0x20 | (IOAPIC_PINS - 1) << 16;
int hw_last_eoi = -1;
int hw_mappings;
u32 hw_port_address;

static struct {
	u16 bdf;
	u8 config[0x1000];
} functions[] = {
	{ .bdf = BDF_HOST }, { .bdf = BDF_NIC }, { .bdf = BDF_BRIDGE }, { .bdf = BDF_OLD }
};

static u8 ioapic_page[0x1000];
static u32 ioapic_index;

u8 *hw_config(u16 bdf)
{
	for (unsigned int n = 0; n < ARRAY_SIZE(functions); n++) {
		if (functions[n].bdf == bdf) {
			return functions[n].config;
		}
	}
	return NULL;
}

u32 hw_config_read(u16 bdf, u16 reg, unsigned int size)
{
	u32 value = 0;

	memcpy(&value, hw_config(bdf) + reg, size);
	return value;
}

void hw_config_set(u16 bdf, u16 reg, u32 value, unsigned int size)
{
	memcpy(hw_config(bdf) + reg, &value, size);
}

static void log_write(u64 where, u64 value, unsigned int size)
{
	cr_assert_lt(hw_log_count, ARRAY_SIZE(hw_log));
	hw_log[hw_log_count++] = (struct hw_write){ where, value, size };
}

/* ---- IOAPIC ---- */

static u32 ioapic_read(void)
{
	u64 entry;

	if (ioapic_index == 1) {
		return hw_ioapic_version;
	}
	if (ioapic_index < 0x10) {
		return 0x100 + ioapic_index;
	}
	entry = hw_pins[(ioapic_index - 0x10) / 2];
	return ioapic_index & 1 ? entry >> 32 : entry;
}

/* Status bits are read-only; an edge-triggered entry has no remote IRR. */
static void ioapic_write(u32 value)
{
	u64 *entry = &hw_pins[(ioapic_index - 0x10) / 2];
	u32 low = *entry;

	cr_assert_geq(ioapic_index, 0x10, "write to a read-only IOAPIC register");
	log_write(IOAPIC_BASE + ioapic_index, value, 4);
	if (ioapic_index & 1) {
		*entry = (u64)value << 32 | low;
		return;
	}
	low = (value & ~0x5000U) | (low & 0x5000);
	if (!(low & 0x8000)) {
		low &= ~0x4000U;
	}
	*entry = (*entry & ~0xffffffffULL) | low;
}

static void ioapic_page_write(unsigned long offset, u32 value)
{
	switch (offset) {
	case 0x00:
		ioapic_index = value;
		break;
	case 0x10:
		ioapic_write(value);
		break;
	case 0x40:
		hw_last_eoi = value;
		break;
	default:
		cr_assert_fail("write to IOAPIC offset %lx", offset);
	}
}

/* ---- memory accesses ---- */

static bool within(volatile const void *address, const void *start, unsigned long size)
{
	return (unsigned long)address - (unsigned long)start < size;
}

static u64 location(volatile const void *address)
{
	for (unsigned int n = 0; n < ARRAY_SIZE(functions); n++) {
		if (within(address, functions[n].config, 0x1000)) {
			return (u64)functions[n].bdf << 12 |
			       ((unsigned long)address - (unsigned long)functions[n].config);
		}
	}
	cr_assert(within(address, hw_msix, sizeof(hw_msix)), "access outside of all devices");
	return MSIX_BASE + ((unsigned long)address - (unsigned long)hw_msix);
}

/* The table answers only while the device decodes memory. */
static bool table_asleep(u64 where)
{
	return where >= MSIX_BASE && !(hw_config_read(BDF_NIC, PCI_COMMAND, 2) & 2);
}

u64 mmio_read(volatile const void *address, unsigned int size)
{
	u64 value = 0;

	if (within(address, ioapic_page, sizeof(ioapic_page))) {
		cr_assert_eq(address, ioapic_page + 0x10);
		return ioapic_read();
	}
	if (table_asleep(location(address))) {
		return ~0ULL;
	}
	memcpy(&value, (const void *)address, size);
	return value;
}

void mmio_write(volatile void *address, u64 value, unsigned int size)
{
	u64 where;

	if (within(address, ioapic_page, sizeof(ioapic_page))) {
		ioapic_page_write((unsigned long)address - (unsigned long)ioapic_page, value);
		return;
	}
	where = location(address);
	log_write(where, value, size);
	if (!table_asleep(where)) {
		memcpy((void *)address, &value, size);
	}
}

void *device_map(u64 phys, unsigned long size)
{
	(void)size;
	hw_mappings++;
	if (phys == IOAPIC_BASE) {
		return ioapic_page;
	}
	if (phys == MSIX_BASE) {
		return hw_msix;
	}
	cr_assert(phys >= ECAM_BASE && phys < ECAM_BASE + 0x10000000);
	return hw_config((phys - ECAM_BASE) / 0x1000);
}

u32 hw_states[12];
unsigned int hw_interrupts, hw_cleared;
u32 hw_interrupt_to, hw_interrupt_icr;

void *ram_map(u64 phys, unsigned long size)
{
	cr_assert_eq(phys, SHMEM_BASE);
	cr_assert_leq(size, sizeof(hw_states));
	hw_mappings++;
	return hw_states;
}

void arch_clear_memory(u64 phys, u64 size)
{
	cr_assert_eq(size, PAGE_SIZE);
	hw_cleared |= 1U << (phys - SHMEM_BASE) / PAGE_SIZE;
}

void apic_send_to(u32 id, u32 icr_low)
{
	hw_interrupts++;
	hw_interrupt_to = id;
	hw_interrupt_icr = icr_low;
}

void device_unmap(void *virt, unsigned long size)
{
	(void)virt, (void)size;
	hw_mappings--;
}

/* ---- ports ---- */

u32 port_read(u16 port, unsigned int size)
{
	cr_assert_geq(port, 0xcfc);
	if (!hw_config(hw_port_address >> 8)) {
		return ~0U;
	}
	return hw_config_read(hw_port_address >> 8, (hw_port_address & 0xfc) + port - 0xcfc, size);
}

void port_write(u16 port, u32 value, unsigned int size)
{
	u16 reg = (hw_port_address & 0xfc) + port - 0xcfc;

	if (port == 0xcf8) {
		cr_assert_eq(size, 4);
		hw_port_address = value;
		return;
	}
	cr_assert_geq(port, 0xcfc);
	log_write((u64)(u16)(hw_port_address >> 8) << 12 | reg, value, size);
	if (hw_config(hw_port_address >> 8)) {
		hw_config_set(hw_port_address >> 8, reg, value, size);
	}
}
