// SPDX-License-Identifier: GPL-2.0-only
/* Configuration space, windows and interrupt vectors of a shared-memory device. */
#include <core/ivshmem.h>
#include <core/panic.h>

#define ID_IVSHMEM	0x4106110a
#define CLASS_OTHER	0xff000000U
#define CAP_LENGTH	0x20
#define COMMAND_MASTER	0x0004
#define COMMAND_MUTABLE (PCI_COMMAND_MEMORY | COMMAND_MASTER | PCI_COMMAND_INTX_OFF)
#define STATUS_DEFAULT	((u32)PCI_STATUS_CAPS << 16)
#define MSIX_MUTABLE	(IVSHMEM_MSIX_ENABLE | IVSHMEM_MSIX_MASK)

/* header registers other than command and BARs that may be written, without effect */
#define REG_CACHE_LINE	   0x0c
#define REG_INTERRUPT_LINE 0x3c

#define WINDOW_REGISTERS 0
#define WINDOW_MSIX	 1

/* ---- interrupts ---- */

static bool vectors_enabled(const struct ivshmem *end)
{
	return (end->config[IVSHMEM_MSIX_CAP] & MSIX_MUTABLE) == IVSHMEM_MSIX_ENABLE &&
	       end->config[IVSHMEM_COMMAND] & COMMAND_MASTER;
}

static bool uses_messages(const struct ivshmem *end)
{
	return end->config[IVSHMEM_MSIX_CAP] & IVSHMEM_MSIX_ENABLE;
}

bool ivshmem_is_masked(const struct ivshmem *end, unsigned int vector)
{
	return end->uses_msix && uses_messages(end) &&
	       (end->config[IVSHMEM_MSIX_CAP] & IVSHMEM_MSIX_MASK ||
		end->msix[vector].control & IVSHMEM_ENTRY_MASKED);
}

/* What came while the vector was masked; with MSI-X off it is forgotten. */
static void raise_pending(struct ivshmem *end, unsigned int vector)
{
	bool pending = end->pending >> vector & 1;

	if (!pending || (uses_messages(end) && !end->irqs[vector].live)) {
		return;
	}
	end->pending &= ~(1U << vector);
	ivshmem_raise(end, vector);
}

static bool update_vector(struct ivshmem *end, unsigned int vector)
{
	const union msix_entry *entry = &end->msix[vector];
	struct virtual_irq irq = { 0 };
	bool inside = true;

	if (vectors_enabled(end) && !(entry->control & IVSHMEM_ENTRY_MASKED)) {
		inside = arch_virtual_irq_msix(end->device->cell, entry, &irq);
	}
	end->irqs[vector] = irq;
	raise_pending(end, vector);
	return inside;
}

static void update_intx(struct ivshmem *end)
{
	end->irqs[0] = (struct virtual_irq){ 0 };
	if (!(end->config[IVSHMEM_COMMAND] & PCI_COMMAND_INTX_OFF)) {
		arch_virtual_irq_intx(end->device->cell, PCI_DEV(end->device->bdf) & 3,
				      &end->irqs[0]);
	}
}

bool ivshmem_update_irqs(struct ivshmem *end)
{
	bool inside = true;

	if (!end->uses_msix) {
		update_intx(end);
		return true;
	}
	for (unsigned int n = 0; n < end->vectors; n++) {
		inside = update_vector(end, n) && inside;
	}
	return inside;
}

static void report_outside(const struct ivshmem *end)
{
	fatal("ivshmem MSI-X target outside of cell \"%s\" device %02x:%02x.%x",
	      cell_name(end->device->cell), PCI_BDF_ARGS(end->device->bdf));
	hint("an interrupt message of the device must be of fixed or lowest-priority delivery to CPUs of the cell");
}

/* ---- windows ---- */

static enum mmio_result write_entry(struct ivshmem *end, u64 offset, u32 value)
{
	unsigned int n = offset / sizeof(union msix_entry);
	bool inside;

