// SPDX-License-Identifier: GPL-2.0-only
/*
 * IOAPICs, pin by pin. Each pin belongs to one cell; the shadow of its entry
 * holds what that cell wrote, the hardware holds it limited to the cell's
 * CPUs. Lock order: an IOAPIC's lock is taken alone.
 */
#include <core/cell.h>
#include <core/console.h>
#include <core/mmio.h>
#include <core/panic.h>
#include <core/percpu.h>
#include <core/reason.h>
#include <core/spinlock.h>
#include <core/unit.h>
#include <asm/apic.h>
#include <asm/irq_message.h>

/* offsets in the page */
#define IOAPIC_INDEX 0x00
#define IOAPIC_DATA  0x10
#define IOAPIC_EOI   0x40

/* indexed registers */
#define REG_VERSION	0x01
#define REG_REDIRECTION 0x10
#define VERSION_PINS(v) (((v) >> 16 & 0xff) + 1)
/* the index has 8 bits */
#define MAX_PINS 120

/* redirection entry, lower half */
#define ENTRY_DELIVERY(e) ((e) >> 8 & 7)
#define ENTRY_LOGICAL	  (1U << 11)
#define ENTRY_PENDING	  (1U << 12)
#define ENTRY_REMOTE_IRR  (1U << 14)
#define ENTRY_STATUS	  (ENTRY_PENDING | ENTRY_REMOTE_IRR)
#define ENTRY_MASKED	  (1U << 16)
/* upper half */
#define ENTRY_REMAPPABLE	(1U << 16)
#define ENTRY_DESTINATION_SHIFT 24

union entry {
	u32 half[2];
	struct {
		u32 low, high;
	};
};

struct ioapic {
	u64 address;
	volatile u8 *registers;
	/* index and data belong together; shadows change with the hardware */
	spinlock_t lock;
	unsigned int pins;
	union entry shadow[MAX_PINS];
};

static struct ioapic *ioapics;
static unsigned int num_ioapics, ioapics_pages;

/* ---- hardware, with the lock held ---- */

static u32 hw_read(struct ioapic *ioapic, u32 index)
{
	mmio_write32(ioapic->registers + IOAPIC_INDEX, index);
	return mmio_read32(ioapic->registers + IOAPIC_DATA);
}

static void hw_write(struct ioapic *ioapic, u32 index, u32 value)
{
	mmio_write32(ioapic->registers + IOAPIC_INDEX, index);
	mmio_write32(ioapic->registers + IOAPIC_DATA, value);
}

static u32 entry_register(unsigned int pin, unsigned int half)
{
	return REG_REDIRECTION + pin * 2 + half;
}

/* Edge-triggered and masked: that also forgets an interrupt in service. */
static void mask_pin(struct ioapic *ioapic, unsigned int pin)
{
	ioapic->shadow[pin] = (union entry){ .low = ENTRY_MASKED };
	hw_write(ioapic, entry_register(pin, 0), ENTRY_MASKED);
	hw_write(ioapic, entry_register(pin, 1), 0);
}

/* ---- entries ---- */

static bool owns_pin(const struct ioapic_share *share, unsigned int pin)
{
	return share->pins[pin / 32] >> (pin % 32) & 1;
}

static bool owns_any_pin(const struct ioapic_share *share)
{
	return share->pins[0] | share->pins[1] | share->pins[2] | share->pins[3];
}

/* Limit an unmasked entry to the cell. @return: false if it is forbidden */
static bool filter(struct cell *cell, union entry *entry)
{
	int destination;

	if (entry->high & ENTRY_REMAPPABLE) {
		return irq_message_may_remap(cell);
	}
	destination = irq_message_filter(cell, ENTRY_DELIVERY(entry->low),
					 entry->high >> ENTRY_DESTINATION_SHIFT,
					 entry->low & ENTRY_LOGICAL);
	entry->high = (u32)destination << ENTRY_DESTINATION_SHIFT;
	return destination >= 0;
}

