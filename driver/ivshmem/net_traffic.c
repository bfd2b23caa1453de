// SPDX-License-Identifier: GPL-2.0-only
/* Frames between Linux' network and the rings. */

#include <linux/etherdevice.h>

#include "net.h"

static void ring_doorbell(struct net_link *link, u64 *counter)
{
	(*counter)++;
	ivshmem_write(&link->device, IVSHMEM_REG_DOORBELL,
		      IVSHMEM_DOORBELL(link->peer, link->data_vector));
}

/* ---- sending; under the lock of the transmit queue ---- */

static void reclaim(struct net_link *link)
{
	if (!veth_tx_reclaim(&link->tx)) {
		link->counters.tx_bad_index++;
	}
}

static bool has_room(const struct net_link *link)
{
	return veth_tx_place(&link->tx, READ_ONCE(link->netdev->mtu) + NET_HEADER) != NULL;
}

/* Until the peer has completed some; it may do so while we ask it to tell us. */
static void stop_queue(struct net_link *link)
{
	netif_stop_queue(link->netdev);
	link->counters.tx_stopped++;
	veth_tx_await(&link->tx);
	reclaim(link);
	if (has_room(link)) {
		netif_start_queue(link->netdev);
	}
}

static void send(struct net_link *link, struct sk_buff *skb, void *place)
{
	skb_copy_bits(skb, 0, place, skb->len);
	veth_tx_send(&link->tx, skb->len);
	link->counters.tx_frames++;
	link->counters.tx_bytes += skb->len;
	dev_consume_skb_any(skb);
}

static netdev_tx_t transmit_locked(struct net_link *link, struct sk_buff *skb, bool more)
{
	void *place;

	if (skb->len > link->layout.max_mtu + NET_HEADER) {
		link->counters.tx_too_long++;
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}
	reclaim(link);
	place = veth_tx_place(&link->tx, skb->len);
	if (!place) {
		/* the MTU has grown */
		stop_queue(link);
		return NETDEV_TX_BUSY;
	}
	send(link, skb, place);
	if (!has_room(link)) {
		stop_queue(link);
	}
	if ((!more || netif_queue_stopped(link->netdev)) && veth_tx_must_notify(&link->tx)) {
		ring_doorbell(link, &link->counters.tx_doorbells);
	}
	return NETDEV_TX_OK;
}

netdev_tx_t net_transmit(struct sk_buff *skb, struct net_device *netdev)
{
	return transmit_locked(netdev_priv(netdev), skb, netdev_xmit_more());
}

/* The peer has completed some: there may be room again. */
static void wake_queue(struct net_link *link)
{
	struct netdev_queue *queue = netdev_get_tx_queue(link->netdev, 0);

	if (!netif_queue_stopped(link->netdev)) {
		return;
	}
	__netif_tx_lock(queue, smp_processor_id());
	reclaim(link);
	if (!has_room(link)) {
		veth_tx_await(&link->tx);
		reclaim(link);
	}
	if (has_room(link)) {
		netif_wake_queue(link->netdev);
	}
	__netif_tx_unlock(queue);
}

/* ---- receiving ---- */

/* The copy is what counts; the peer can change the frame meanwhile. */
static void receive(struct net_link *link, const void *frame, u32 length)
{
	struct sk_buff *skb = napi_alloc_skb(&link->napi, length);

	if (!skb) {
		link->counters.rx_no_memory++;
		return;
	}
	skb_put_data(skb, frame, length);
	skb->protocol = eth_type_trans(skb, link->netdev);
	link->counters.rx_frames++;
	link->counters.rx_bytes += length;
	napi_gro_receive(&link->napi, skb);
}

/* @return: false if there is nothing more */
static bool receive_next(struct net_link *link)
{
	const void *frame;
	u32 length;

	switch (veth_rx_look(&link->rx, &frame, &length)) {
	case VETH_FRAME:
		receive(link, frame, length);
		break;
	case VETH_BAD_FRAME:
		link->counters.rx_bad_frame++;
		break;
	case VETH_BAD_INDEX:
		link->counters.rx_bad_index++;
		return false;
	default:
		return false;
	}
	veth_rx_take(&link->rx);
	return true;
}

int net_poll(struct napi_struct *napi, int budget)
{
	struct net_link *link = container_of(napi, struct net_link, napi);
	int done = 0;

	wake_queue(link);
	while (done < budget && receive_next(link)) {
		done++;
	}
	if (veth_rx_must_notify(&link->rx)) {
		ring_doorbell(link, &link->counters.rx_doorbells);
	}
	if (done == budget) {
		return done;
	}
	/* before others may poll, and then another look: what came in between has told nobody */
	veth_rx_await(&link->rx);
	if (napi_complete_done(napi, done) && veth_rx_pending(&link->rx)) {
		napi_schedule(napi);
	}
	return done;
}

/* ---- with the state of the link ---- */

void net_traffic_reset(struct net_link *link)
{
	memset(link->own_section, 0, link->layout.size);
	veth_tx_init(&link->tx, &link->layout, link->own_section, link->peer_section, link->starts);
	veth_rx_init(&link->rx, &link->layout, link->own_section, link->peer_section,
		     link->layout.max_mtu + NET_HEADER);
}

void net_traffic_start(struct net_link *link)
{
	napi_enable(&link->napi);
	netif_wake_queue(link->netdev);
	/* the peer may have been first */
	local_bh_disable();
	napi_schedule(&link->napi);
	local_bh_enable();
}

void net_traffic_stop(struct net_link *link)
{
	napi_disable(&link->napi);
	netif_tx_disable(link->netdev);
}