	spin_lock(&end->link->lock);
	end->msix[n].words[offset / 4 % 4] = value;
	inside = update_vector(end, n);
	spin_unlock(&end->link->lock);
	if (!inside) {
		report_outside(end);
		return MMIO_DENIED;
	}
	return MMIO_HANDLED;
}

static enum mmio_result msix_access(void *opaque, struct mmio_access *access)
{
	struct ivshmem *end = opaque;
	u64 offset = access->address;
	bool in_table = offset < end->vectors * sizeof(union msix_entry);

	if (access->size == 4 && !(offset & 3)) {
		if (in_table && access->is_write) {
			return write_entry(end, offset, access->value);
		}
		if (in_table || (offset >= IVSHMEM_PBA && !access->is_write)) {
			access->value = in_table ? end->msix[offset / sizeof(union msix_entry)]
							   .words[offset / 4 % 4]
						 : 0;
			return MMIO_HANDLED;
		}
	}
	fatal("Invalid PCI MSI-X table/PBA access, device %02x:%02x.%x",
	      PCI_BDF_ARGS(end->device->bdf));
	hint("%s of %d bytes at offset 0x%llx of the table, which has %u vectors; accesses are aligned and of 4 bytes",
	     access->is_write ? "write" : "read", access->size, offset, end->vectors);
	return MMIO_DENIED;
}

static void open_window(struct ivshmem *end, unsigned int n, u64 size, mmio_handler handler)
{
	u64 start = end->config[IVSHMEM_BAR(n)] & ~0xfU;

	if (start && size && mmio_open_window(end->device->cell, start, size, handler, end)) {
		end->window[n] = start;
	}
}

static void open_windows(struct ivshmem *end)
{
	u32 mask = end->device->info->bar_mask[0] & ~0xfU;

	open_window(end, WINDOW_REGISTERS, -mask, ivshmem_register_access);
	if (end->uses_msix) {
		open_window(end, WINDOW_MSIX, IVSHMEM_MSIX_WINDOW, msix_access);
	}
}

static void close_windows(struct ivshmem *end)
{
	for (unsigned int n = 0; n < ARRAY_SIZE(end->window); n++) {
		if (end->window[n]) {
			mmio_close_window(end->device->cell, end->window[n]);
			end->window[n] = 0;
		}
	}
}

/* ---- configuration space ---- */

void ivshmem_config_reset(struct ivshmem *end)
{
	const struct jailhouse_pci_device *info = end->device->info;
	u64 rw_size = ivshmem_section(end->device, IVSHMEM_RW_SECTION)->size;
	u64 output_size = ivshmem_section(end->device, IVSHMEM_OUTPUT(0))->size;
	const struct jailhouse_memory *table = ivshmem_section(end->device, IVSHMEM_STATE_TABLE);
	u32 pin = end->uses_msix ? 0 : (PCI_DEV(info->bdf) & 3) + 1;

	close_windows(end);
	memset(end->config, 0, sizeof(end->config));
	end->config[0x00 / 4] = ID_IVSHMEM;
	end->config[IVSHMEM_COMMAND] = STATUS_DEFAULT;
	end->config[0x08 / 4] = CLASS_OTHER | (u32)info->shmem_protocol << 8;
	end->config[0x2c / 4] = ID_IVSHMEM;
	end->config[0x34 / 4] = IVSHMEM_VENDOR_CAP * 4;
	end->config[0x3c / 4] = pin << 8;
	end->config[IVSHMEM_VENDOR_CAP] = PCI_CAP_ID_VNDR | CAP_LENGTH << 16 |
					  (end->uses_msix ? IVSHMEM_MSIX_CAP * 4 << 8 : 0);
	end->config[IVSHMEM_VENDOR_CAP + 1] = table->size;
	end->config[IVSHMEM_VENDOR_CAP + 2] = rw_size;
	end->config[IVSHMEM_VENDOR_CAP + 3] = rw_size >> 32;
	end->config[IVSHMEM_VENDOR_CAP + 4] = output_size;
	end->config[IVSHMEM_VENDOR_CAP + 5] = output_size >> 32;
	end->config[IVSHMEM_VENDOR_CAP + 6] = table->virt_start;
	end->config[IVSHMEM_VENDOR_CAP + 7] = table->virt_start >> 32;
	if (end->uses_msix) {
		end->config[IVSHMEM_MSIX_CAP] = PCI_CAP_ID_MSIX | (end->vectors - 1) << 16;
		end->config[IVSHMEM_MSIX_CAP + 1] = 1;
		end->config[IVSHMEM_MSIX_CAP + 2] = IVSHMEM_PBA | 1;
	}
	for (unsigned int n = 0; n < end->vectors; n++) {
		end->msix[n] = (union msix_entry){ .control = IVSHMEM_ENTRY_MASKED };
	}
	end->interrupts_on = false;
	end->pending = 0;
	ivshmem_update_irqs(end);
}

