/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Two inmates with an Intel gigabit controller each play ping-pong over the
 * wire. One gets "target" on its command line and answers; the other one, the
 * controller, measures the round trips.
 */

#include <inmate.h>
#include <liveness.h>

#define PCI_VENDOR_INTEL 0x8086
#define PCI_CFG_CLASS	 0x00a
#define CLASS_ETHERNET	 0x0200
#define REGISTERS_SIZE	 (128 * 1024)

#define E1000_CTRL   0x0000
#define CTRL_SLU     (1 << 6)
#define CTRL_RST     (1 << 26)
#define E1000_STATUS 0x0008
#define STATUS_LU    (1 << 1)
#define E1000_IMC    0x00d8
#define E1000_RCTL   0x0100
#define RCTL_EN	     (1 << 1)
#define RCTL_BAM     (1 << 15)
#define RCTL_SECRC   (1 << 26)
#define E1000_TCTL   0x0400
#define TCTL_EN	     (1 << 1)
#define TCTL_PSP     (1 << 3)
#define E1000_RX     0x2800
#define E1000_TX     0x3800
#define RING_BASE    0x00
#define RING_BASE_HI 0x04
#define RING_LENGTH  0x08
#define RING_HEAD    0x10
#define RING_TAIL    0x18
#define E1000_RAL    0x5400
#define E1000_RAH    0x5404

#define TX_CMD_EOP_IFCS_RS 0x0b
#define DESC_DONE	   0x01

#define RING_SIZE   8
#define BUFFER_SIZE 2048
#define MIN_FRAME   60

/* for local experiments */
#define ETHERTYPE_DEMO 0x88b5

#define PING_PERIOD_US 1000000

struct rx_desc {
	u64 address;
	u16 length, checksum;
	u8 status, errors;
	u16 special;
};

struct tx_desc {
	u64 address;
	u16 length;
	u8 checksum_offset, command, status, checksum_start;
	u16 special;
};

enum message { PING = 1, PONG = 2 };

struct frame {
	u8 destination[6];
	u8 source[6];
	u8 type[2];
	u8 message;
	u8 padding[MIN_FRAME - 15];
};

static char *registers;
static u8 mac[6];
static volatile struct rx_desc *rx_ring;
static volatile struct tx_desc *tx_ring;
static char *rx_buffers;
static unsigned int rx_next, tx_next;

static u32 read_reg(unsigned int reg)
{
	return mmio_read32(registers + reg);
}

static void write_reg(unsigned int reg, u32 value)
{
	mmio_write32(registers + reg, value);
}

static int find_controller(void)
{
	int bdf = -1;

	while (bdf < 0xffff &&
	       (bdf = pci_find_device(PCI_VENDOR_INTEL, PCI_ID_ANY, bdf + 1)) >= 0) {
		if (pci_read_config(bdf, PCI_CFG_CLASS, 2) == CLASS_ETHERNET) {
			break;
		}
	}
	return bdf;
}

static void map_registers(u16 bdf)
{
	u64 bar = pci_read_config(bdf, PCI_CFG_BAR, 4);

	if (bar & PCI_BAR_64BIT) {
		bar |= (u64)pci_read_config(bdf, PCI_CFG_BAR + 4, 4) << 32;
	}
	registers = (char *)(bar & ~0xfULL);
	printk("MMIO register BAR at %p\n", registers);
	map_range(registers, REGISTERS_SIZE, MAP_UNCACHED);
	pci_write_config(bdf, PCI_CFG_COMMAND, PCI_CMD_MEM | PCI_CMD_MASTER, 2);
}

static void reset_controller(void)
{
	write_reg(E1000_CTRL, read_reg(E1000_CTRL) | CTRL_RST);
	delay_us(20000);
	write_reg(E1000_IMC, 0xffffffff);
	write_reg(E1000_CTRL, read_reg(E1000_CTRL) | CTRL_SLU);
}

/* Returns false if the cell shall shut down before there is a link. */
static bool wait_for_link(void)
{
	static const char *const speeds[] = { "10", "100", "1000", "1000" };

	printk("Waiting for link...");
	while (!(read_reg(E1000_STATUS) & STATUS_LU)) {
		if (shutdown_requested()) {
			return false;
		}
		heartbeat();
		delay_us(1000);
	}
	printk(" ok\n");
	printk("Link speed: %s Mb/s\n", speeds[(read_reg(E1000_STATUS) >> 6) & 3]);
	return true;
}

static void read_mac(void)
{
	u64 address = read_reg(E1000_RAL) | (u64)read_reg(E1000_RAH) << 32;

	memcpy(mac, &address, sizeof(mac));
	printk("MAC: %02x:%02x:%02x:%02x:%02x:%02x\n", mac[0], mac[1], mac[2], mac[3], mac[4],
	       mac[5]);
}

