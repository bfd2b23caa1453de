/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Lists the PCI functions that the cell owns. If one of them is an Intel HDA
 * controller, the codecs' arrival after its reset raises an MSI.
 */

#include <inmate.h>
#include <liveness.h>

#define HDA_VECTOR   32
#define TIMER_VECTOR 33
#define TICK_NS	     (50 * NS_PER_MSEC)

#define PCI_CFG_CLASS 0x00a
#define CLASS_HDA     0x0403

/* HDA registers */
#define HDA_GCTL     0x08
#define GCTL_CRST    (1 << 0)
#define HDA_WAKEEN   0x0c
#define ALL_CODECS   0x7fff
#define HDA_STATESTS 0x0e
#define HDA_INTCTL   0x20
#define INTCTL_GIE   (1U << 31)
#define INTCTL_CIE   (1U << 30)

#define RESET_TIMEOUT_MS 1000

static char *hdbar;

static void handle_irq(unsigned int irq)
{
	u16 status;

	if (irq == TIMER_VECTOR) {
		heartbeat();
		apic_timer_set(TICK_NS);
		return;
	}
	status = mmio_read16(hdbar + HDA_STATESTS);
	printk("HDA MSI received (STATESTS: %04x)\n", status);
	/* writing ones clears */
	mmio_write16(hdbar + HDA_STATESTS, status);
}

static void *memory_bar(u16 bdf)
{
	u64 bar = pci_read_config(bdf, PCI_CFG_BAR, 4);

	if (bar & PCI_BAR_64BIT) {
		bar |= (u64)pci_read_config(bdf, PCI_CFG_BAR + 4, 4) << 32;
	}
	return (void *)(bar & ~0xfULL);
}

static void set_reset(bool running)
{
	unsigned int n;

	mmio_write32(hdbar + HDA_GCTL, running ? GCTL_CRST : 0);
	for (n = 0; n < RESET_TIMEOUT_MS; n++) {
		if ((mmio_read32(hdbar + HDA_GCTL) & GCTL_CRST) == running) {
			return;
		}
		delay_us(1000);
	}
	printk("The HDA controller does not answer to its reset\n");
}

static void start_hda(u16 bdf)
{
	hdbar = memory_bar(bdf);
	printk("HDBAR at %p\n", hdbar);
	map_range(hdbar, PAGE_SIZE, MAP_UNCACHED);

	pci_msi_set_vector(bdf, HDA_VECTOR);
	pci_write_config(bdf, PCI_CFG_COMMAND, PCI_CMD_MEM | PCI_CMD_MASTER | PCI_CMD_INTX_OFF, 2);

	set_reset(false);
	set_reset(true);
	mmio_write16(hdbar + HDA_WAKEEN, ALL_CODECS);
	mmio_write32(hdbar + HDA_INTCTL, INTCTL_GIE | INTCTL_CIE);
}

/* Prints all functions and returns the first HDA controller, or -1. */
static int list_devices(void)
{
	int hda = -1, bdf = -1;
	bool any = false;

	while (bdf < 0xffff && (bdf = pci_find_device(PCI_ID_ANY, PCI_ID_ANY, bdf + 1)) >= 0) {
		any = true;
		printk("Found %04x:%04x at %02x:%02x.%x\n",
		       pci_read_config(bdf, PCI_CFG_VENDOR_ID, 2),
		       pci_read_config(bdf, PCI_CFG_DEVICE_ID, 2), bdf >> 8, (bdf >> 3) & 0x1f,
		       bdf & 7);
		if (hda < 0 && pci_read_config(bdf, PCI_CFG_CLASS, 2) == CLASS_HDA) {
			hda = bdf;
		}
		heartbeat();
	}
	if (!any) {
		printk("No device found!\n");
	}
	return hda;
}

void inmate_main(void)
{
	int hda;

	irq_init(handle_irq);
	pci_init();
	hda = list_devices();
	if (hda >= 0) {
		start_hda(hda);
	}

	apic_timer_init(TIMER_VECTOR);
	apic_timer_set(TICK_NS);
	while (!shutdown_requested()) {
		enable_irqs();
		halt();
		disable_irqs();
	}
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
