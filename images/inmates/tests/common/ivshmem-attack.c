/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * A hostile peer of a shared-memory link.
 *   attack=sweep  all that is granted or has no effect, with a line of counts
 *   attack=flood  doorbells and states; rounds=N of them, default 100000
 *   attack=registers, table, config or memory
 *                 one access there, which must stop the cell: "SURVIVED" is a failure
 *     offset=N    from where that begins; of memory: from the state table
 *     size=N      1, 2, 4 or 8 bytes, default 4
 *     write       not a read; value=N is written
 *   wait          before that, until somebody writes a word to the common section, the one of its
 * number
 */

#include <ivshmem.h>
#include <liveness.h>
#include <test.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#define CONFIG_SIZE    0x80
#define WINDOW_SIZE    0x1000
#define LAST_REGISTER  IVSHMEM_STATE
#define DEFAULT_ROUNDS 100000
#define NAME_SIZE      16
#define WAIT_WORDS     16 /* behind those that the demo counts up */

CMDLINE_BUFFER(256);

static struct ivshmem dev;
static volatile unsigned int interrupts;
static unsigned int register_accesses, doorbells, config_accesses, windows, masks;

static void handle_irq(unsigned int irq)
{
	(void)irq;
	interrupts++;
}

/* ---- what has to be granted or ignored ---- */

static const u32 patterns[] = { 0xffffffff, 0, 0x55555555, 0x80000001, 2 };

/* Nothing but the registers of the specification holds anything. */
static void sweep_registers(void)
{
	unsigned int wrong = 0, reg, n;

	for (reg = LAST_REGISTER + 4; reg < WINDOW_SIZE; reg += 4) {
		for (n = 0; n < ARRAY_SIZE(patterns); n++) {
			ivshmem_write(&dev, reg, patterns[n]);
			wrong += ivshmem_read(&dev, reg) != 0;
			register_accesses += 2;
		}
	}
	EXPECT_EQUAL(wrong, 0);
	for (n = 0; n < ARRAY_SIZE(patterns); n++) {
		ivshmem_write(&dev, IVSHMEM_ID, patterns[n]);
		ivshmem_write(&dev, IVSHMEM_MAX_PEERS, patterns[n]);
		ivshmem_write(&dev, IVSHMEM_INT_CONTROL, patterns[n]);
		wrong += ivshmem_read(&dev, IVSHMEM_INT_CONTROL) != (patterns[n] & 1);
		ivshmem_write(&dev, IVSHMEM_STATE, patterns[n]);
		wrong += ivshmem_read(&dev, IVSHMEM_STATE) != patterns[n];
		wrong += dev.states[dev.id] != patterns[n];
		wrong += ivshmem_read(&dev, IVSHMEM_DOORBELL) != 0;
		register_accesses += 7;
	}
	EXPECT_EQUAL(wrong, 0);
	EXPECT_EQUAL(ivshmem_read(&dev, IVSHMEM_ID), dev.id);
	EXPECT_EQUAL(ivshmem_read(&dev, IVSHMEM_MAX_PEERS), dev.peers);
}

static void ring(u32 target, u32 vector)
{
	doorbells++;
	ivshmem_ring(&dev, target, vector);
}

/*
 * Every vector to a target that cannot be, every one to the own end that this does not have,
 * every target by a vector that all have and by one that nobody has: no one hears of it.
 */
static void sweep_doorbells(void)
{
	u32 n;

	ivshmem_write(&dev, IVSHMEM_INT_CONTROL, 1);
	enable_irqs();
	interrupts = 0;
	for (n = 0; n < 0x10000; n++) {
		ring(dev.peers, n);
		ring(n, 0xffff);
		if (n != dev.id) {
			ring(n, 0);
		}
		if (n >= dev.vectors) {
			ring(dev.id, n);
		}
	}
	disable_irqs();
	EXPECT_EQUAL(interrupts, 0);
}

/* Each interrupt switches all off, and what comes while they are off does not come. */
static void sweep_one_shot(void)
{
	unsigned int n;

	ivshmem_set_one_shot(&dev, true);
	interrupts = 0;
	enable_irqs();
	for (n = 1; n <= 2; n++) {
		ivshmem_write(&dev, IVSHMEM_INT_CONTROL, 1);
		ring(dev.id, dev.vectors - 1);
		ring(dev.id, dev.vectors - 1);
		while (interrupts < n) {
			delay_us(1000);
		}
		EXPECT_EQUAL(ivshmem_read(&dev, IVSHMEM_INT_CONTROL), 0);
	}
	delay_us(1000);
	disable_irqs();
	EXPECT_EQUAL(interrupts, 2);
	ivshmem_set_one_shot(&dev, false);
	ivshmem_write(&dev, IVSHMEM_INT_CONTROL, 1);
}

