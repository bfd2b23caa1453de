// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages of physical functions. What a cell writes goes into shadows; the
 * hardware is given a message only while it is live, and only after the
 * message was checked as a whole. The shadows are not locked: CPUs of a cell
 * that race may program an old message, never an unchecked one.
 */
#include <core/cell.h>
#include <core/console.h>
#include <core/panic.h>
#include <core/pci.h>

#define MSI_CONTROL	  2
#define MSI_ENABLE	  (1U << 16)
#define MSI_VECTORS_SHIFT 20 /* log2 of the number of vectors */
#define MSI_VECTORS_MASK  7
#define MSI_WRITABLE	  (MSI_ENABLE | MSI_VECTORS_MASK << MSI_VECTORS_SHIFT)
#define MSI_DATA_MASK	  0xffff

#define MSIX_CONTROL	   2
#define MSIX_ENABLE	   (1U << 31)
#define MSIX_MASK_ALL	   (1U << 30)
#define MSIX_WRITABLE	   (MSIX_ENABLE | MSIX_MASK_ALL)
#define MSIX_SIZE(control) (((control) >> 16 & 0x7ff) + 1)
#define MSIX_VECTOR_MASKED 1

#define SHADOW_CONTROL	    0
#define SHADOW_ADDRESS	    1
#define SHADOW_ADDRESS_HIGH 2 /* only with 64 bits */
#define SHADOW_DATA(device) ((device)->msi_dwords - 1U)

static const char outside[] =
	"the interrupt message would leave the cell: destination or delivery mode is not its own";

/* Whose interrupts do not arrive must not have to guess. */
static void report_dead(const struct pci_device *device, const struct msi_message *message)
{
	printk_report(
		"WARNING: PCI device %02x:%02x.%x: interrupt message to address 0x%08x%08x, where no CPU is: held back\n",
		PCI_BDF_ARGS(device->bdf), message->address_high, message->address);
}

/* ---- MSI ---- */

static u32 dword_register(u16 start, unsigned int index)
{
	return start + index * 4;
}

static struct msi_message msi_message(const struct pci_device *device, const u32 *shadow)
{
	return (struct msi_message){
		.address = shadow[SHADOW_ADDRESS],
		.address_high = device->info->msi_64bits ? shadow[SHADOW_ADDRESS_HIGH] : 0,
		.data = shadow[SHADOW_DATA(device)],
	};
}

static void msi_write_message(const struct pci_device *device, const struct msi_message *message)
{
	u16 start = device->msi_start;

	pci_hw_write(device, dword_register(start, SHADOW_ADDRESS), message->address, 4);
	if (device->info->msi_64bits) {
		pci_hw_write(device, dword_register(start, SHADOW_ADDRESS_HIGH),
			     message->address_high, 4);
	}
	pci_hw_write(device, dword_register(start, SHADOW_DATA(device)), message->data, 2);
}

/* Bring the hardware to the state in @shadow if that is allowed. */
static bool msi_program(struct pci_device *device, const u32 *shadow)
{
	struct msi_message message = msi_message(device, shadow);
	u32 control = shadow[SHADOW_CONTROL];

	if (control & MSI_ENABLE) {
		switch (arch_msi_filter(device->cell, &message)) {
		case MSI_FORBIDDEN:
			device->refusal = outside;
			return false;
		case MSI_DEAD:
			report_dead(device, &message);
			control &= ~MSI_ENABLE;
			break;
		case MSI_DELIVER:
			msi_write_message(device, &message);
			break;
		}
	}
	pci_hw_write(device, device->msi_start + MSI_CONTROL, control >> 16, 2);
	return true;
}

static bool msi_enough_vectors(struct pci_device *device, u32 control)
{
	if (control & MSI_ENABLE && 1U << (control >> MSI_VECTORS_SHIFT & MSI_VECTORS_MASK) >
					    device->info->num_msi_vectors) {
		device->refusal = "more MSI vectors than .num_msi_vectors of the device";
		return false;
	}
	return true;
}

static enum pci_access msi_write(struct pci_device *device, u16 reg, unsigned int size, u32 value)
{
	unsigned int index = (reg - device->msi_start) / 4;
	u32 shadow[ARRAY_SIZE(device->msi)], writable = ~0U;

	memcpy(shadow, device->msi, sizeof(shadow));
	if (index == SHADOW_CONTROL) {
		writable = MSI_WRITABLE;
	} else if (index == SHADOW_DATA(device)) {
		writable = MSI_DATA_MASK;
	}
	value = pci_merge(shadow[index], reg, size, value);
	shadow[index] = (shadow[index] & ~writable) | (value & writable);

