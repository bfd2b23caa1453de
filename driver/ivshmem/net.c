// SPDX-License-Identifier: GPL-2.0-only
/*
 * Network between two cells over shared memory: interfaces jh_ivshmem0 and on.
 * The carrier is there as long as the peer is. Nothing that the peer does can
 * hurt more than the traffic with it.
 */

#include <linux/etherdevice.h>
#include <linux/interrupt.h>
#include <linux/module.h>

#include "net.h"

#define NAME	      "ivshmem_net"
#define PROTOCOL_VETH 0x0001
#define PEERS	      2
/* of MSI-X: states and frames */
#define VECTORS 2

/* ---- interrupts ---- */

static irqreturn_t frames_irq(int irq, void *opaque)
{
	struct net_link *link = opaque;

	link->counters.interrupts++;
	napi_schedule(&link->napi);
	return IRQ_HANDLED;
}

static irqreturn_t states_irq(int irq, void *opaque)
{
	struct net_link *link = opaque;

	link->counters.interrupts++;
	net_state_check_peer(link);
	return IRQ_HANDLED;
}

/* One interrupt for all, or somebody else's. */
static irqreturn_t any_irq(int irq, void *opaque)
{
	net_state_check_peer(opaque);
	return frames_irq(irq, opaque);
}

static int irq_of(const struct net_link *link, unsigned int vector)
{
	return pci_irq_vector(link->device.pci, vector);
}

static int request_irqs(struct net_link *link)
{
	const char *name = link->netdev->name;
	int err;

	if (link->device.vectors < VECTORS) {
		return request_irq(irq_of(link, 0), any_irq,
				   ivshmem_uses_pin(&link->device) ? IRQF_SHARED : 0, name, link);
	}
	err = request_irq(irq_of(link, 0), states_irq, 0, name, link);
	if (err) {
		return err;
	}
	err = request_irq(irq_of(link, 1), frames_irq, 0, name, link);
	if (err) {
		free_irq(irq_of(link, 0), link);
	}
	return err;
}

static void free_irqs(struct net_link *link)
{
	int vector;

	for (vector = 0; vector < link->device.vectors; vector++) {
		free_irq(irq_of(link, vector), link);
	}
}

/* ---- interface ---- */

static int open(struct net_device *netdev)
{
	net_state_set_up(netdev_priv(netdev), true);
	return 0;
}

static int stop(struct net_device *netdev)
{
	net_state_set_up(netdev_priv(netdev), false);
	return 0;
}

static void get_stats(struct net_device *netdev, struct rtnl_link_stats64 *stats)
{
	const struct net_link *link = netdev_priv(netdev);
	const struct net_counters *counters = &link->counters;

	stats->tx_packets = counters->tx_frames;
	stats->tx_bytes = counters->tx_bytes;
	stats->tx_dropped = counters->tx_too_long;
	stats->tx_errors = counters->tx_bad_index;
	stats->rx_packets = counters->rx_frames;
	stats->rx_bytes = counters->rx_bytes;
	stats->rx_frame_errors = counters->rx_bad_frame;
	stats->rx_over_errors = counters->rx_bad_index;
	stats->rx_errors = stats->rx_frame_errors + stats->rx_over_errors;
	stats->rx_dropped = counters->rx_no_memory;
}

static const struct net_device_ops netdev_ops = {
	.ndo_open = open,
	.ndo_stop = stop,
	.ndo_start_xmit = net_transmit,
	.ndo_get_stats64 = get_stats,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
};

static void describe_interface(struct net_link *link)
{
	struct net_device *netdev = link->netdev;

	SET_NETDEV_DEV(netdev, &link->device.pci->dev);
	netdev->netdev_ops = &netdev_ops;
	netdev->ethtool_ops = &net_ethtool_ops;
	netdev->mtu = link->layout.default_mtu;
	netdev->min_mtu = ETH_MIN_MTU;
	netdev->max_mtu = min_t(u32, link->layout.max_mtu, ETH_MAX_MTU);
	eth_hw_addr_random(netdev);
	netif_napi_add(netdev, &link->napi, net_poll);
	/* until there is somebody to send to */
	netif_stop_queue(netdev);
}