#ifdef __x86_64__
#define ENTRY_CONTROL	   12
#define MSIX_FUNCTION_MASK 0x4000

static void mask_entry(bool masked)
{
	mmio_write32(dev.table + (dev.vectors - 1) * 16 + ENTRY_CONTROL, masked);
	masks++;
}

static void mask_function(bool masked)
{
	u16 control = pci_read_config(dev.bdf, dev.msix + 2, 2) & ~MSIX_FUNCTION_MASK;

	pci_write_config(dev.bdf, dev.msix + 2, control | (masked ? MSIX_FUNCTION_MASK : 0), 2);
	masks++;
}

/* A doorbell to a masked vector is heard once it is unmasked. */
static void sweep_masks(void)
{
	void (*const mask[])(bool masked) = { mask_entry, mask_function };
	unsigned int n;

	interrupts = 0;
	enable_irqs();
	for (n = 0; n < ARRAY_SIZE(mask); n++) {
		mask[n](true);
		ring(dev.id, dev.vectors - 1);
		ring(dev.id, dev.vectors - 1);
		delay_us(1000);
		EXPECT_EQUAL(interrupts, n);
		mask[n](false);
		while (interrupts == n) {
			delay_us(1000);
		}
	}
	disable_irqs();
	EXPECT_EQUAL(interrupts, ARRAY_SIZE(mask));
}
#else
/* the mask of a pin is the interrupt controller's */
static void sweep_masks(void)
{
}
#endif

/* A write to the header that is not for command, BARs, ROM and the like stops the cell. */
static bool may_be_written(unsigned int reg)
{
	return (reg >= 4 && reg < 8) || (reg >= 0xc && reg < 0x28) || reg >= 0x40;
}

static void sweep_config(void)
{
	u32 before[CONFIG_SIZE / 4];
	unsigned int wrong = 0, reg, size, n;

	for (reg = 0; reg < CONFIG_SIZE; reg += 4) {
		before[reg / 4] = pci_read_config(dev.bdf, reg, 4);
	}
	for (size = 1; size <= 4; size *= 2) {
		for (reg = 0; reg < CONFIG_SIZE; reg += size) {
			for (n = 0; n < ARRAY_SIZE(patterns) && may_be_written(reg); n++) {
				pci_write_config(dev.bdf, reg, patterns[n], size);
				pci_read_config(dev.bdf, reg, size);
				config_accesses += 2;
			}
		}
	}
	pci_write_config(dev.bdf, PCI_CFG_COMMAND, 0, 2);
	for (reg = 0; reg < CONFIG_SIZE; reg += 4) {
		bool bar = reg >= PCI_CFG_BAR && reg < PCI_CFG_BAR + 8;
		u32 changeable = reg == dev.cap ? 1U << 24 : reg == dev.msix ? 3U << 30 : 0;
		u32 mask = bar || reg == PCI_CFG_COMMAND ? ~0U : changeable;

		wrong += (pci_read_config(dev.bdf, reg, 4) & ~mask) != (before[reg / 4] & ~mask);
	}
	EXPECT_EQUAL(wrong, 0);
}

/* Windows on top of memory, of each other, of nothing: no access goes anywhere else. */
static void sweep_windows(void)
{
	const unsigned long places[] = { 0,
					 0x1000,
					 (unsigned long)dev.states,
					 0xfffff000,
					 (unsigned long)dev.registers,
					 (unsigned long)comm_region };
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(places); n++) {
		pci_write_config(dev.bdf, PCI_CFG_COMMAND, 0, 2);
		pci_write_config(dev.bdf, PCI_CFG_BAR, places[n], 4);
		pci_write_config(dev.bdf, PCI_CFG_BAR + 4, places[n], 4);
		pci_write_config(dev.bdf, PCI_CFG_COMMAND, PCI_CMD_MEM | PCI_CMD_MASTER, 2);
		heartbeat();
		windows++;
	}
	pci_write_config(dev.bdf, PCI_CFG_COMMAND, 0, 2);
}

static void sweep(void)
{
	sweep_registers();
	sweep_doorbells();
	sweep_one_shot();
	sweep_masks();
	sweep_config();
	sweep_windows();
	printk("ATTACK: sweep %s: %d accesses to registers, %d doorbells, %d masks, %d accesses to configuration space, %d places of windows\n",
	       all_passed ? "passed" : "FAILED", register_accesses, doorbells, masks,
	       config_accesses, windows);
}