	if (index == SHADOW_CONTROL || shadow[SHADOW_CONTROL] & MSI_ENABLE) {
		if (!msi_enough_vectors(device, shadow[SHADOW_CONTROL]) ||
		    !msi_program(device, shadow)) {
			return PCI_ACCESS_DENIED;
		}
	}
	device->msi[index] = shadow[index];
	return PCI_ACCESS_DONE;
}

static bool msi_load(struct pci_device *device)
{
	struct msi_message message;

	for (unsigned int n = 0; n < device->msi_dwords; n++) {
		device->msi[n] = pci_hw_read(device, dword_register(device->msi_start, n), 4);
	}
	device->msi[SHADOW_DATA(device)] &= MSI_DATA_MASK;
	if (!(device->msi[SHADOW_CONTROL] & MSI_ENABLE)) {
		return true;
	}
	message = msi_message(device, device->msi);
	arch_msi_note(message.address);
	return arch_msi_filter(device->cell, &message) != MSI_FORBIDDEN;
}

static void msi_restore(struct pci_device *device)
{
	struct msi_message message = msi_message(device, device->msi);

	msi_write_message(device, &message);
	pci_hw_write(device, device->msi_start + MSI_CONTROL, device->msi[SHADOW_CONTROL] >> 16, 2);
}

static bool msi_commit(struct pci_device *device)
{
	u32 control = device->msi[SHADOW_CONTROL];

	if (!(control & MSI_ENABLE) || msi_program(device, device->msi)) {
		return true;
	}
	pci_hw_write(device, device->msi_start + MSI_CONTROL, (control & ~MSI_ENABLE) >> 16, 2);
	return false;
}

/* ---- MSI-X ---- */

static bool msix_is_live(u32 control)
{
	return (control & MSIX_WRITABLE) == MSIX_ENABLE;
}

/* What is written to a table of a device that decodes no memory is lost. */
static bool msix_table_answers(const struct pci_device *device)
{
	return !device->msix_table || pci_hw_read(device, PCI_COMMAND, 2) & PCI_COMMAND_MEMORY;
}

/* The cell sees what it wrote; the hardware sends nothing that its table has not been told. */
static void msix_write_control(const struct pci_device *device, u32 control)
{
	if (msix_is_live(control) && !msix_table_answers(device)) {
		control &= ~MSIX_ENABLE;
	}
	pci_hw_write(device, device->msix_start + MSIX_CONTROL, control >> 16, 2);
}

/* Vectors that the hardware has and the trapped window shows. */
static unsigned int msix_hw_vectors(const struct pci_device *device)
{
	return MIN(MSIX_SIZE(device->msix_control),
		   device->info->msix_region_size / sizeof(union msix_entry));
}

static volatile union msix_entry *msix_hw_entry(const struct pci_device *device, unsigned int n)
{
	return (volatile union msix_entry *)device->msix_table + n;
}

static void msix_write_message(const struct pci_device *device, unsigned int n,
			       const struct msi_message *message)
{
	volatile union msix_entry *entry = msix_hw_entry(device, n);

	mmio_write32(&entry->address, message->address);
	mmio_write32(&entry->address_high, message->address_high);
	mmio_write32(&entry->data, message->data);
}

/* Bring one vector of the hardware to the state in @entry if that is allowed. */
static bool msix_program(struct pci_device *device, unsigned int n, const union msix_entry *entry,
			 bool live)
{
	struct msi_message message = { entry->address, entry->address_high, entry->data };
	u32 control = entry->control;

	if (live && !(control & MSIX_VECTOR_MASKED)) {
		switch (arch_msi_filter(device->cell, &message)) {
		case MSI_FORBIDDEN:
			device->refusal = outside;
			return false;
		case MSI_DEAD:
			report_dead(device, &message);
			control |= MSIX_VECTOR_MASKED;
			break;
		case MSI_DELIVER:
			msix_write_message(device, n, &message);
			break;
		}
	}
	if (live && !msix_table_answers(device)) {
		/* the old message, or mask, stays in the table */
		msix_write_control(device, device->msix_control);
	}
	mmio_write32(&msix_hw_entry(device, n)->control, control);
	return true;
}

static bool msix_program_all(struct pci_device *device, bool live)
{
	for (unsigned int n = 0; n < device->info->num_msix_vectors; n++) {
		union msix_entry entry = device->msix_shadow[n];

		if (!msix_program(device, n, &entry, live)) {
			return false;
		}
	}
	return true;
}