/* ---- device ---- */

static int find_sections(struct net_link *link)
{
	struct ivshmem_device *device = &link->device;
	u8 *outputs = ivshmem_address(device, &device->inputs);
	const u32 *states = ivshmem_address(device, &device->states);
	int err;

	if (device->peers != PEERS) {
		dev_err(&device->pci->dev, "a network has 2 peers, this link has %u\n",
			device->peers);
		return -EINVAL;
	}
	err = veth_layout(&link->layout, device->output.size);
	if (err) {
		dev_err(&device->pci->dev,
			"output sections of 0x%llx bytes: rings and frames of no network fit in\n",
			(u64)device->output.size);
		return err;
	}
	link->peer = 1 - device->id;
	link->peer_slot = &states[link->peer];
	link->own_section = outputs + device->id * device->output.size;
	link->peer_section = outputs + link->peer * device->output.size;
	link->data_vector = device->vectors < VECTORS ? 0 : 1;
	link->starts = devm_kcalloc(&device->pci->dev, link->layout.entries, sizeof(*link->starts),
				    GFP_KERNEL);
	return link->starts ? 0 : -ENOMEM;
}

static int start(struct net_link *link)
{
	int err;

	describe_interface(link);
	net_state_init(link);
	err = register_netdev(link->netdev);
	if (err) {
		return err;
	}
	err = request_irqs(link);
	if (err) {
		unregister_netdev(link->netdev);
		net_state_exit(link);
		return err;
	}
	ivshmem_write(&link->device, IVSHMEM_REG_INT_CONTROL, IVSHMEM_INT_ENABLE);
	/* from here on the peer's changes are seen; what was before? */
	schedule_work(&link->peer_changed);
	return 0;
}

static int probe(struct pci_dev *pci, const struct pci_device_id *id)
{
	/* the name is meant to stay */
	struct net_device *netdev = alloc_netdev(sizeof(struct net_link), "jh_ivshmem%d",
						 NET_NAME_PREDICTABLE, ether_setup);
	struct net_link *link;
	int err;

	if (!netdev) {
		return -ENOMEM;
	}
	link = netdev_priv(netdev);
	link->netdev = netdev;
	err = ivshmem_device_init(&link->device, pci, false, VECTORS);
	if (err) {
		goto free_netdev;
	}
	err = find_sections(link) ?: start(link);
	if (err) {
		goto exit_device;
	}
	pci_set_drvdata(pci, link);
	netdev_info(netdev, "end %u, %u descriptors, MTU up to %u\n", link->device.id,
		    link->layout.entries, netdev->max_mtu);
	return 0;

exit_device:
	ivshmem_device_exit(&link->device);
free_netdev:
	free_netdev(netdev);
	return err;
}

static void remove(struct pci_dev *pci)
{
	struct net_link *link = pci_get_drvdata(pci);

	ivshmem_write(&link->device, IVSHMEM_REG_INT_CONTROL, 0);
	free_irqs(link);
	unregister_netdev(link->netdev);
	net_state_exit(link);
	ivshmem_device_exit(&link->device);
	free_netdev(link->netdev);
}

static const struct pci_device_id ids[] = {
	{ PCI_DEVICE(IVSHMEM_VENDOR, IVSHMEM_DEVICE), IVSHMEM_CLASS(PROTOCOL_VETH), 0xffffff }, {}
};
MODULE_DEVICE_TABLE(pci, ids);

static struct pci_driver ivshmem_net_driver = {
	.name = NAME,
	.id_table = ids,
	.probe = probe,
	.remove = remove,
};
module_pci_driver(ivshmem_net_driver);

MODULE_DESCRIPTION("Network between cells over shared memory (IVSHMEM version 2)");
MODULE_LICENSE("GPL");
