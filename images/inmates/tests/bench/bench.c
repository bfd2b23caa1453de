/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Plays everything that a cell can ask of the hypervisor a few times between markers, for a
 * counter of instructions. Two cells on a link run it, end 1 first: it takes the doorbells.
 *
 *   only=sub-page   nothing but that, for cells without a link
 *   only=veth       answers frames of root Linux, portion=N at a time
 */

#include <liveness.h>

#include "bench.h"

#define VENDOR_ID     0x110a
#define DEVICE_ID     0x4106
#define CAP_BASE      0x18
#define BARS	      0xff000000UL
#define SUB_PAGE_ADDR 0x131000UL

/* a turn is two instructions, and some more load the counter */
#define TURNS 1000

/* a peer that is not there */
#define NOBODY 7

struct registers {
	u32 id;
	u32 max_peers;
	u32 int_control;
	u32 doorbell;
	u32 state;
};

CMDLINE_BUFFER(256);

volatile unsigned int irqs;

static struct registers *registers;
/* in the common section: how many doorbells end 1 has waited for */
static volatile u32 *waiting;

void announce(enum event number, const char *name)
{
	printk("bench: event %u %s\n", number, name);
}

static void handle_irq(unsigned int irq)
{
#if defined(__aarch64__)
	/* it would stay raised */
	if (irq == TIMER_IRQ) {
		timer_stop();
	}
#else
	(void)irq;
#endif
	irqs++;
}

void take_irq(void)
{
	unsigned int before = irqs;

	while (irqs == before) {
#if defined(__aarch64__)
		/* ends although the interrupt is masked */
		halt();
		enable_irqs();
		disable_irqs();
#else
		/* nothing can come in between */
		asm volatile("sti; hlt; cli" : : : "memory");
#endif
	}
}

/* As many instructions as are announced, whatever the compiler makes of the rest. */
static void calibrate(void)
{
	unsigned long turns = TURNS;

#if defined(__aarch64__)
	PLAY(CALIBRATION, asm volatile("mov %0, %1; 1: subs %0, %0, #1; b.ne 1b"
				       : "=&r"(turns)
				       : "i"(TURNS)
				       : "cc"));
#else
	PLAY(CALIBRATION, asm volatile("mov %1, %0; 1: dec %0; jnz 1b"
				       : "=&r"(turns)
				       : "i"(TURNS)
				       : "cc"));
#endif
	/* the second marker counts as well */
	printk("bench: calibration takes %u instructions\n", 1 + 2 * TURNS + 1);
}

static void play_sub_page(void)
{
	announce(SUB_PAGE, "sub-page");
	PLAY(SUB_PAGE, mmio_read32((void *)SUB_PAGE_ADDR));
}

/* ---- the link ---- */

static int open_link(void)
{
	int bdf, cap;

	pci_init();
	bdf = pci_find_device(VENDOR_ID, DEVICE_ID, 0);
	cap = bdf < 0 ? -1 : pci_find_cap(bdf, PCI_CAP_VENDOR);
	if (cap < 0) {
		printk("bench: FAILED: no link\n");
		stop();
	}
	pci_write_config(bdf, PCI_CFG_BAR, BARS, 4);
	pci_write_config(bdf, PCI_CFG_BAR + 4, BARS + PAGE_SIZE, 4);
	pci_write_config(bdf, PCI_CFG_COMMAND, PCI_CMD_MEM | PCI_CMD_MASTER, 2);
	map_range((void *)BARS, 2 * PAGE_SIZE, MAP_UNCACHED);
	registers = (struct registers *)BARS;
	/* the state table is one page */
	waiting = (u32 *)(pci_read_config(bdf, cap + CAP_BASE, 4) + (unsigned long)PAGE_SIZE);
	map_range((void *)waiting, PAGE_SIZE, MAP_CACHED);
	irq_init(handle_irq);
	irq_enable(arch_link_irq(bdf));
	arch_connect_link(bdf, arch_link_irq(bdf));
	mmio_write32(&registers->int_control, 1);
	return bdf;
}

static void await_peer(u32 count)
{
	while (*waiting != count) {
		cpu_relax();
	}
}

static void ring(u32 round)
{
	/* the peer waits when it has counted */
	await_peer(round + 1);
	MARK(2 * DOORBELL);
	mmio_write32(&registers->doorbell, 1 << 16);
	MARK(2 * DOORBELL + 1);
}

static void play_doorbell(void)
{
	announce(DOORBELL, "doorbell");
	for (u32 round = 0; round < ROUNDS; round++) {
		ring(round);
	}
	await_peer(ROUNDS + 1);
}

/* End 1 of the link. It prints nothing when the other end might. */
static void take_doorbells(void)
{
	announce(DOORBELL_TAKEN, "doorbell-taken");
	for (u32 round = 0; round < ROUNDS; round++) {
		MARK(2 * DOORBELL_TAKEN);
		*waiting = round + 1;
		take_irq();
		MARK(2 * DOORBELL_TAKEN + 1);
	}
	*waiting = ROUNDS + 1;
}

/* ---- all ---- */

/* Its own device, through the window of configuration space. */
static void play_config(int bdf)
{
	u8 *function = (u8 *)(comm_region->pci_mmconfig_base + ((unsigned long)bdf << 12));

	map_range(function, PAGE_SIZE, MAP_UNCACHED);
	announce(PCI_CONFIG, "pci-config");
	PLAY(PCI_CONFIG, mmio_read32(function));
}

static void play_common(int bdf)
{
	announce(CALIBRATION, "calibration");
	calibrate();
	announce(HYPERCALL, "hypercall");
	PLAY(HYPERCALL,
	     jailhouse_call_arg1(JAILHOUSE_HC_HYPERVISOR_GET_INFO, JAILHOUSE_INFO_NUM_CELLS));
	play_sub_page();
	announce(IVSHMEM_REGISTER, "ivshmem-register");
	PLAY(IVSHMEM_REGISTER, mmio_read32(&registers->id));
	play_config(bdf);
	announce(DOORBELL_NOBODY, "doorbell-nobody");
	PLAY(DOORBELL_NOBODY, mmio_write32(&registers->doorbell, NOBODY << 16));
	arch_events(bdf);
	play_doorbell();
	/* the peer is through with what it counts */
	announce(STATE_CHANGE, "state-change");
	PLAY(STATE_CHANGE, mmio_write32(&registers->state, round + 1));
	printk("bench: done\n");
}

static bool is_only(const char *what)
{
	char only[16];

	cmdline_parse_str("only", only, sizeof(only), "");
	return strcmp(only, what) == 0;
}

void inmate_main(void)
{
	disable_irqs();
	if (is_only("sub-page")) {
		play_sub_page();
		printk("bench: done\n");
	} else if (is_only("veth")) {
		play_veth(cmdline_parse_int("portion", 1));
	} else {
		int bdf = open_link();

		if (mmio_read32(&registers->id) == 1) {
			take_doorbells();
		} else {
			play_common(bdf);
		}
	}
	heartbeat_start();
	live_until_shutdown();
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