static void flood(void)
{
	long long rounds = cmdline_parse_int("rounds", DEFAULT_ROUNDS), n;
	u32 target;

	printk("ATTACK: flood begins\n");
	for (n = 0; n < rounds && !shutdown_requested(); n++) {
		for (target = 0; target < dev.peers; target++) {
			ivshmem_ring(&dev, target, n % (dev.vectors + 1));
		}
		ivshmem_write(&dev, IVSHMEM_STATE, n);
	}
	printk("ATTACK: flood done\n");
}

/* ---- what has to stop the cell ---- */

static void read_at(u8 *at, unsigned int size)
{
	switch (size) {
	case 1:
		mmio_read8(at);
		break;
	case 2:
		mmio_read16(at);
		break;
	case 4:
		mmio_read32(at);
		break;
	case 8:
		mmio_read64(at);
		break;
	}
}

static void write_at(u8 *at, unsigned int size, u64 value)
{
	switch (size) {
	case 1:
		mmio_write8(at, value);
		break;
	case 2:
		mmio_write16(at, value);
		break;
	case 4:
		mmio_write32(at, value);
		break;
	case 8:
		*(volatile u64 *)at = value;
		break;
	}
}

static void access_memory(u8 *at)
{
	unsigned int size = cmdline_parse_int("size", 4);

	if (cmdline_parse_bool("write", false)) {
		write_at(at, size, cmdline_parse_int("value", 0));
	} else {
		read_at(at, size);
	}
}

static void access_registers(unsigned long offset)
{
	access_memory(dev.registers + offset);
}

static void access_table(unsigned long offset)
{
	access_memory(dev.table + offset);
}

static void access_sections(unsigned long offset)
{
	u8 *base = (u8 *)dev.states;

	/* what is behind the link can be reached as far as the own page tables go */
	map_range(base + (offset & -WINDOW_SIZE), WINDOW_SIZE, MAP_CACHED);
	access_memory(base + offset);
}

static void write_config(unsigned long offset)
{
	pci_write_config(dev.bdf, offset, cmdline_parse_int("value", 0),
			 cmdline_parse_int("size", 4));
}

static const struct attack {
	const char *name;
	void (*sweep)(void);
	void (*strike)(unsigned long offset);
} attacks[] = {
	{ "sweep", .sweep = sweep },
	{ "flood", .sweep = flood },
	{ "registers", .strike = access_registers },
	{ "table", .strike = access_table },
	{ "config", .strike = write_config },
	{ "memory", .strike = access_sections },
};

static const struct attack *find_attack(void)
{
	char name[NAME_SIZE];
	unsigned int n;

	cmdline_parse_str("attack", name, sizeof(name), "");
	for (n = 0; n < ARRAY_SIZE(attacks); n++) {
		if (strcmp(name, attacks[n].name) == 0) {
			return &attacks[n];
		}
	}
	printk("ATTACK: there is no attack=%s\n", name);
	return NULL;
}

/* Its state is seen meanwhile; it may be asked to end. */
static bool wait_for_word(void)
{
	volatile u32 *words = (volatile u32 *)dev.rw;

	while (words && !words[WAIT_WORDS + dev.id] && !shutdown_requested()) {
		cpu_relax();
	}
	return !shutdown_requested();
}

static void carry_out(const struct attack *attack)
{
	printk("ATTACK: about to try %s\n", attack->name);
	if (attack->sweep) {
		attack->sweep();
	} else {
		attack->strike(cmdline_parse_int("offset", 0));
		printk("ATTACK: SURVIVED %s\n", cmdline);
	}
}

void inmate_main(void)
{
	const struct attack *attack = find_attack();
	int bdf;

	disable_irqs();
	pci_init();
	bdf = pci_find_device(IVSHMEM_VENDOR_ID, IVSHMEM_DEVICE_ID, 0);
	if (!attack || bdf < 0 || !ivshmem_init(&dev, bdf) || !dev.outputs) {
		printk("ATTACK: nothing to attack\n");
		return;
	}
	heartbeat_start_beside(handle_irq);
	ivshmem_connect(&dev, ivshmem_default_irq(bdf));
	comm_region->cell_state = JAILHOUSE_CELL_RUNNING;
	enable_irqs();
	ivshmem_write(&dev, IVSHMEM_STATE, 1);
	if (!cmdline_parse_bool("wait", false) || wait_for_word()) {
		carry_out(attack);
	}
	live_until_shutdown();
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
