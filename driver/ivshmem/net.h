/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef IVSHMEM_NET_H
#define IVSHMEM_NET_H

/* What the parts of ivshmem_net share: net.c, net_state.c, net_traffic.c, net_ethtool.c. */

#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/workqueue.h>

#include "device.h"
#include "ring.h"

/** One by one in `ethtool -S`, see net_ethtool.c. */
struct net_counters {
	u64 interrupts;
	/** Sent and received since the driver was loaded. */
	u64 tx_frames;
	u64 tx_bytes;
	u64 tx_too_long;
	/** The queue was stopped for want of room. */
	u64 tx_stopped;
	u64 tx_doorbells;
	/** The peer claimed to have completed more than was sent. */
	u64 tx_bad_index;
	u64 rx_frames;
	u64 rx_bytes;
	u64 rx_doorbells;
	/** Not in the peer's section, or of no possible length: dropped. */
	u64 rx_bad_frame;
	/** The peer claimed to have sent more than its ring holds: ignored. */
	u64 rx_bad_index;
	u64 rx_no_memory;
	/** How often the peer went or began anew. */
	u64 peer_resets;
};

struct net_link {
	struct ivshmem_device device;
	struct net_device *netdev;
	struct napi_struct napi;
	struct net_counters counters;

	/** The other end: 0 or 1, and its slot of the state table. */
	u32 peer;
	const u32 *peer_slot;
	/** Vector for frames; that for states is 0. */
	u32 data_vector;

	/** Guards the state and everything that changes with it. */
	struct mutex lock;
	struct work_struct peer_changed;
	u32 state;
	/** The peer's slot when it was last looked at. */
	u32 peer_seen;
	bool connected;
	bool up;

	/** The rings; in use in state RUN only. */
	struct veth_layout layout;
	u8 *own_section;
	const u8 *peer_section;
	struct veth_tx tx;
	struct veth_rx rx;
	u32 *starts;
};

/** Frame header with a VLAN tag, which the MTU does not count. */
#define NET_HEADER (ETH_HLEN + 4)

/* ---- net_state.c ---- */

/** Start as RESET and go on from there. */
void net_state_init(struct net_link *link);

/** Carry traffic, or don't: the interface goes up or down. */
void net_state_set_up(struct net_link *link, bool up);

/** Has the peer's slot changed since it was looked at? From interrupts. */
void net_state_check_peer(struct net_link *link);

/** RESET for good: the device goes. Interrupts must be free. */
void net_state_exit(struct net_link *link);

/* ---- net_traffic.c ---- */

/** Empty rings in a cleared section. */
void net_traffic_reset(struct net_link *link);
void net_traffic_start(struct net_link *link);
/** Nothing touches the rings when this returns. */
void net_traffic_stop(struct net_link *link);

netdev_tx_t net_transmit(struct sk_buff *skb, struct net_device *netdev);
int net_poll(struct napi_struct *napi, int budget);

/* ---- net_ethtool.c ---- */

extern const struct ethtool_ops net_ethtool_ops;

#endif
