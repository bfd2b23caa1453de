/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Talks to the other ends of a shared-memory device: once a second it counts up
 * its words in the sections and interrupts the peer "target"; what interrupts
 * it is printed, with the words of all peers.
 *   target=N     peer to interrupt, default: the next one
 *   irq_base=N   interrupt of vector 0
 *   quiet        count what comes, print nothing of it
 */

#include <inmate.h>
#include <liveness.h>

#define VENDOR_ID      0x110a
#define DEVICE_ID      0x4106
#define CLASS_REVISION 0xff000000U /* other, protocol 0 */
#define MAX_VECTORS    16

#define BARS 0xff000000UL

/* vendor capability */
#define CAP_STATE_SIZE	0x04
#define CAP_RW_SIZE	0x08
#define CAP_OUTPUT_SIZE 0x10
#define CAP_BASE	0x18

struct registers {
	u32 id;
	u32 max_peers;
	u32 int_control;
	u32 doorbell;
	u32 state;
};

struct device {
	volatile struct registers *registers;
	volatile u32 *states, *rw;
	volatile char *inputs;
	volatile u32 *output;
	u64 output_size;
	u32 id, peers;
};

CMDLINE_BUFFER(256);

static struct device dev;
static unsigned int irq_base, vectors;
static volatile unsigned int irq_count;
static bool quiet;

static u64 cap_read64(int bdf, int offset)
{
	return pci_read_config(bdf, offset, 4) | (u64)pci_read_config(bdf, offset + 4, 4) << 32;
}

static volatile u32 *input_of(u32 peer)
{
	return (volatile u32 *)(dev.inputs + peer * dev.output_size);
}

static void dump(void)
{
	u32 peer;

	for (peer = 0; peer < dev.peers; peer++) {
		printk("IVSHMEM: state[%d] = %d\n", peer, dev.states[peer]);
		if (dev.rw) {
			printk("IVSHMEM: rw[%d] = %d\n", peer, dev.rw[peer]);
		}
		if (dev.output_size) {
			printk("IVSHMEM: in@0x%04x = %d\n", (unsigned int)(peer * dev.output_size),
			       *input_of(peer));
		}
	}
}

static void handle_irq(unsigned int irq)
{
	if (irq < irq_base || irq >= irq_base + vectors) {
		return;
	}
	irq_count++;
	if (!quiet) {
		printk("IVSHMEM: got interrupt %d (#%d)\n", irq - irq_base, irq_count);
		dump();
	}
}

static void map_sections(int bdf, int cap)
{
	unsigned long base = cap_read64(bdf, cap + CAP_BASE);
	unsigned long state_size = pci_read_config(bdf, cap + CAP_STATE_SIZE, 4);
	unsigned long rw_size = cap_read64(bdf, cap + CAP_RW_SIZE);

	dev.output_size = cap_read64(bdf, cap + CAP_OUTPUT_SIZE);
	map_range((void *)base, state_size + rw_size + dev.peers * dev.output_size, MAP_CACHED);

	dev.states = (volatile u32 *)base;
	printk("IVSHMEM: state table is at %p\n", (void *)base);
	if (rw_size) {
		dev.rw = (volatile u32 *)(base + state_size);
		printk("IVSHMEM: R/W section is at %p\n", (void *)dev.rw);
	}
	if (dev.output_size) {
		dev.inputs = (volatile char *)(base + state_size + rw_size);
		printk("IVSHMEM: input sections start at %p\n", (void *)dev.inputs);
		dev.output = input_of(dev.id);
		printk("IVSHMEM: output section is at %p\n", (void *)dev.output);
	}
}

static void map_bars(int bdf)
{
	pci_write_config(bdf, PCI_CFG_BAR, BARS, 4);
	pci_write_config(bdf, PCI_CFG_BAR + 4, BARS + PAGE_SIZE, 4);
	pci_write_config(bdf, PCI_CFG_COMMAND, PCI_CMD_MEM | PCI_CMD_MASTER, 2);
	map_range((void *)BARS, 2 * PAGE_SIZE, MAP_UNCACHED);
	dev.registers = (volatile struct registers *)BARS;
	printk("IVSHMEM: bar0 is at %p\n", (void *)BARS);
	printk("IVSHMEM: bar1 is at %p\n", (void *)(BARS + PAGE_SIZE));
}

