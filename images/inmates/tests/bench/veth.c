/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * A host at the other end of root Linux' network that answers frames in portions. A portion is
 * what lies between two markers: interrupt, frames, answers, doorbell. The first frame is answered
 * by itself: until then the other side does not know whom to send more.
 */

#include <ivshmem.h>
#include <liveness.h>
#include <net.h>
#include <veth.h>

#include "bench.h"

#define AVAIL_INDEX 2
#define MANY	    16

static struct ivshmem dev;
static struct veth_layout layout;
static struct veth veth;
static enum veth_state state;
static u8 frame[VETH_MAX_FRAME];
static struct net_host host = {
	.mac = { 0x02, 0xce, 0x11, 0x1a, 0x2d, 0x02 },
	.address = 192U << 24 | 168 << 16 | 19 << 8 | 2,
};

static const volatile u8 *peer_section(void)
{
	return (const volatile u8 *)ivshmem_output(&dev, dev.id ^ 1);
}

static u16 frames_waiting(void)
{
	const volatile u8 *available = peer_section() + layout.available;

	return *(const volatile u16 *)(const volatile void *)(available + AVAIL_INDEX) -
	       veth.received;
}

static void follow_peer(void)
{
	enum veth_state next;

	while ((next = veth_next_state(state, dev.states[dev.id ^ 1])) != state) {
		if (next == VETH_READY) {
			veth_start(&veth, (u8 *)ivshmem_output(&dev, dev.id),
				   (const u8 *)peer_section(), &layout);
		}
		state = next;
		ivshmem_write(&dev, IVSHMEM_STATE, state);
	}
}

static void answer_frames(void)
{
	bool ring = false;
	unsigned int length;

	while ((length = veth_receive(&veth, frame, sizeof(frame))) != 0) {
		length = net_answer(&host, frame, length);
		ring = (length && veth_send(&veth, frame, length) == 1) || ring;
	}
	if (ring) {
		ivshmem_ring(&dev, dev.id ^ 1, dev.msix ? VETH_VECTOR_DATA : VETH_VECTOR_STATE);
	}
}

static void handle_link(unsigned int irq)
{
	(void)irq;
	irqs++;
	follow_peer();
	if (state == VETH_RUN) {
		answer_frames();
	}
}

/* Until so many frames have come and were answered. @return: how many it were */
static u16 take_portion(unsigned int size)
{
	u16 before = veth.received;

	while (frames_waiting() < size) {
		if (shutdown_requested()) {
			return 0;
		}
		cpu_relax();
	}
	take_irq();
	return veth.received - before;
}

static void open_cable(void)
{
	int bdf;

	pci_init();
	bdf = ivshmem_find(VETH_PROTOCOL);
	if (bdf < 0 || !ivshmem_init(&dev, bdf) || !veth_layout(&layout, dev.output_size)) {
		give_up("no device for virtual Ethernet");
	}
	irq_init(handle_link);
	ivshmem_connect(&dev, ivshmem_default_irq(bdf));
	ivshmem_write(&dev, IVSHMEM_STATE, VETH_RESET);
	follow_peer();
	while (state != VETH_RUN && !shutdown_requested()) {
		take_irq();
	}
}

void play_veth(unsigned int size)
{
	unsigned int expected = 1;

	announce(VETH_ONE, "veth-frame");
	announce(VETH_MANY, "veth-frames-16");
	open_cable();
	while (!shutdown_requested()) {
		unsigned int taken;

		MARK(2 * VETH_OTHER);
		taken = take_portion(expected);
		if (taken == 1) {
			MARK(2 * VETH_ONE + 1);
		} else if (taken == MANY) {
			MARK(2 * VETH_MANY + 1);
		} else {
			MARK(2 * VETH_OTHER + 1);
		}
		expected = size;
	}
	ivshmem_write(&dev, IVSHMEM_STATE, VETH_RESET);
}