/* A masked entry takes effect when its lower half unmasks it. */
static bool write_entry(struct ioapic *ioapic, struct cell *cell, unsigned int pin,
			unsigned int half, u32 value)
{
	union entry entry = ioapic->shadow[pin], checked;

	entry.half[half] = half == 0 ? value & ~ENTRY_STATUS : value;
	checked = entry;
	if (!(entry.low & ENTRY_MASKED)) {
		if (!filter(cell, &checked)) {
			return false;
		}
		if ((entry.low ^ ioapic->shadow[pin].low) & ENTRY_LOGICAL) {
			/* never the new destination in the old mode */
			hw_write(ioapic, entry_register(pin, 0), entry.low | ENTRY_MASKED);
		}
		hw_write(ioapic, entry_register(pin, 1), checked.high);
	}
	if (half == 0) {
		hw_write(ioapic, entry_register(pin, 0), checked.low);
	}
	ioapic->shadow[pin] = entry;
	return true;
}

static u32 read_entry(struct ioapic *ioapic, unsigned int pin, unsigned int half)
{
	u32 value = ioapic->shadow[pin].half[half];

	if (half == 0) {
		value |= hw_read(ioapic, entry_register(pin, 0)) & ENTRY_STATUS;
	}
	return value;
}

/* ---- accesses of cells ---- */

/* @return: false if the register does not exist or may not be written */
static bool access_register(struct ioapic_share *share, struct mmio_access *access)
{
	struct ioapic *ioapic = share->ioapic;
	/* read once: other CPUs of the cell may select another one meanwhile */
	u32 index = *(volatile u32 *)&share->index;
	unsigned int pin = (index - REG_REDIRECTION) / 2;
	unsigned int half = index & 1;
	bool allowed = true;

	spin_lock(&ioapic->lock);
	if (index < REG_REDIRECTION) {
		allowed = !access->is_write;
		access->value = allowed ? hw_read(ioapic, index) : access->value;
	} else if (pin >= ioapic->pins) {
		allowed = false;
	} else if (!owns_pin(share, pin)) {
		access->value = access->is_write ? access->value : 0;
	} else if (access->is_write) {
		allowed = write_entry(ioapic, this_cell(), pin, half, access->value);
	} else {
		access->value = read_entry(ioapic, pin, half);
	}
	spin_unlock(&ioapic->lock);
	return allowed;
}

static void explain(const struct ioapic_share *share, const struct mmio_access *access)
{
	const char *name = cell_name(this_cell());
	unsigned int pin = (share->index - REG_REDIRECTION) / 2;

	if (access->size != 4) {
		hint("registers of the IOAPIC take 4 bytes");
	} else if (access->address == IOAPIC_EOI && access->is_write) {
		hint("cell \"%s\" owns no pin of this IOAPIC, so there is none whose interrupt could end; to allow, add the bit of the device's pin to pin_bitmap in its irqchips entry",
		     name);
	} else if (access->address != IOAPIC_DATA) {
		hint("the IOAPIC has no such register for cells: 0x00 index, 0x10 data, 0x40 EOI (write)");
	} else if (share->index < REG_REDIRECTION) {
		hint("index 0x%x is identification: read-only", share->index);
	} else if (pin >= share->ioapic->pins) {
		hint("pin %u does not exist, the IOAPIC has %u", pin, share->ioapic->pins);
	} else {
		hint("pin %u: unmasked entries need fixed or lowest-priority delivery to CPUs of cell \"%s\"; destination and delivery would be 0x%x and 0x%x",
		     pin, name,
		     (share->index & 1 ? (u32)access->value : share->ioapic->shadow[pin].high) >>
			     ENTRY_DESTINATION_SHIFT,
		     ENTRY_DELIVERY(share->index & 1 ? share->ioapic->shadow[pin].low
						     : (u32)access->value));
	}
}

static bool access_page(struct ioapic_share *share, struct mmio_access *access)
{
	if (access->size != 4) {
		return false;
	}
	switch (access->address) {
	case IOAPIC_INDEX:
		if (access->is_write) {
			share->index = access->value & 0xff;
		} else {
			access->value = share->index;
		}
		return true;
	case IOAPIC_DATA:
		return access_register(share, access);
	case IOAPIC_EOI:
		if (!access->is_write || !owns_any_pin(share)) {
			return false;
		}
		mmio_write32(share->ioapic->registers + IOAPIC_EOI, access->value & 0xff);
		return true;
	default:
		return false;
	}
}

static enum mmio_result ioapic_access(void *opaque, struct mmio_access *access)
{
	struct ioapic_share *share = opaque;

	if (likely(access_page(share, access))) {
		return MMIO_HANDLED;
	}
	fatal("Invalid IOAPIC %s, reg: %lx, index: %x", access->is_write ? "write" : "read",
	      (unsigned long)access->address, share->index);
	explain(share, access);
	return MMIO_DENIED;
}

