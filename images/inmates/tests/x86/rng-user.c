/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Uses a random number generator (virtio 1.0) all the time, so that what happens to
 * the device happens while it is in use: reads its configuration space and registers,
 * programs its interrupt, lets it write to memory and interrupt. That the device
 * answers no more it says, and goes on: the heartbeat does not depend on it. "dma=ADDRESS" on
 * the command line is memory that the device reaches by the same address.
 */

#include <inmate.h>
#include <liveness.h>

#define PCI_VENDOR_VIRTIO 0x1af4
#define PCI_DEVICE_RNG	  0x1044
#define REGISTERS_BAR	  (PCI_CFG_BAR + 4 * 4)
#define REGISTERS_SIZE	  0x4000

#define PCI_CAP_EXP    0x10
#define EXP_CONTROL    8
#define EXP_REPORT_ALL 0x000f

/* registers common to all virtio devices, and the doorbell */
#define DRIVER_FEATURE_SELECT 0x08
#define DRIVER_FEATURE	      0x0c
#define FEATURE_VERSION_1     1 /* of the second word */
#define DEVICE_STATUS	      0x14
#define STATUS_DRIVER	      0x03
#define STATUS_DRIVER_OK      0x04
#define STATUS_FEATURES_OK    0x08
#define QUEUE_SELECT	      0x16
#define QUEUE_SIZE	      0x18
#define QUEUE_MSIX_VECTOR     0x1a
#define QUEUE_ENABLE	      0x1c
#define QUEUE_DESCRIPTORS     0x20
#define QUEUE_AVAILABLE	      0x28
#define QUEUE_USED	      0x30
#define DOORBELL	      0x3000

#define RNG_VECTOR    FIRST_INTERRUPT_VECTOR
#define DEVICE_WRITES 2
#define ENTRIES	      8
#define ROUNDS	      16

struct queue {
	struct {
		u64 address;
		u32 length;
		u16 flags, next;
	} descriptors[ENTRIES] __attribute__((aligned(16)));
	struct {
		u16 flags, index, entry[ENTRIES];
	} available __attribute__((aligned(2)));
	struct {
		u16 flags, index;
		u32 entry[2 * ENTRIES];
	} used __attribute__((aligned(4)));
	u8 numbers[64];
};

/* where cell and device see the same address */
static volatile struct queue *queue;
static char *registers;
static volatile unsigned int interrupts;

static void handle_irq(unsigned int irq)
{
	interrupts += irq == RNG_VECTOR;
}

static void report_errors(u16 bdf)
{
	int exp = pci_find_cap(bdf, PCI_CAP_EXP);

	if (exp >= 0) {
		pci_write_config(bdf, exp + EXP_CONTROL, EXP_REPORT_ALL, 2);
	}
}

static void set_address(unsigned int reg, volatile void *address)
{
	mmio_write32(registers + reg, (unsigned long)address);
	mmio_write32(registers + reg + 4, (unsigned long)address >> 32);
}

static void start_queue(void)
{
	map_range((void *)queue, sizeof(*queue), MAP_CACHED);
	memset((void *)queue, 0, sizeof(*queue));
	queue->descriptors[0].address = (unsigned long)queue->numbers;
	queue->descriptors[0].length = sizeof(queue->numbers);
	queue->descriptors[0].flags = DEVICE_WRITES;

	mmio_write8(registers + DEVICE_STATUS, 0);
	mmio_write8(registers + DEVICE_STATUS, STATUS_DRIVER);
	mmio_write32(registers + DRIVER_FEATURE_SELECT, 1);
	mmio_write32(registers + DRIVER_FEATURE, FEATURE_VERSION_1);
	mmio_write8(registers + DEVICE_STATUS, STATUS_DRIVER | STATUS_FEATURES_OK);
	mmio_write16(registers + QUEUE_SELECT, 0);
	mmio_write16(registers + QUEUE_SIZE, ENTRIES);
	mmio_write16(registers + QUEUE_MSIX_VECTOR, 0);
	set_address(QUEUE_DESCRIPTORS, queue->descriptors);
	set_address(QUEUE_AVAILABLE, &queue->available);
	set_address(QUEUE_USED, &queue->used);
	mmio_write16(registers + QUEUE_ENABLE, 1);
	mmio_write8(registers + DEVICE_STATUS,
		    STATUS_DRIVER | STATUS_FEATURES_OK | STATUS_DRIVER_OK);
}

static void start_device(u16 bdf)
{
	u64 bar = pci_read_config(bdf, REGISTERS_BAR, 4) & ~0xfU;

	bar |= (u64)pci_read_config(bdf, REGISTERS_BAR + 4, 4) << 32;
	registers = (char *)bar;
	map_range(registers, REGISTERS_SIZE, MAP_UNCACHED);
	pci_write_config(bdf, PCI_CFG_COMMAND, PCI_CMD_MEM | PCI_CMD_MASTER | PCI_CMD_INTX_OFF, 2);
	pci_msix_set_vector(bdf, RNG_VECTOR, 0);
	report_errors(bdf);
	start_queue();
}

static bool is_there(u16 bdf)
{
	return pci_read_config(bdf, PCI_CFG_VENDOR_ID, 2) == PCI_VENDOR_VIRTIO;
}

static void ask_for_numbers(void)
{
	if (queue->used.index == queue->available.index) {
		queue->available.index++;
		jailhouse_memory_barrier();
		mmio_write16(registers + DOORBELL, 0);
	}
}

/* Returns whether the device answered all the time. */
static bool use_device(u16 bdf)
{
	unsigned int n;

	for (n = 0; n < ROUNDS; n++) {
		ask_for_numbers();
		mmio_read8(registers + DEVICE_STATUS);
		if (!is_there(bdf)) {
			return false;
		}
	}
	/* as a driver does that moves its interrupt */
	pci_msix_set_vector(bdf, RNG_VECTOR, 0);
	return true;
}

static void work(int bdf)
{
	bool answers = bdf >= 0, interrupted = false;

	while (!shutdown_requested()) {
		if (answers && !use_device(bdf)) {
			answers = false;
			printk("RNG: the device is gone\n");
		}
		if (!interrupted && interrupts) {
			interrupted = true;
			printk("RNG: the device interrupts\n");
		}
		enable_irqs();
		halt();
		disable_irqs();
	}
	if (answers) {
		/* nothing is written to memory that is going to be somebody else's */
		mmio_write8(registers + DEVICE_STATUS, 0);
	}
}

void inmate_main(void)
{
	unsigned long dma = cmdline_parse_int("dma", 0);
	int bdf = pci_find_device(PCI_VENDOR_VIRTIO, PCI_DEVICE_RNG, 0);

	queue = (struct queue *)dma;
	excp_reporting_init();
	heartbeat_start_beside(handle_irq);
	irq_enable(RNG_VECTOR);
	if (!dma) {
		printk("RNG: dma=ADDRESS is missing\n");
		bdf = -1;
	} else if (bdf >= 0) {
		start_device(bdf);
	} else {
		printk("RNG: there is no device\n");
	}
	work(bdf);
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
