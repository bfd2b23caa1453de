/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * A hostile host at the other end of a virtual Ethernet cable: comes up as it
 * should, writes nonsense into its section, and begins anew, with another kind
 * of nonsense, until all kinds had their turns. Then it waits for its shutdown.
 *   rounds=N   turns of each kind, default 5
 */

#include <ivshmem.h>
#include <liveness.h>
#include <veth.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#define DEFAULT_ROUNDS 5
/* how long the other side may take for a change of state, and for a look at nonsense */
#define PATIENCE_MS 20000
#define LOOK_MS	    50

/* of a ring: the index, and what follows */
#define INDEX	2
#define ENTRIES 4

CMDLINE_BUFFER(256);

static struct ivshmem dev;
static struct veth_layout layout;
static struct veth veth;
static u8 *section;

static u32 random(void)
{
	static u32 state = 1;

	state = state * 1103515245 + 12345;
	return state >> 8;
}

/* What the other side has written. */
static u16 peer_word(u32 offset)
{
	return *(volatile u16 *)(void *)((u8 *)ivshmem_output(&dev, dev.id ^ 1) + offset);
}

static volatile u16 *word(u32 offset)
{
	return (volatile u16 *)(void *)(section + offset);
}

static void ring(void)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	ivshmem_ring(&dev, dev.id ^ 1, dev.msix ? VETH_VECTOR_DATA : VETH_VECTOR_STATE);
	delay_us(LOOK_MS * 1000);
}

/* Until the other side's index has come so far: it has looked. */
static void await_index(u32 offset, u16 index)
{
	for (u32 ms = 0; ms < PATIENCE_MS && !shutdown_requested(); ms++) {
		if ((u16)(peer_word(offset + INDEX) - index) < 0x8000) {
			return;
		}
		delay_us(1000);
		heartbeat();
	}
}

/* ---- kinds of nonsense ---- */

static struct veth_descriptor *descriptor(u32 n)
{
	return (struct veth_descriptor *)(void *)section + n % layout.entries;
}

static void send_descriptors(u32 count)
{
	for (u32 n = 0; n < count; n++) {
		*word(layout.available + ENTRIES + 2 * n) = n;
	}
	*word(layout.available + INDEX) = count;
	ring();
	await_index(layout.used, count);
}

static void wrong_descriptors(void)
{
	for (u32 n = 0; n < 32; n++) {
		*descriptor(n) = (struct veth_descriptor){
			.address = (u64)random() << 40 | random(),
			.length = n & 1 ? random() : 60,
			.flags = n & 2 ? random() : 0,
		};
	}
	send_descriptors(32);
}

/* Each ends behind the section, or begins before its frames. */
static void crossing_frames(void)
{
	for (u32 n = 0; n < 32; n++) {
		*descriptor(n) = (struct veth_descriptor){
			.address = n & 1 ? layout.section_size - 59 : layout.frames - 1 - n,
			.length = 60,
		};
	}
	send_descriptors(32);
}

/* In the right place; what is in them goes to the network's protocols. */
static void wrong_frames(void)
{
	for (u32 n = layout.frames; n < layout.frames + 0x4000; n += 2) {
		*word(n) = random();
	}
	for (u32 n = 0; n < 32; n++) {
		*descriptor(n) = (struct veth_descriptor){
			.address = layout.frames + random() % 0x1000,
			.length = random() % 0x3000,
		};
	}
	send_descriptors(32);
}

static void wrong_entries(void)
{
	for (u32 n = 0; n < 32; n++) {
		*word(layout.available + ENTRIES + 2 * n) = layout.entries + random() % 1000;
	}
	*word(layout.available + INDEX) = 32;
	ring();
	await_index(layout.used, 32);
}

static void sent_ahead(void)
{
	*word(layout.available + INDEX) = veth.sent + layout.entries + 1 + random() % 1000;
	ring();
}

static void completed_ahead(void)
{
	*word(layout.used + INDEX) = 0x8000 + random() % 0x4000;
	/* looked at when it sends; the first frame may have been under way */
	await_index(layout.available, peer_word(layout.available + INDEX) + 2);
}

static void all_wrong(void)
{
	for (u32 n = 0; n < layout.frames; n += 2) {
		*word(n) = random();
		if (n % 0x4000 == 0) {
			ring();
		}
	}
	ring();
}

static void wrong_states(void)
{
	for (u32 n = 0; n < 32; n++) {
		ivshmem_write(&dev, IVSHMEM_STATE, n & 1 ? random() : random() % 5);
	}
	ring();
}

static void (*const kinds[])(void) = { wrong_descriptors, crossing_frames, wrong_frames,
				       wrong_entries,	  sent_ahead,	   completed_ahead,
				       all_wrong,	  wrong_states };

/* ---- coming up ---- */

static bool await_peer(u32 least, u32 most)
{
	for (u32 ms = 0; ms < PATIENCE_MS && !shutdown_requested(); ms++) {
		u32 state = dev.states[dev.id ^ 1];

		if (state >= least && state <= most) {
			return true;
		}
		delay_us(1000);
		heartbeat();
	}
	return false;
}

static bool connect(void)
{
	ivshmem_write(&dev, IVSHMEM_STATE, VETH_RESET);
	if (!await_peer(VETH_RESET, VETH_INIT)) {
		return false;
	}
	ivshmem_write(&dev, IVSHMEM_STATE, VETH_INIT);
	if (!await_peer(VETH_INIT, VETH_RUN)) {
		return false;
	}
	veth_start(&veth, section, (u8 *)ivshmem_output(&dev, dev.id ^ 1), &layout);
	ivshmem_write(&dev, IVSHMEM_STATE, VETH_READY);
	if (!await_peer(VETH_RUN, VETH_RUN)) {
		return false;
	}
	ivshmem_write(&dev, IVSHMEM_STATE, VETH_RUN);
	return true;
}

static bool init_device(void)
{
	int bdf;

	pci_init();
	bdf = ivshmem_find(VETH_PROTOCOL);
	if (bdf < 0 || !ivshmem_init(&dev, bdf) || !veth_layout(&layout, dev.output_size)) {
		printk("VETH-ATTACK: no device for virtual Ethernet\n");
		return false;
	}
	section = (u8 *)ivshmem_output(&dev, dev.id);
	return true;
}

void inmate_main(void)
{
	unsigned int rounds = cmdline_parse_int("rounds", DEFAULT_ROUNDS) * ARRAY_SIZE(kinds), n;

	disable_irqs();
	if (!init_device()) {
		return;
	}
	comm_region->cell_state = JAILHOUSE_CELL_RUNNING;
	for (n = 0; n < rounds && connect(); n++) {
		kinds[n % ARRAY_SIZE(kinds)]();
	}
	printk("VETH-ATTACK: %d of %d rounds\n", n, rounds);
	while (!shutdown_requested()) {
		delay_us(1000);
		heartbeat();
	}
	ivshmem_write(&dev, IVSHMEM_STATE, VETH_RESET);
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