static enum pci_access msix_write(struct pci_device *device, u16 reg, unsigned int size, u32 value)
{
	u32 control;

	if (reg >= device->msix_start + 4) {
		/* location of table and pending bits: fixed in hardware */
		return PCI_ACCESS_DONE;
	}
	value = pci_merge(device->msix_control, reg, size, value);
	control = (device->msix_control & ~MSIX_WRITABLE) | (value & MSIX_WRITABLE);
	if (msix_is_live(control)) {
		if (!device->msix_table) {
			device->refusal = "MSI-X needs .msix_address and .num_msix_vectors";
			return PCI_ACCESS_DENIED;
		}
		if (!msix_program_all(device, true)) {
			return PCI_ACCESS_DENIED;
		}
	}
	msix_write_control(device, control);
	device->msix_control = control;
	return PCI_ACCESS_DONE;
}

static void msix_clear_shadow(struct pci_device *device)
{
	for (unsigned int n = 0; device->msix_table && n < device->info->num_msix_vectors; n++) {
		device->msix_shadow[n] = (union msix_entry){ .control = MSIX_VECTOR_MASKED };
	}
}

static bool msix_load(struct pci_device *device)
{
	bool supported = true;

	device->msix_control = pci_hw_read(device, device->msix_start, 4);
	if (!device->msix_table || !(device->msix_control & MSIX_ENABLE)) {
		/* the table may be out of reach, and its contents are of no use */
		msix_clear_shadow(device);
		return true;
	}
	for (unsigned int n = 0; n < device->info->num_msix_vectors; n++) {
		volatile union msix_entry *from = msix_hw_entry(device, n);
		union msix_entry *entry = &device->msix_shadow[n];
		struct msi_message message;

		entry->address = mmio_read32(&from->address);
		entry->address_high = mmio_read32(&from->address_high);
		entry->data = mmio_read32(&from->data);
		entry->control = mmio_read32(&from->control);
		if (!msix_is_live(device->msix_control) || entry->control & MSIX_VECTOR_MASKED) {
			continue;
		}
		message = (struct msi_message){ entry->address, entry->address_high, entry->data };
		arch_msi_note(message.address);
		supported = arch_msi_filter(device->cell, &message) != MSI_FORBIDDEN && supported;
	}
	return supported;
}

static void msix_reset(struct pci_device *device)
{
	u32 control = pci_hw_read(device, device->msix_start, 4);

	device->msix_control = control & ~MSIX_WRITABLE;
	pci_hw_write(device, device->msix_start + MSIX_CONTROL, device->msix_control >> 16, 2);
	for (unsigned int n = 0; device->msix_table && n < msix_hw_vectors(device); n++) {
		mmio_write32(&msix_hw_entry(device, n)->control, MSIX_VECTOR_MASKED);
		msix_write_message(device, n, &(struct msi_message){ 0 });
	}
	msix_clear_shadow(device);
}

static void msix_restore(struct pci_device *device)
{
	bool reachable = device->msix_table && device->msix_control & MSIX_ENABLE;

	for (unsigned int n = 0; reachable && n < device->info->num_msix_vectors; n++) {
		const union msix_entry *entry = &device->msix_shadow[n];

		msix_write_message(
			device, n,
			&(struct msi_message){ entry->address, entry->address_high, entry->data });
		mmio_write32(&msix_hw_entry(device, n)->control, entry->control);
	}
	pci_hw_write(device, device->msix_start + MSIX_CONTROL, device->msix_control >> 16, 2);
}

static bool msix_commit(struct pci_device *device)
{
	bool all = true;

	if (!device->msix_table || !msix_is_live(device->msix_control)) {
		return true;
	}
	for (unsigned int n = 0; n < device->info->num_msix_vectors; n++) {
		union msix_entry entry = device->msix_shadow[n];

		if (!msix_program(device, n, &entry, true)) {
			mmio_write32(&msix_hw_entry(device, n)->control, MSIX_VECTOR_MASKED);
			all = false;
		}
	}
	return all;
}

/* ---- the trapped table ---- */

static bool msix_write_entry(struct pci_device *device, unsigned int n, unsigned int field,
			     u32 value)
{
	union msix_entry entry = device->msix_shadow[n];

	entry.words[field] = value;
	if (!msix_program(device, n, &entry, msix_is_live(device->msix_control))) {
		return false;
	}
	device->msix_shadow[n].words[field] = value;
	return true;
}

