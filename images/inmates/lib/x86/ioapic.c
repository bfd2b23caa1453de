/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>

#define IOAPIC_BASE	   ((char *)0xfec00000)
#define IOAPIC_INDEX	   (IOAPIC_BASE + 0x00)
#define IOAPIC_DATA	   (IOAPIC_BASE + 0x10)
#define IOAPIC_REDIR_TABLE 0x10

void ioapic_init(void)
{
	map_range(IOAPIC_BASE, PAGE_SIZE, MAP_UNCACHED);
}

void ioapic_pin_set_vector(unsigned int pin, enum ioapic_trigger_mode trigger_mode,
			   unsigned int vector)
{
	unsigned int reg = IOAPIC_REDIR_TABLE + 2 * pin;

	/* The destination first: the low half unmasks the pin. */
	mmio_write32(IOAPIC_INDEX, reg + 1);
	mmio_write32(IOAPIC_DATA, cpu_id() << 24);
	mmio_write32(IOAPIC_INDEX, reg);
	mmio_write32(IOAPIC_DATA, trigger_mode | vector);
}
