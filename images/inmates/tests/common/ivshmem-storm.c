/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Two peers ring each other's doorbell as fast as they can, both at once, and
 * account for every event: a number is written to the own section, then the
 * doorbell is rung; what the interrupt finds there is told to the sender, who
 * sleeps after each batch until all of it was seen. A doorbell that gets lost,
 * or comes before the number that it stands for, ends in "FAILED".
 *   target=N   the other peer
 *   count=N    doorbells to send, default 20000
 *   batch=N    at most so many without waiting, default 16; with 1 each doorbell
 *              must be one interrupt
 *   one-shot   interrupts switch themselves off, the handler switches them on
 */

#include <ivshmem.h>
#include <liveness.h>

#define DEFAULT_COUNT 20000
#define DEFAULT_BATCH 16
/* a lost doorbell is one that is missing after so many seconds */
#define PATIENCE_S  60
#define STATE_THERE 1
#define STATE_DONE  2

CMDLINE_BUFFER(256);

/* of an output section: what was sent last, and what was seen last of the peer */
struct words {
	u32 sent, seen;
};

static struct ivshmem dev;
static volatile struct words *mine, *peer;
static volatile unsigned int interrupts;
static bool one_shot, failed;
static u32 target;

static void ring(void)
{
	ivshmem_ring(&dev, target, dev.vectors > 1 ? 1 : 0);
}

static void handle_irq(unsigned int irq)
{
	u32 sent;

	if (irq < dev.first_irq || irq >= dev.first_irq + dev.vectors) {
		return;
	}
	if (one_shot) {
		/* first this, then the look: what is rung in between comes again */
		ivshmem_write(&dev, IVSHMEM_INT_CONTROL, 1);
	}
	sent = peer->sent;
	if (sent != mine->seen) {
		interrupts++;
		mine->seen = sent;
		/* wakes the sender, and is no news there */
		ring();
	}
}

/* Interrupts do the work; this sleeps until they have, one of the heartbeat included. */
static bool await(volatile u32 *word, u32 value)
{
	u64 end = heartbeats() + PATIENCE_S * HEARTBEATS_PER_SECOND;

	disable_irqs();
	while (*word != value && heartbeats() < end) {
		wait_for_irq();
	}
	enable_irqs();
	return *word == value;
}

static unsigned int batch_size(unsigned int largest)
{
	static u32 state = 1;

	state = state * 1103515245 + 12345;
	return 1 + (state >> 16) % largest;
}

static void storm(u32 count, u32 batch)
{
	u32 sent = 0;

	while (sent < count) {
		u32 end = sent + batch_size(batch);

		for (; sent < end && sent < count;) {
			mine->sent = ++sent;
			ring();
		}
		if (!await(&peer->seen, sent)) {
			printk("STORM: FAILED: of %d doorbells the peer saw %d\n", sent,
			       peer->seen);
			failed = true;
			return;
		}
	}
}

static bool init_device(void)
{
	int bdf;

	pci_init();
	bdf = pci_find_device(IVSHMEM_VENDOR_ID, IVSHMEM_DEVICE_ID, 0);
	if (bdf < 0 || !ivshmem_init(&dev, bdf) || !dev.outputs) {
		printk("STORM: no device with output sections\n");
		return false;
	}
	target = cmdline_parse_int("target", (dev.id + 1) % dev.peers);
	mine = (volatile struct words *)ivshmem_output(&dev, dev.id);
	peer = (volatile struct words *)ivshmem_output(&dev, target);
	mine->sent = mine->seen = 0;
	heartbeat_start_beside(handle_irq);
	one_shot = cmdline_parse_bool("one-shot", false);
	ivshmem_set_one_shot(&dev, one_shot);
	ivshmem_connect(&dev, ivshmem_default_irq(bdf));
	return true;
}

static void tell(u32 count, u32 batch)
{
	/* both have sent all and seen all */
	if (!await(&peer->sent, count) || !await(&mine->seen, count)) {
		printk("STORM: FAILED: of %d doorbells %d were seen\n", count, mine->seen);
		failed = true;
	}
	if (batch == 1 && interrupts != count) {
		printk("STORM: FAILED: %d doorbells made %d interrupts\n", count, interrupts);
		failed = true;
	}
	/* one after the other: they share a serial line */
	if (dev.id > target) {
		await(&dev.states[target], STATE_DONE);
	}
	printk("STORM: peer %d sent %d doorbells, %s in %d interrupts\n", dev.id, count,
	       failed ? "FAILED" : "all seen", interrupts);
}

void inmate_main(void)
{
	u32 count = cmdline_parse_int("count", DEFAULT_COUNT);
	u32 batch = cmdline_parse_int("batch", DEFAULT_BATCH);

	disable_irqs();
	if (!init_device() || batch == 0) {
		return;
	}
	comm_region->cell_state = JAILHOUSE_CELL_RUNNING;
	enable_irqs();
	ivshmem_write(&dev, IVSHMEM_STATE, STATE_THERE);
	while (dev.states[target] == 0 && !shutdown_requested()) {
		halt();
	}
	if (dev.states[target] != 0) {
		storm(count, batch);
		tell(count, batch);
	}
	ivshmem_write(&dev, IVSHMEM_STATE, STATE_DONE);
	live_until_shutdown();
	disable_irqs();
	ivshmem_write(&dev, IVSHMEM_STATE, 0);
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
