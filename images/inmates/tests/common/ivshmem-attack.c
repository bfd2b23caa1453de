/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * A hostile peer of a shared-memory link.
 *   attack=NAME   one of the table at the end of this file
 * "sweep" and "flood" are granted, or have no effect, and end with a line of
 * their own; every other one must stop the cell, and "SURVIVED" is a failure.
 *   rounds=N      doorbells of the flood, default 100000
 */

#include <ivshmem.h>
#include <liveness.h>
#include <test.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#define CONFIG_SIZE    0x80
#define WINDOW_SIZE    0x1000
#define LAST_REGISTER  IVSHMEM_STATE
#define DEFAULT_ROUNDS 100000
#define NAME_SIZE      24

CMDLINE_BUFFER(256);

static struct ivshmem dev;
static volatile unsigned int interrupts;

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
	}
	EXPECT_EQUAL(wrong, 0);
	EXPECT_EQUAL(ivshmem_read(&dev, IVSHMEM_ID), dev.id);
	EXPECT_EQUAL(ivshmem_read(&dev, IVSHMEM_MAX_PEERS), dev.peers);
}

/* Every vector of some targets, every target with some vectors; nobody may hear of most. */
static void sweep_doorbells(void)
{
	u32 value;

	ivshmem_write(&dev, IVSHMEM_INT_CONTROL, 1);
	enable_irqs();
	interrupts = 0;
	for (value = 0; value < 0x10000; value++) {
		ivshmem_write(&dev, IVSHMEM_DOORBELL, 0xffff0000 | value);
		ivshmem_write(&dev, IVSHMEM_DOORBELL, dev.peers << 16 | value);
		ivshmem_write(&dev, IVSHMEM_DOORBELL, value << 16 | 0xffff);
		ivshmem_write(&dev, IVSHMEM_DOORBELL, value << 16 | dev.vectors);
	}
	disable_irqs();
	EXPECT_EQUAL(interrupts, 0);
}

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
	}
	pci_write_config(dev.bdf, PCI_CFG_COMMAND, 0, 2);
}

static void sweep(void)
{
	sweep_registers();
	sweep_doorbells();
	sweep_config();
	sweep_windows();
	printk("ATTACK: sweep %s\n", all_passed ? "passed" : "FAILED");
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

static void write_state_table(void)
{
	dev.states[0] = 0x12345678;
}

static void write_foreign_output(void)
{
	*ivshmem_output(&dev, (dev.id + 1) % dev.peers) = 0x12345678;
}

static void read_byte(void)
{
	mmio_read8(dev.registers + IVSHMEM_STATE);
}

static void write_word(void)
{
	mmio_write16(dev.registers + IVSHMEM_DOORBELL, 0);
}

static void read_quad(void)
{
	mmio_read64(dev.registers + IVSHMEM_STATE);
}

static void write_header(void)
{
	pci_write_config(dev.bdf, PCI_CFG_VENDOR_ID, 0x8086, 2);
}

static void write_capability_pointer(void)
{
	pci_write_config(dev.bdf, PCI_CFG_CAP_PTR, 0, 1);
}

static void behind_window(void)
{
	/* the page behind the registers is nobody's */
	mmio_read32(dev.registers + WINDOW_SIZE);
}

#ifdef __x86_64__
#define ENTRY_DATA    8
#define ENTRY_CONTROL 12
#define PBA	      0x100

static void table_behind_vectors(void)
{
	mmio_read32(dev.table + dev.vectors * 16);
}

static void write_pba(void)
{
	mmio_write32(dev.table + PBA, 1);
}

static void table_word(void)
{
	mmio_read16(dev.table);
}

/* CPU 0 is root's */
static void foreign_cpu(void)
{
	mmio_write32(dev.table, 0xfee00000);
}

/* A CPU of the cell, but an NMI. */
static void nmi(void)
{
	mmio_write32(dev.table + ENTRY_DATA, 0x400 | 32);
}
#endif

static const struct attack {
	const char *name;
	void (*run)(void);
	bool comes_back;
} attacks[] = {
	{ "sweep", sweep, true },
	{ "flood", flood, true },
	{ "state-table", write_state_table, false },
	{ "foreign-output", write_foreign_output, false },
	{ "read-byte", read_byte, false },
	{ "write-word", write_word, false },
	{ "read-quad", read_quad, false },
	{ "header", write_header, false },
	{ "capability-pointer", write_capability_pointer, false },
	{ "behind-window", behind_window, false },
#ifdef __x86_64__
	{ "table-end", table_behind_vectors, false },
	{ "pba", write_pba, false },
	{ "table-word", table_word, false },
	{ "foreign-cpu", foreign_cpu, false },
	{ "nmi", nmi, false },
#endif
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
	printk("ATTACK: about to try %s\n", attack->name);
	attack->run();
	if (!attack->comes_back) {
		printk("ATTACK: SURVIVED %s\n", attack->name);
	}
	live_until_shutdown();
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
