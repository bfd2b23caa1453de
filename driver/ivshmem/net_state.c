// SPDX-License-Identifier: GPL-2.0-only
/* Where both ends of a virtual Ethernet are in coming up and going down. */

#include "net.h"

/* A peer that changes its state for ever does not keep the work for itself. */
#define MAX_STEPS 8

static void disconnect(struct net_link *link)
{
	if (link->state == VETH_RUN) {
		net_traffic_stop(link);
	}
	if (link->connected) {
		link->connected = false;
		netif_carrier_off(link->netdev);
	}
}

static void enter(struct net_link *link, u32 state)
{
	switch (state) {
	case VETH_RESET:
		disconnect(link);
		break;
	case VETH_READY:
		net_traffic_reset(link);
		break;
	}
	link->state = state;
	/* what was done to the section is visible before the peer hears of it */
	ivshmem_write(&link->device, IVSHMEM_REG_STATE, state);
	if (state == VETH_RUN) {
		net_traffic_start(link);
	}
}

static u32 look_at_peer(struct net_link *link)
{
	u32 peer = READ_ONCE(*link->peer_slot);

	WRITE_ONCE(link->peer_seen, peer);
	if (link->connected && peer < VETH_READY) {
		link->counters.peer_resets++;
	}
	return peer;
}

static void evaluate(struct net_link *link)
{
	unsigned int steps;

	for (steps = 0; steps < MAX_STEPS; steps++) {
		u32 peer = look_at_peer(link);
		u32 next = veth_next_state(link->state, peer, link->connected, link->up);

		if (link->state == VETH_READY && peer >= VETH_READY && !link->connected) {
			link->connected = true;
			netif_carrier_on(link->netdev);
		}
		if (next == link->state) {
			return;
		}
		enter(link, next);
	}
	schedule_work(&link->peer_changed);
}

static void peer_changed(struct work_struct *work)
{
	struct net_link *link = container_of(work, struct net_link, peer_changed);

	mutex_lock(&link->lock);
	evaluate(link);
	mutex_unlock(&link->lock);
}

void net_state_init(struct net_link *link)
{
	mutex_init(&link->lock);
	INIT_WORK(&link->peer_changed, peer_changed);
	netif_carrier_off(link->netdev);
	ivshmem_write(&link->device, IVSHMEM_REG_STATE, VETH_RESET);
	link->state = VETH_RESET;
}

void net_state_set_up(struct net_link *link, bool up)
{
	mutex_lock(&link->lock);
	link->up = up;
	evaluate(link);
	mutex_unlock(&link->lock);
}

void net_state_check_peer(struct net_link *link)
{
	if (READ_ONCE(*link->peer_slot) != READ_ONCE(link->peer_seen)) {
		schedule_work(&link->peer_changed);
	}
}

void net_state_exit(struct net_link *link)
{
	cancel_work_sync(&link->peer_changed);
	ivshmem_write(&link->device, IVSHMEM_REG_STATE, VETH_RESET);
}