enum mmio_result pci_msix_access(void *opaque, struct mmio_access *access)
{
	struct pci_device *device = opaque;
	unsigned int n = access->address / sizeof(union msix_entry);
	unsigned int field = access->address / 4 % 4;
	const char *reason = "it must be aligned and of 4 bytes";

	if (access->size != 4 || access->address % 4) {
		goto denied;
	}
	if (n >= device->info->num_msix_vectors) {
		reason = "only vectors that .num_msix_vectors counts may be written";
		if (access->is_write) {
			goto denied;
		}
		access->value = mmio_read32(device->msix_table + access->address);
		return MMIO_HANDLED;
	}
	if (!access->is_write) {
		access->value = device->msix_shadow[n].words[field];
		return MMIO_HANDLED;
	}
	if (msix_write_entry(device, n, field, access->value)) {
		return MMIO_HANDLED;
	}
	reason = outside;
denied:
	fatal("Invalid PCI MSI-X table/PBA access, device %02x:%02x.%x", PCI_BDF_ARGS(device->bdf));
	hint("%s of %d bytes at offset 0x%llx of the table (vector %u of %u): %s",
	     access->is_write ? "write" : "read", access->size, access->address, n,
	     device->info->num_msix_vectors, reason);
	return MMIO_DENIED;
}

enum pci_access pci_msi_write_command(struct pci_device *device, unsigned int size, u32 value)
{
	u32 control = device->msix_control;

	if (!device->msix_start || !msix_is_live(control) || !(value & PCI_COMMAND_MEMORY) ||
	    msix_table_answers(device)) {
		return PCI_ACCESS_PERFORM;
	}
	/* off until its table has been told what it missed */
	msix_write_control(device, control);
	pci_hw_write(device, PCI_COMMAND, value, size);
	if (!msix_program_all(device, true)) {
		return PCI_ACCESS_DENIED;
	}
	msix_write_control(device, control);
	return PCI_ACCESS_DONE;
}

/* ---- both ---- */

bool pci_msi_load(struct pci_device *device)
{
	return (!device->msi_start || msi_load(device)) &&
	       (!device->msix_start || msix_load(device));
}

void pci_msi_reset(struct pci_device *device)
{
	if (device->msi_start) {
		memset(device->msi, 0, sizeof(device->msi));
		device->msi[SHADOW_CONTROL] =
			pci_hw_read(device, device->msi_start, 4) & ~MSI_WRITABLE;
		/* off before the message becomes invalid */
		pci_hw_write(device, device->msi_start + MSI_CONTROL,
			     device->msi[SHADOW_CONTROL] >> 16, 2);
		msi_restore(device);
	}
	if (device->msix_start) {
		msix_reset(device);
	}
}

void pci_msi_restore(struct pci_device *device)
{
	if (device->msi_start) {
		msi_restore(device);
	}
	if (device->msix_start) {
		msix_restore(device);
	}
}

bool pci_msi_commit(struct pci_device *device)
{
	bool msi = !device->msi_start || msi_commit(device);

	return (!device->msix_start || msix_commit(device)) && msi;
}

enum pci_access pci_msi_read(struct pci_device *device, u16 reg, unsigned int size, u32 *value)
{
	unsigned int index = (reg - device->msi_start) / 4u;
	u32 dword;

	(void)size;
	if (device->msix_start && reg >= device->msix_start && reg < device->msix_start + 4) {
		dword = (pci_hw_read(device, device->msix_start, 4) & ~MSIX_ENABLE) |
			(device->msix_control & MSIX_ENABLE);
		*value = dword >> ((reg & 3) * 8);
		return PCI_ACCESS_DONE;
	}
	if (!device->msi_start || reg < device->msi_start || index >= device->msi_dwords) {
		return PCI_ACCESS_PERFORM;
	}
	dword = device->msi[index];
	if (index == SHADOW_CONTROL) {
		/* a dead message is off in the hardware, which the cell need not know */
		dword = (pci_hw_read(device, device->msi_start, 4) & ~MSI_ENABLE) |
			(dword & MSI_ENABLE);
	}
	*value = dword >> ((reg & 3) * 8);
	return PCI_ACCESS_DONE;
}

enum pci_access pci_msi_write(struct pci_device *device, u16 reg, unsigned int size, u32 value)
{
	if (device->msi_start && reg >= device->msi_start &&
	    reg < dword_register(device->msi_start, device->msi_dwords)) {
		return msi_write(device, reg, size, value);
	}
	if (device->msix_start && reg >= device->msix_start && reg < device->msix_start + 12) {
		return msix_write(device, reg, size, value);
	}
	return PCI_ACCESS_PERFORM;
}
