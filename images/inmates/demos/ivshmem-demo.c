/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Talks to the other ends of a shared-memory device: once a second it counts up
 * its words in the sections and interrupts the peer "target"; what interrupts
 * it is printed, with the words of all peers.
 * A text of each peer is told, too, if its section has one at offset 64.
 *   target=N     peer to interrupt, default: the next one
 *   irq_base=N   interrupt of vector 0
 *   quiet        count what comes, print nothing of it
 *   one-shot     the first interrupt switches interrupts off, and they stay off
 */

#include <format.h>
#include <ivshmem.h>
#include <liveness.h>

/* in an output section */
#define TEXT	     64
#define TEXT_SIZE    64
#define TEXT_SECTION (TEXT + TEXT_SIZE)

CMDLINE_BUFFER(256);

static struct ivshmem dev;
static volatile unsigned int irq_count;
static unsigned int sent;
static bool quiet, one_shot;

static volatile u32 *rw_words(void)
{
	return (volatile u32 *)dev.rw;
}

static void put_into_text(char c, void *context)
{
	char **at = context;

	*(*at)++ = c;
}

static void __attribute__((format(printf, 2, 3))) write_text(char *text, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	format_text(put_into_text, &text, fmt, ap);
	va_end(ap);
	*text = 0;
}

/* Copied first, as the peer may change it; only what can be printed. */
static void tell_text(u32 peer)
{
	const char *shared = (const char *)ivshmem_output(&dev, peer) + TEXT;
	char text[TEXT_SIZE];
	unsigned int n;

	memcpy(text, shared, sizeof(text));
	for (n = 0; n < TEXT_SIZE - 1 && text[n] >= ' ' && text[n] <= '~'; n++) {
	}
	text[n] = 0;
	if (n) {
		printk("IVSHMEM: peer %d says: %s\n", peer, text);
	}
}

static void dump(void)
{
	u32 peer;

	for (peer = 0; peer < dev.peers; peer++) {
		printk("IVSHMEM: state[%d] = %d\n", peer, dev.states[peer]);
		if (dev.rw) {
			printk("IVSHMEM: rw[%d] = %d\n", peer, rw_words()[peer]);
		}
		if (dev.outputs) {
			printk("IVSHMEM: in@0x%04x = %d\n", (unsigned int)(peer * dev.output_size),
			       *ivshmem_output(&dev, peer));
		}
		if (peer != dev.id && dev.output_size >= TEXT_SECTION) {
			tell_text(peer);
		}
	}
}

static void handle_irq(unsigned int irq)
{
	if (irq < dev.first_irq || irq >= dev.first_irq + dev.vectors) {
		return;
	}
	irq_count++;
	if (!quiet) {
		printk("IVSHMEM: got interrupt %d (#%d)\n", irq - dev.first_irq, irq_count);
		dump();
	}
	if (one_shot) {
		printk("IVSHMEM: interrupts are %s now\n",
		       ivshmem_read(&dev, IVSHMEM_INT_CONTROL) ? "still on" : "off");
	}
}

static int find_device(void)
{
	int bdf = pci_find_device(IVSHMEM_VENDOR_ID, IVSHMEM_DEVICE_ID, 0);
	u32 class;

	if (bdf < 0) {
		printk("IVSHMEM: No PCI devices found .. nothing to do.\n");
		return -1;
	}
	printk("IVSHMEM: Found device at %02x:%02x.%x\n", bdf >> 8, bdf >> 3 & 0x1f, bdf & 7);
	class = pci_read_config(bdf, 8, 4);
	if (class != IVSHMEM_CLASS) {
		printk("IVSHMEM: class/revision %08x, not supported\n", class);
		return -1;
	}
	return bdf;
}

static void tell_places(void)
{
	printk("IVSHMEM: bar0 is at %p\n", (void *)dev.registers);
	printk("IVSHMEM: bar1 is at %p\n", (void *)dev.table);
	printk("IVSHMEM: ID is %d\n", dev.id);
	printk("IVSHMEM: max. peers is %d\n", dev.peers);
	printk("IVSHMEM: state table is at %p\n", (void *)dev.states);
	if (dev.rw) {
		printk("IVSHMEM: R/W section is at %p\n", (void *)dev.rw);
	}
	if (dev.outputs) {
		printk("IVSHMEM: input sections start at %p\n", (void *)dev.outputs);
		printk("IVSHMEM: output section is at %p\n", (void *)ivshmem_output(&dev, dev.id));
	}
}

static bool init_device(void)
{
	int bdf;

	pci_init();
	bdf = find_device();
	if (bdf < 0) {
		return false;
	}
	if (!ivshmem_init(&dev, bdf)) {
		printk("IVSHMEM ERROR: missing vendor capability\n");
		return false;
	}
	tell_places();
	ivshmem_set_one_shot(&dev, one_shot);
	irq_init(handle_irq);
	ivshmem_connect(&dev, cmdline_parse_int("irq_base", ivshmem_default_irq(bdf)));
	ivshmem_write(&dev, IVSHMEM_STATE, dev.id + 1);
	printk("IVSHMEM: initialized device\n");
	return true;
}

static void send(u32 target)
{
	unsigned int vector = dev.vectors > 1 ? 1 : 0;

	disable_irqs();
	if (dev.rw) {
		rw_words()[dev.id]++;
	}
	if (dev.outputs) {
		*ivshmem_output(&dev, dev.id) += 10;
	}
	if (dev.output_size >= TEXT_SECTION) {
		write_text((char *)ivshmem_output(&dev, dev.id) + TEXT, "Hello #%d from cell %d",
			   ++sent, dev.id);
	}
	if (!quiet) {
		printk("IVSHMEM: sending IRQ %d to peer %d\n", vector, target);
	}
	ivshmem_ring(&dev, target, vector);
	enable_irqs();
}

void inmate_main(void)
{
	u32 target;

	quiet = cmdline_parse_bool("quiet", false);
	one_shot = cmdline_parse_bool("one-shot", false);
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
	ivshmem_write(&dev, IVSHMEM_STATE, 0);
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