#if defined(__arm__) || defined(__aarch64__)
/* by pin: one of the four interrupts that the configuration of the cell names */
static unsigned int default_irq(int bdf)
{
	return 32 + comm_region->vpci_irq_base + (bdf >> 3 & 3);
}

static unsigned int connect_vectors(int bdf)
{
	(void)bdf;
	return 1;
}
#else
static unsigned int default_irq(int bdf)
{
	(void)bdf;
	return 32;
}

static unsigned int connect_vectors(int bdf)
{
	int msix = pci_find_cap(bdf, PCI_CAP_MSIX);
	unsigned int count, n;

	if (msix < 0) {
		return 0;
	}
	count = (pci_read_config(bdf, msix + 2, 2) & 0x7ff) + 1;
	count = count < MAX_VECTORS ? count : MAX_VECTORS;
	for (n = 0; n < count; n++) {
		pci_msix_set_vector(bdf, irq_base + n, n);
	}
	return count;
}
#endif

static void init_interrupts(int bdf)
{
	unsigned int n;

	vectors = connect_vectors(bdf);
	for (n = 0; n < vectors; n++) {
		irq_enable(irq_base + n);
	}
	dev.registers->int_control = 1;
}

static int find_device(void)
{
	int bdf = pci_find_device(VENDOR_ID, DEVICE_ID, 0);
	u32 class;

	if (bdf < 0) {
		printk("IVSHMEM: No PCI devices found .. nothing to do.\n");
		return -1;
	}
	printk("IVSHMEM: Found device at %02x:%02x.%x\n", bdf >> 8, bdf >> 3 & 0x1f, bdf & 7);
	class = pci_read_config(bdf, 8, 4);
	if (class != CLASS_REVISION) {
		printk("IVSHMEM: class/revision %08x, not supported\n", class);
		return -1;
	}
	return bdf;
}

static bool init_device(void)
{
	int bdf, cap;

	pci_init();
	bdf = find_device();
	if (bdf < 0) {
		return false;
	}
	cap = pci_find_cap(bdf, PCI_CAP_VENDOR);
	if (cap < 0) {
		printk("IVSHMEM ERROR: missing vendor capability\n");
		return false;
	}
	map_bars(bdf);
	dev.id = dev.registers->id;
	dev.peers = dev.registers->max_peers;
	printk("IVSHMEM: ID is %d\n", dev.id);
	printk("IVSHMEM: max. peers is %d\n", dev.peers);
	map_sections(bdf, cap);

	irq_base = cmdline_parse_int("irq_base", default_irq(bdf));
	irq_init(handle_irq);
	init_interrupts(bdf);
	dev.registers->state = dev.id + 1;
	printk("IVSHMEM: initialized device\n");
	return true;
}

static void send(u32 target)
{
	unsigned int vector = vectors > 1 ? 1 : 0;

	disable_irqs();
	if (dev.rw) {
		dev.rw[dev.id]++;
	}
	if (dev.output) {
		dev.output[0] += 10;
	}
	if (!quiet) {
		printk("IVSHMEM: sending IRQ %d to peer %d\n", vector, target);
	}
	dev.registers->doorbell = target << 16 | vector;
	enable_irqs();
}

void inmate_main(void)
{
	u32 target;

	quiet = cmdline_parse_bool("quiet", false);
	if (!init_device()) {
		return;
	}
	target = cmdline_parse_int("target", (dev.id + 1) % dev.peers);
	comm_region->cell_state = JAILHOUSE_CELL_RUNNING;
	enable_irqs();
	while (!shutdown_requested()) {
		heartbeat();
		send(target);
		for (unsigned int n = 0; n < 20 && comm_region->msg_to_cell == 0; n++) {
			delay_us(50000);
			heartbeat();
		}
	}
	disable_irqs();
	dev.registers->state = 0;
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