static void set_ring(unsigned int ring, volatile void *memory, u32 tail)
{
	write_reg(ring + RING_BASE, (unsigned long)memory);
	write_reg(ring + RING_BASE_HI, (unsigned long)memory >> 32);
	write_reg(ring + RING_LENGTH, RING_SIZE * sizeof(struct rx_desc));
	write_reg(ring + RING_HEAD, 0);
	write_reg(ring + RING_TAIL, tail);
}

static void init_rings(void)
{
	unsigned int n;

	rx_ring = zalloc(RING_SIZE * sizeof(*rx_ring), PAGE_SIZE);
	tx_ring = zalloc(RING_SIZE * sizeof(*tx_ring), PAGE_SIZE);
	rx_buffers = alloc(RING_SIZE * BUFFER_SIZE, PAGE_SIZE);
	for (n = 0; n < RING_SIZE; n++) {
		rx_ring[n].address = (unsigned long)rx_buffers + n * BUFFER_SIZE;
	}
	set_ring(E1000_RX, rx_ring, RING_SIZE - 1);
	set_ring(E1000_TX, tx_ring, 0);
	write_reg(E1000_RCTL, RCTL_EN | RCTL_BAM | RCTL_SECRC);
	write_reg(E1000_TCTL, TCTL_EN | TCTL_PSP);
}

static void send(const u8 *destination, enum message message)
{
	static struct frame frames[RING_SIZE];
	struct frame *frame = &frames[tx_next];
	volatile struct tx_desc *desc = &tx_ring[tx_next];

	memcpy(frame->destination, destination, sizeof(mac));
	memcpy(frame->source, mac, sizeof(mac));
	frame->type[0] = ETHERTYPE_DEMO >> 8;
	frame->type[1] = ETHERTYPE_DEMO & 0xff;
	frame->message = message;

	desc->address = (unsigned long)frame;
	desc->length = sizeof(*frame);
	desc->status = 0;
	desc->command = TX_CMD_EOP_IFCS_RS;
	tx_next = (tx_next + 1) % RING_SIZE;
	jailhouse_memory_barrier();
	write_reg(E1000_TX + RING_TAIL, tx_next);
}

/* Takes one frame off the ring. Returns its message, 0 for none of ours. */
static unsigned int receive(u8 *source)
{
	volatile struct rx_desc *desc = &rx_ring[rx_next];
	struct frame *frame = (struct frame *)(rx_buffers + rx_next * BUFFER_SIZE);
	unsigned int message = 0;

	if (!(desc->status & DESC_DONE)) {
		return 0;
	}
	if (desc->length >= sizeof(*frame) && frame->type[0] == ETHERTYPE_DEMO >> 8 &&
	    frame->type[1] == (ETHERTYPE_DEMO & 0xff)) {
		message = frame->message;
		memcpy(source, frame->source, sizeof(mac));
	}
	desc->status = 0;
	write_reg(E1000_RX + RING_TAIL, rx_next);
	rx_next = (rx_next + 1) % RING_SIZE;
	return message;
}

static void run_target(void)
{
	u8 source[6];

	while (!shutdown_requested()) {
		heartbeat();
		if (receive(source) == PING) {
			send(source, PONG);
		}
		cpu_relax();
	}
}

static void print_round_trip(long time)
{
	static long min, max;

	if (!max || time < min) {
		min = time;
	}
	if (time > max) {
		max = time;
	}
	printk("Received pong, RTT: %6ld ns, min: %6ld ns, max: %6ld ns\n", time, min, max);
}

static void run_controller(void)
{
	static const u8 broadcast[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	u8 source[6];
	unsigned long start = 0, elapsed_us = PING_PERIOD_US;

	while (!shutdown_requested()) {
		heartbeat();
		if (elapsed_us >= PING_PERIOD_US) {
			start = tsc_read_ns();
			send(broadcast, PING);
		}
		if (receive(source) == PONG) {
			print_round_trip(tsc_read_ns() - start);
		}
		cpu_relax();
		elapsed_us = (tsc_read_ns() - start) / NS_PER_USEC;
	}
}

void inmate_main(void)
{
	bool target = cmdline_parse_bool("target", false);
	int bdf = find_controller();

	if (bdf < 0) {
		printk("No device found!\n");
		comm_region->cell_state = JAILHOUSE_CELL_FAILED;
		return;
	}
	map_registers(bdf);
	reset_controller();
	if (wait_for_link()) {
		read_mac();
		init_rings();
		printk("Running as %s\n", target ? "target" : "controller");
		if (target) {
			run_target();
		} else {
			run_controller();
		}
	}
	/* no DMA into memory that is going to be somebody else's */
	write_reg(E1000_RCTL, 0);
	write_reg(E1000_TCTL, 0);
	pci_write_config(bdf, PCI_CFG_COMMAND, PCI_CMD_INTX_OFF, 2);
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