enum pci_access ivshmem_config_read(struct pci_device *device, u16 reg, unsigned int size,
				    u32 *value)
{
	(void)size;
	*value =
		reg < IVSHMEM_CONFIG_SIZE ? device->ivshmem->config[reg / 4] >> (reg & 3) * 8 : ~0U;
	return PCI_ACCESS_DONE;
}

/* Bits of a dword that a write may change. */
static u32 mutable_bits(const struct ivshmem *end, u16 reg)
{
	switch (reg / 4) {
	case IVSHMEM_COMMAND:
		return COMMAND_MUTABLE;
	case IVSHMEM_BAR(0)... IVSHMEM_BAR(5):
		return end->device->info->bar_mask[reg / 4 - IVSHMEM_BAR(0)];
	case IVSHMEM_VENDOR_CAP:
		return IVSHMEM_ONE_SHOT;
	case IVSHMEM_MSIX_CAP:
		return end->uses_msix ? MSIX_MUTABLE : 0;
	default:
		return 0;
	}
}

static bool may_be_written(u16 reg, unsigned int size)
{
	return reg / 4 == IVSHMEM_COMMAND || (reg >= PCI_BAR_FIRST && reg < PCI_BAR_END) ||
	       (reg & ~3) == REG_CACHE_LINE || (reg & ~3) == PCI_ROM ||
	       (reg == REG_INTERRUPT_LINE && size == 1) || reg >= PCI_HEADER_SIZE;
}

/* Bring windows and vectors to what the changed dword says. */
static bool apply(struct ivshmem *end, u16 reg, u32 changed)
{
	if (reg / 4 == IVSHMEM_COMMAND && changed & PCI_COMMAND_MEMORY) {
		if (end->config[IVSHMEM_COMMAND] & PCI_COMMAND_MEMORY) {
			open_windows(end);
		} else {
			close_windows(end);
		}
	}
	if (reg / 4 == IVSHMEM_COMMAND || reg / 4 == IVSHMEM_MSIX_CAP) {
		return ivshmem_update_irqs(end);
	}
	return true;
}

enum pci_access ivshmem_config_write(struct pci_device *device, u16 reg, unsigned int size,
				     u32 value)
{
	struct ivshmem *end = device->ivshmem;
	u32 mutable, before, *dword;
	bool inside;

	if (reg >= IVSHMEM_CONFIG_SIZE || !may_be_written(reg, size)) {
		device->refusal = "an IVSHMEM device has no such register to write";
		return PCI_ACCESS_DENIED;
	}
	dword = &end->config[reg / 4];
	mutable = mutable_bits(end, reg);
	spin_lock(&end->link->lock);
	before = *dword;
	*dword = (before & ~mutable) | (pci_merge(before, reg, size, value) & mutable);
	inside = apply(end, reg, before ^ *dword);
	spin_unlock(&end->link->lock);
	if (!inside) {
		report_outside(end);
		device->refusal = "the interrupt message would leave the cell";
		return PCI_ACCESS_DENIED;
	}
	return PCI_ACCESS_DONE;
}
