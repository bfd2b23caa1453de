// SPDX-License-Identifier: GPL-2.0-only
/* `ethtool -S`: what has happened on the link. */

#include <linux/ethtool.h>

#include "net.h"

/* clang-format off */
#define COUNTER(name) { #name, offsetof(struct net_counters, name) }
/* clang-format on */

static const struct {
	char name[ETH_GSTRING_LEN];
	size_t offset;
} counters[] = {
	COUNTER(interrupts),   COUNTER(tx_frames),    COUNTER(tx_bytes),     COUNTER(tx_too_long),
	COUNTER(tx_stopped),   COUNTER(tx_doorbells), COUNTER(tx_bad_index), COUNTER(rx_frames),
	COUNTER(rx_bytes),     COUNTER(rx_doorbells), COUNTER(rx_bad_frame), COUNTER(rx_bad_index),
	COUNTER(rx_no_memory), COUNTER(peer_resets),
};

static int count(struct net_device *netdev, int set)
{
	return set == ETH_SS_STATS ? ARRAY_SIZE(counters) : -EOPNOTSUPP;
}

static void names(struct net_device *netdev, u32 set, u8 *text)
{
	size_t n;

	for (n = 0; set == ETH_SS_STATS && n < ARRAY_SIZE(counters); n++) {
		memcpy(text + n * ETH_GSTRING_LEN, counters[n].name, ETH_GSTRING_LEN);
	}
}

static void values(struct net_device *netdev, struct ethtool_stats *stats, u64 *value)
{
	const struct net_link *link = netdev_priv(netdev);
	size_t n;

	for (n = 0; n < ARRAY_SIZE(counters); n++) {
		value[n] = *(const u64 *)((const u8 *)&link->counters + counters[n].offset);
	}
}

static void driver_info(struct net_device *netdev, struct ethtool_drvinfo *info)
{
	const struct net_link *link = netdev_priv(netdev);

	strscpy(info->driver, "ivshmem_net", sizeof(info->driver));
	strscpy(info->bus_info, pci_name(link->device.pci), sizeof(info->bus_info));
}

const struct ethtool_ops net_ethtool_ops = {
	.get_drvinfo = driver_info,
	.get_link = ethtool_op_get_link,
	.get_sset_count = count,
	.get_strings = names,
	.get_ethtool_stats = values,
};
