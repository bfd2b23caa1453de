/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * A host at the other end of a virtual Ethernet cable: answers ARP, ping and
 * UDP echo (port 7).
 *   ip=A.B.C.D   its address, default 192.168.19.2
 */

#include <ivshmem.h>
#include <liveness.h>
#include <net.h>
#include <veth.h>

#define DEFAULT_ADDRESS "192.168.19.2"

CMDLINE_BUFFER(256);

static struct ivshmem dev;
static struct veth_layout layout;
static struct veth veth;
static struct net_host host;
static enum veth_state state;
static u8 frame[VETH_MAX_FRAME];

static u32 peer_id(void)
{
	return dev.id ^ 1;
}

static void set_state(enum veth_state next)
{
	static const char *const names[] = { "RESET", "INIT", "READY", "RUN" };

	state = next;
	printk("VETH: %s\n", names[next]);
	ivshmem_write(&dev, IVSHMEM_STATE, next);
}

/* Follow the peer's state; no peer makes this more than one round. */
static void follow_peer(void)
{
	unsigned int n;

	for (n = 0; n <= VETH_RUN; n++) {
		enum veth_state next = veth_next_state(state, dev.states[peer_id()]);

		if (next == state) {
			return;
		}
		if (next == VETH_READY) {
			veth_start(&veth, (u8 *)ivshmem_output(&dev, dev.id),
				   (u8 *)ivshmem_output(&dev, peer_id()), &layout);
		}
		set_state(next);
	}
}

static void answer_frames(void)
{
	u16 before = veth.received;
	bool ring = false;
	unsigned int length;

	while ((length = veth_receive(&veth, frame, sizeof(frame))) != 0) {
		length = net_answer(&host, frame, length);
		if (length) {
			ring = veth_send(&veth, frame, length) == 1 || ring;
		}
	}
	if (veth.broken) {
		printk("VETH: the peer's rings make no sense\n");
		set_state(VETH_RESET);
		return;
	}
	if (veth_acknowledge(&veth, before) || ring) {
		ivshmem_ring(&dev, peer_id(),
			     dev.vectors > 1 ? VETH_VECTOR_DATA : VETH_VECTOR_STATE);
	}
}

static void handle_irq(unsigned int irq)
{
	if (irq < dev.first_irq || irq >= dev.first_irq + dev.vectors) {
		return;
	}
	follow_peer();
	if (state == VETH_RUN) {
		answer_frames();
	}
}

static bool init_device(void)
{
	int bdf;

	pci_init();
	bdf = ivshmem_find(VETH_PROTOCOL);
	if (bdf < 0 || !ivshmem_init(&dev, bdf) || dev.peers != 2 ||
	    !veth_layout(&layout, dev.output_size)) {
		printk("VETH: no device for virtual Ethernet between two peers\n");
		return false;
	}
	printk("VETH: peer %d at %02x:%02x.%x, queues of %d, %d.%d.%d.%d\n", dev.id, bdf >> 8,
	       bdf >> 3 & 0x1f, bdf & 7, layout.entries, host.address >> 24,
	       host.address >> 16 & 0xff, host.address >> 8 & 0xff, host.address & 0xff);
	return true;
}

static void init_host(void)
{
	/* locally administered */
	static const u8 mac[6] = { 0x02, 0xce, 0x11, 0x1a, 0x2d, 0x02 };
	char text[16];

	memcpy(host.mac, mac, sizeof(mac));
	host.address =
		net_parse_address(cmdline_parse_str("ip", text, sizeof(text), DEFAULT_ADDRESS));
}

void inmate_main(void)
{
	init_host();
	disable_irqs();
	if (!init_device()) {
		return;
	}
	heartbeat_start_beside(handle_irq);
	ivshmem_connect(&dev, ivshmem_default_irq(dev.bdf));
	set_state(VETH_RESET);
	follow_peer();
	comm_region->cell_state = JAILHOUSE_CELL_RUNNING;
	live_until_shutdown();
	disable_irqs();
	ivshmem_write(&dev, IVSHMEM_STATE, VETH_RESET);
	printk("VETH: answered %lu ARP, %lu ping, %lu echo; bad %lu, ignored %lu, dropped %lu\n",
	       host.arps, host.pings, host.echoes, host.bad + veth.bad, host.ignored, veth.dropped);
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
