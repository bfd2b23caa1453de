/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _INMATE_NET_H
#define _INMATE_NET_H

/* The smallest host on an Ethernet: it answers ARP, ping and UDP echo. */

#include <inmate_common.h>

#define NET_UDP_ECHO_PORT 7

struct net_host {
	u8 mac[6];
	/** IPv4 address, its first number in the highest byte. */
	u32 address;
	/** What was answered. */
	unsigned long arps, pings, echoes;
	/** What had a wrong checksum or length, and what was none of its business. */
	unsigned long bad, ignored;
};

/** "192.168.1.2" as a number; 0 if it is no address. */
u32 net_parse_address(const char *text);

/**
 * Make a frame the answer to itself.
 * @frame:	Ethernet header and what follows, without check sequence
 * @length:	bytes
 * @return:	length of the answer, 0 if there is none
 */
unsigned int net_answer(struct net_host *host, u8 *frame, unsigned int length);

/** Internet checksum of @length bytes, big-endian, on top of the sum of something else. */
u16 net_checksum(const u8 *data, unsigned int length, u32 sum);

#endif
