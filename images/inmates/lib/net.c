/* SPDX-License-Identifier: GPL-2.0-only */
#include <net.h>

#define ETHERTYPE     12
#define ETH_HEADER    14
#define ETH_MIN	      60
#define TYPE_IPV4     0x0800
#define TYPE_ARP      0x0806
#define PROTOCOL_ICMP 1
#define PROTOCOL_UDP  17

/* ARP, Ethernet and IPv4 */
#define ARP_SIZE       28
#define ARP_OPERATION  6
#define ARP_SENDER_MAC 8
#define ARP_SENDER     14
#define ARP_TARGET_MAC 18
#define ARP_TARGET     24
#define ARP_ETHER_IPV4 0x00010800
#define ARP_SIZES      0x0604
#define ARP_REQUEST    1
#define ARP_REPLY      2

/* IPv4 */
#define IP_LENGTH	2
#define IP_FRAGMENT	6
#define IP_TTL		8
#define IP_PROTOCOL	9
#define IP_CHECKSUM	10
#define IP_SOURCE	12
#define IP_TARGET	16
#define IP_HEADER	20
#define IP_MORE_OR_REST 0x3fff

#define ICMP_CHECKSUM 2
#define ICMP_HEADER   8
#define ICMP_REQUEST  8
#define ICMP_REPLY    0

#define UDP_SOURCE   0
#define UDP_TARGET   2
#define UDP_LENGTH   4
#define UDP_CHECKSUM 6
#define UDP_HEADER   8

static u16 get16(const u8 *at)
{
	return at[0] << 8 | at[1];
}

static u32 get32(const u8 *at)
{
	return (u32)get16(at) << 16 | get16(at + 2);
}

static void put16(u8 *at, u16 value)
{
	at[0] = value >> 8;
	at[1] = value;
}

static void put32(u8 *at, u32 value)
{
	put16(at, value >> 16);
	put16(at + 2, value);
}