/* ---- pins change hands ---- */

static struct ioapic *find_ioapic(u64 address)
{
	for (unsigned int n = 0; n < num_ioapics; n++) {
		if (ioapics[n].address == address) {
			return &ioapics[n];
		}
	}
	return NULL;
}

static struct ioapic_share *share_of(struct cell *cell, const struct ioapic *ioapic)
{
	for (unsigned int n = 0; n < cell->arch.num_ioapics; n++) {
		if (cell->arch.ioapics[n].ioapic == ioapic) {
			return &cell->arch.ioapics[n];
		}
	}
	return NULL;
}

static void mask_pins(struct ioapic_share *share)
{
	struct ioapic *ioapic = share->ioapic;

	spin_lock(&ioapic->lock);
	for (unsigned int pin = 0; pin < ioapic->pins; pin++) {
		if (owns_pin(share, pin)) {
			mask_pin(ioapic, pin);
		}
	}
	spin_unlock(&ioapic->lock);
}

static void take_from_root(const struct ioapic_share *share)
{
	struct ioapic_share *root = share_of(&root_cell, share->ioapic);

	for (unsigned int n = 0; root && n < ARRAY_SIZE(root->pins); n++) {
		root->pins[n] &= ~share->pins[n];
	}
}

/* What root's configuration lists comes back; both are sorted alike. */
static void return_to_root(const struct ioapic_share *share)
{
	struct ioapic_share *root = share_of(&root_cell, share->ioapic);
	const struct jailhouse_irqchip *chip;

	if (!root) {
		return;
	}
	chip = &root_cell.config.irqchips[root - root_cell.arch.ioapics];
	for (unsigned int n = 0; n < ARRAY_SIZE(root->pins); n++) {
		root->pins[n] |= share->pins[n] & chip->pin_bitmap[n];
	}
}

static void ioapic_cell_exit(struct cell *cell)
{
	for (unsigned int n = 0; n < cell->arch.num_ioapics; n++) {
		struct ioapic_share *share = &cell->arch.ioapics[n];

		mmio_unregister(cell, share->ioapic->address);
		if (share->taken) {
			mask_pins(share);
		}
		return_to_root(share);
	}
	cell->arch.num_ioapics = 0;
}

static int add_share(struct cell *cell, const struct jailhouse_irqchip *chip)
{
	struct ioapic_share *share = &cell->arch.ioapics[cell->arch.num_ioapics];
	struct ioapic *ioapic = find_ioapic(chip->address);
	int err;

	if (!ioapic || chip->pin_base) {
		return -EINVAL;
	}
	*share = (struct ioapic_share){ .ioapic = ioapic };
	memcpy(share->pins, chip->pin_bitmap, sizeof(share->pins));
	err = mmio_register(cell, chip->address, PAGE_SIZE, ioapic_access, share);
	if (err) {
		printk("IOAPIC at 0x%llx cannot be trapped\n", chip->address);
		return err;
	}
	cell->arch.num_ioapics++;
	if (cell != &root_cell) {
		take_from_root(share);
	}
	return 0;
}

static int ioapic_cell_init(struct cell *cell)
{
	int err = cell->config.num_irqchips > MAX_IOAPICS ? -ERANGE : 0;

	cell->arch.num_ioapics = 0;
	for (unsigned int n = 0; n < cell->config.num_irqchips && !err; n++) {
		err = add_share(cell, &cell->config.irqchips[n]);
	}
	if (err && cell != &root_cell) {
		ioapic_cell_exit(cell);
	}
	return err;
}

static void ioapic_cell_reset(struct cell *cell)
{
	for (unsigned int n = 0; n < cell->arch.num_ioapics; n++) {
		cell->arch.ioapics[n].index = 0;
		mask_pins(&cell->arch.ioapics[n]);
	}
}

/* ---- the root cell's entries ---- */

static void commit_pin(struct ioapic *ioapic, unsigned int pin)
{
	union entry entry = ioapic->shadow[pin];

	if (entry.low & ENTRY_MASKED) {
		return;
	}
	if (!filter(&root_cell, &entry)) {
		printk("WARNING: IOAPIC pin %d interrupts a CPU that left the root cell: masked\n",
		       pin);
		hw_write(ioapic, entry_register(pin, 0), entry.low | ENTRY_MASKED);
		return;
	}
	hw_write(ioapic, entry_register(pin, 1), entry.high);
	hw_write(ioapic, entry_register(pin, 0), entry.low);
}