u16 net_checksum(const u8 *data, unsigned int length, u32 sum)
{
	unsigned int n;

	for (n = 0; n + 1 < length; n += 2) {
		sum += get16(data + n);
	}
	if (length & 1) {
		sum += data[length - 1] << 8;
	}
	while (sum >> 16) {
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return ~sum;
}

/* What UDP sums up besides its own bytes. */
static u32 pseudo_header(const u8 *ip, unsigned int length)
{
	return get16(ip + IP_SOURCE) + get16(ip + IP_SOURCE + 2) + get16(ip + IP_TARGET) +
	       get16(ip + IP_TARGET + 2) + PROTOCOL_UDP + length;
}

static unsigned int answer_arp(struct net_host *host, u8 *arp, unsigned int length)
{
	u32 asked;

	if (length < ARP_SIZE || get32(arp) != ARP_ETHER_IPV4 || get16(arp + 4) != ARP_SIZES) {
		host->bad++;
		return 0;
	}
	asked = get32(arp + ARP_TARGET);
	if (get16(arp + ARP_OPERATION) != ARP_REQUEST || asked != host->address) {
		host->ignored++;
		return 0;
	}
	put16(arp + ARP_OPERATION, ARP_REPLY);
	memcpy(arp + ARP_TARGET_MAC, arp + ARP_SENDER_MAC, 6);
	put32(arp + ARP_TARGET, get32(arp + ARP_SENDER));
	memcpy(arp + ARP_SENDER_MAC, host->mac, 6);
	put32(arp + ARP_SENDER, asked);
	host->arps++;
	return ARP_SIZE;
}

static bool answer_icmp(struct net_host *host, u8 *icmp, unsigned int length)
{
	if (length < ICMP_HEADER || net_checksum(icmp, length, 0) != 0) {
		host->bad++;
		return false;
	}
	if (icmp[0] != ICMP_REQUEST || icmp[1] != 0) {
		host->ignored++;
		return false;
	}
	icmp[0] = ICMP_REPLY;
	put16(icmp + ICMP_CHECKSUM, 0);
	put16(icmp + ICMP_CHECKSUM, net_checksum(icmp, length, 0));
	host->pings++;
	return true;
}

/* @ip: still the request's header */
static bool answer_udp(struct net_host *host, const u8 *ip, u8 *udp, unsigned int length)
{
	u16 source, sum;

	if (length < UDP_HEADER || get16(udp + UDP_LENGTH) != length ||
	    (get16(udp + UDP_CHECKSUM) &&
	     net_checksum(udp, length, pseudo_header(ip, length)) != 0)) {
		host->bad++;
		return false;
	}
	if (get16(udp + UDP_TARGET) != NET_UDP_ECHO_PORT) {
		host->ignored++;
		return false;
	}
	source = get16(udp + UDP_SOURCE);
	put16(udp + UDP_SOURCE, NET_UDP_ECHO_PORT);
	put16(udp + UDP_TARGET, source);
	put16(udp + UDP_CHECKSUM, 0);
	/* the sum of both addresses is the same in both directions */
	sum = net_checksum(udp, length, pseudo_header(ip, length));
	put16(udp + UDP_CHECKSUM, sum ? sum : 0xffff);
	host->echoes++;
	return true;
}

static bool answer_payload(struct net_host *host, u8 *ip, unsigned int header, unsigned int total)
{
	switch (ip[IP_PROTOCOL]) {
	case PROTOCOL_ICMP:
		return answer_icmp(host, ip + header, total - header);
	case PROTOCOL_UDP:
		return answer_udp(host, ip, ip + header, total - header);
	default:
		host->ignored++;
		return false;
	}
}

static unsigned int answer_ipv4(struct net_host *host, u8 *ip, unsigned int length)
{
	unsigned int header = (ip[0] & 0xf) * 4, total;

	if (length < IP_HEADER || ip[0] >> 4 != 4 || header < IP_HEADER || header > length ||
	    net_checksum(ip, header, 0) != 0) {
		host->bad++;
		return 0;
	}
	total = get16(ip + IP_LENGTH);
	if (total < header || total > length) {
		host->bad++;
		return 0;
	}
	if (get32(ip + IP_TARGET) != host->address || get16(ip + IP_FRAGMENT) & IP_MORE_OR_REST) {
		host->ignored++;
		return 0;
	}
	if (!answer_payload(host, ip, header, total)) {
		return 0;
	}
	put32(ip + IP_TARGET, get32(ip + IP_SOURCE));
	put32(ip + IP_SOURCE, host->address);
	ip[IP_TTL] = 64;
	put16(ip + IP_CHECKSUM, 0);
	put16(ip + IP_CHECKSUM, net_checksum(ip, header, 0));
	return total;
}

unsigned int net_answer(struct net_host *host, u8 *frame, unsigned int length)
{
	u8 *payload = frame + ETH_HEADER;
	unsigned int answer = 0;

	if (length <= ETH_HEADER) {
		host->bad++;
		return 0;
	}
	switch (get16(frame + ETHERTYPE)) {
	case TYPE_ARP:
		answer = answer_arp(host, payload, length - ETH_HEADER);
		break;
	case TYPE_IPV4:
		answer = answer_ipv4(host, payload, length - ETH_HEADER);
		break;
	default:
		host->ignored++;
		break;
	}
	if (!answer) {
		return 0;
	}
	memcpy(frame, frame + 6, 6);
	memcpy(frame + 6, host->mac, 6);
	return ETH_HEADER + answer;
}

/* One of the four numbers. @return: what follows it, NULL if it is none */
static const char *parse_number(const char *text, u32 *value)
{
	const char *start = text;

	for (*value = 0; *text >= '0' && *text <= '9' && text - start < 3; text++) {
		*value = *value * 10 + (*text - '0');
	}
	return text == start || *value > 255 ? NULL : text;
}

u32 net_parse_address(const char *text)
{
	u32 address = 0, number;
	unsigned int n;

	for (n = 0; n < 4; n++) {
		text = parse_number(text, &number);
		if (!text || *text != (n < 3 ? '.' : '\0')) {
			return 0;
		}
		address = address << 8 | number;
		text++;
	}
	return address;
}