/* Not before: a creation that fails leaves root's pins as they are. */
static void take_pins(struct ioapic_share *share)
{
	if (!share->taken) {
		mask_pins(share);
		share->taken = true;
	}
}

/* CPUs may have left the root cell or come back. */
static void ioapic_commit(struct cell *changed)
{
	for (unsigned int n = 0; changed != &root_cell && n < changed->arch.num_ioapics; n++) {
		take_pins(&changed->arch.ioapics[n]);
	}
	for (unsigned int n = 0; n < root_cell.arch.num_ioapics; n++) {
		struct ioapic_share *share = &root_cell.arch.ioapics[n];
		struct ioapic *ioapic = share->ioapic;

		spin_lock(&ioapic->lock);
		for (unsigned int pin = 0; pin < ioapic->pins; pin++) {
			if (owns_pin(share, pin)) {
				commit_pin(ioapic, pin);
			}
		}
		spin_unlock(&ioapic->lock);
	}
}

/* ---- start and end ---- */

static bool load_pin(struct ioapic *ioapic, unsigned int pin)
{
	union entry *shadow = &ioapic->shadow[pin], entry;

	shadow->low = hw_read(ioapic, entry_register(pin, 0)) & ~ENTRY_STATUS;
	shadow->high = hw_read(ioapic, entry_register(pin, 1));
	entry = *shadow;
	if (entry.low & ENTRY_MASKED) {
		return true;
	}
	linux_remaps_interrupts |= !!(entry.high & ENTRY_REMAPPABLE);
	return filter(&root_cell, &entry);
}

static int load(struct ioapic *ioapic, u64 address)
{
	ioapic->address = address;
	ioapic->registers = device_map(address, PAGE_SIZE);
	if (!ioapic->registers) {
		return refuse_memory(1);
	}
	num_ioapics++;
	ioapic->pins = VERSION_PINS(hw_read(ioapic, REG_VERSION));
	if (ioapic->pins > MAX_PINS) {
		unsigned int found = ioapic->pins;

		ioapic->pins = 0;
		return refuse(-EIO, JAILHOUSE_REASON_IOAPIC_PINS, &root_cell, found, MAX_PINS);
	}
	for (unsigned int pin = 0; pin < ioapic->pins; pin++) {
		if (!load_pin(ioapic, pin)) {
			printk("FATAL: Unsupported IOAPIC state, pin %d\n", pin);
			return -EIO;
		}
	}
	return 0;
}

static int ioapic_init(void)
{
	const struct config_cell *config = &root_cell.config;
	int err = 0;

	if (config->num_irqchips > MAX_IOAPICS) {
		return -ERANGE;
	}
	ioapics_pages = PAGES(config->num_irqchips * sizeof(*ioapics));
	if (!ioapics_pages) {
		return 0;
	}
	ioapics = page_alloc(ioapics_pages);
	if (!ioapics) {
		return refuse_memory(ioapics_pages);
	}
	for (unsigned int n = 0; n < config->num_irqchips && !err; n++) {
		err = load(&ioapics[n], config->irqchips[n].address);
	}
	return err;
}

static unsigned int ioapic_mmio_count(struct cell *cell)
{
	return cell->config.num_irqchips;
}

/* Linux finds every entry of the root cell as it wrote it. */
static void ioapic_shutdown(void)
{
	for (unsigned int n = 0; n < root_cell.arch.num_ioapics; n++) {
		struct ioapic_share *share = &root_cell.arch.ioapics[n];
		struct ioapic *ioapic = share->ioapic;

		for (unsigned int pin = 0; pin < ioapic->pins; pin++) {
			if (owns_pin(share, pin)) {
				hw_write(ioapic, entry_register(pin, 1), ioapic->shadow[pin].high);
				hw_write(ioapic, entry_register(pin, 0), ioapic->shadow[pin].low);
			}
		}
		mmio_write32(ioapic->registers + IOAPIC_INDEX, share->index);
	}
}

DEFINE_UNIT(ioapic_unit, .name = "IOAPIC", .init = ioapic_init, .shutdown = ioapic_shutdown,
	    .cell_init = ioapic_cell_init, .cell_exit = ioapic_cell_exit,
	    .cell_reset = ioapic_cell_reset, .commit = ioapic_commit,
	    .mmio_count = ioapic_mmio_count);
