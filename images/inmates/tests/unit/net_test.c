/* SPDX-License-Identifier: GPL-2.0-only */

/* The smallest host: what it answers, byte for byte, and what it does not. */

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "library.h"
#include <net.h>

#define OWN  "\x02\x00\x00\x00\x00\x02"
#define PEER "\x02\x00\x00\x00\x00\x01"

static struct net_host host = { .mac = OWN, .address = 0xc0a81302 };

static const u8 arp_request[] = "\xff\xff\xff\xff\xff\xff" PEER "\x08\x06"
				"\x00\x01\x08\x00\x06\x04\x00\x01" PEER "\xc0\xa8\x13\x01"
				"\0\0\0\0\0\0"
				"\xc0\xa8\x13\x02";
static const u8 arp_reply[] =
	PEER OWN "\x08\x06"
		 "\x00\x01\x08\x00\x06\x04\x00\x02" OWN "\xc0\xa8\x13\x02" PEER "\xc0\xa8\x13\x01";

static void put16(u8 *at, u16 value)
{
	at[0] = value >> 8;
	at[1] = value;
}

/* Ethernet and IPv4 header, from the peer to the host. */
static unsigned int make_ip(u8 *frame, u8 protocol, unsigned int payload)
{
	static const u8 head[] = OWN PEER "\x08\x00\x45\x00\0\0\x12\x34\x40\x00\x11\x00\0\0"
					  "\xc0\xa8\x13\x01\xc0\xa8\x13\x02";

	memcpy(frame, head, 34);
	put16(frame + 16, 20 + payload);
	frame[23] = protocol;
	put16(frame + 24, net_checksum(frame + 14, 20, 0));
	return 34 + payload;
}

static unsigned int make_ping(u8 *frame, unsigned int payload)
{
	unsigned int length = make_ip(frame, 1, 8 + payload), n;

	memcpy(frame + 34, "\x08\x00\0\0\x12\x34\x00\x01", 8);
	for (n = 0; n < payload; n++) {
		frame[42 + n] = n * 3;
	}
	put16(frame + 36, net_checksum(frame + 34, 8 + payload, 0));
	return length;
}

static u32 pseudo(const u8 *frame, unsigned int udp)
{
	/* both addresses, the protocol and the length */
	return (u16)~net_checksum(frame + 26, 8, 0) + 17 + udp;
}

static unsigned int make_udp(u8 *frame, u16 port, unsigned int payload)
{
	unsigned int length = make_ip(frame, 17, 8 + payload), n;

	memcpy(frame + 34, "\x30\x39\0\0\0\0\0\0", 8);
	put16(frame + 36, port);
	put16(frame + 38, 8 + payload);
	for (n = 0; n < payload; n++) {
		frame[42 + n] = n + payload;
	}
	put16(frame + 40, net_checksum(frame + 34, 8 + payload, pseudo(frame, 8 + payload)));
	return length;
}

Test(net, checksum)
{
	/* the example of RFC 1071 */
	cr_expect_eq(net_checksum((const u8 *)"\x00\x01\xf2\x03\xf4\xf5\xf6\xf7", 8, 0),
		     (u16)~0xddf2);
	cr_expect_eq(net_checksum((const u8 *)"\x01", 1, 0), (u16)~0x0100);
	cr_expect_eq(net_checksum((const u8 *)"", 0, 0), 0xffff);
}

Test(net, addresses)
{
	cr_expect_eq(net_parse_address("192.168.19.2"), 0xc0a81302);
	cr_expect_eq(net_parse_address("0.0.0.1"), 1);
	cr_expect_eq(net_parse_address("255.255.255.255"), 0xffffffff);
	cr_expect_eq(net_parse_address(""), 0);
	cr_expect_eq(net_parse_address("1.2.3"), 0);
	cr_expect_eq(net_parse_address("1.2.3.4.5"), 0);
	cr_expect_eq(net_parse_address("1.2.3.256"), 0);
	cr_expect_eq(net_parse_address("1..3.4"), 0);
	cr_expect_eq(net_parse_address("1.2.3.4x"), 0);
}

Test(net, arp)
{
	u8 frame[42];

	memcpy(frame, arp_request, 42);
	cr_assert_eq(net_answer(&host, frame, 42), 42);
	cr_expect_arr_eq(frame, arp_reply, 42);
	/* an answer is not answered, nor a question for somebody else */
	cr_expect_eq(net_answer(&host, frame, 42), 0);
	memcpy(frame, arp_request, 42);
	frame[41] = 3;
	cr_expect_eq(net_answer(&host, frame, 42), 0);
	cr_expect_eq(host.ignored, 2);
}

Test(net, ping)
{
	u8 frame[1514], before[1514];

	for (unsigned int payload = 0; payload <= 1472; payload += 23) {
		unsigned int length = make_ping(frame, payload);

		memcpy(before, frame, length);
		cr_assert_eq(net_answer(&host, frame, length), length);
		cr_expect_arr_eq(frame, PEER OWN, 12);
		cr_expect_eq(net_checksum(frame + 14, 20, 0), 0);
		cr_expect_arr_eq(frame + 26, "\xc0\xa8\x13\x02\xc0\xa8\x13\x01", 8);
		cr_expect_eq(frame[34], 0);
		cr_expect_eq(net_checksum(frame + 34, 8 + payload, 0), 0);
		cr_expect_arr_eq(frame + 38, before + 38, length - 38);
	}
}

Test(net, echo)
{
	u8 frame[1514], before[1514];

	for (unsigned int payload = 0; payload <= 1472; payload++) {
		unsigned int length = make_udp(frame, 7, payload);

		memcpy(before, frame, length);
		cr_assert_eq(net_answer(&host, frame, length), length);
		cr_expect_arr_eq(frame + 34, "\x00\x07\x30\x39", 4);
		cr_expect_eq(net_checksum(frame + 34, 8 + payload, pseudo(frame, 8 + payload)), 0);
		cr_expect_arr_eq(frame + 42, before + 42, payload);
	}
	cr_expect_eq(host.echoes, 1473);
}

Test(net, echo_without_checksum_has_one)
{
	u8 frame[64];
	unsigned int length = make_udp(frame, 7, 3);

	put16(frame + 40, 0);
	cr_assert_eq(net_answer(&host, frame, length), length);
	cr_expect_eq(net_checksum(frame + 34, 11, pseudo(frame, 11)), 0);
	cr_expect(frame[40] || frame[41]);
}

/* Change one byte of a frame: @bad or else ignored. */
static void expect_silence(unsigned int (*make)(u8 *frame), unsigned int at, u8 value, bool bad)
{
	u8 frame[1514];
	unsigned int length = make(frame);

	host.bad = host.ignored = 0;
	frame[at] = value;
	cr_expect_eq(net_answer(&host, frame, length), 0, "byte %u = %u", at, value);
	cr_expect_eq(host.bad, bad, "byte %u = %u", at, value);
	cr_expect_eq(host.ignored, !bad, "byte %u = %u", at, value);
}

static unsigned int some_echo(u8 *frame)
{
	return make_udp(frame, 7, 10);
}

static unsigned int other_port(u8 *frame)
{
	return make_udp(frame, 8, 10);
}

static unsigned int some_ping(u8 *frame)
{
	return make_ping(frame, 10);
}

static unsigned int fragment(u8 *frame)
{
	unsigned int length = make_ping(frame, 10);

	put16(frame + 20, 0x2000);
	put16(frame + 24, 0);
	put16(frame + 24, net_checksum(frame + 14, 20, 0));
	return length;
}

static unsigned int other_protocol(u8 *frame)
{
	return make_ip(frame, 6, 20);
}

Test(net, silence)
{
	expect_silence(some_echo, 13, 0xdd, false); /* IPv6 */
	expect_silence(some_echo, 45, 99, true);    /* payload: checksum */
	expect_silence(some_echo, 39, 99, true);    /* UDP length */
	expect_silence(some_ping, 45, 99, true);
	expect_silence(some_ping, 22, 1, true);	   /* IP checksum */
	expect_silence(some_ping, 14, 0x44, true); /* header too short */
	expect_silence(some_ping, 14, 0x65, true); /* version */
	expect_silence(fragment, 0, 0, false);
	expect_silence(other_port, 0, 0, false);
	expect_silence(other_protocol, 0, 0, false);
}

/* Cut off anywhere: nothing behind the end is read, and nothing is answered. */
Test(net, truncated)
{
	unsigned int (*const makers[])(u8 * frame) = { some_echo, some_ping };
	u8 whole[1514];

	for (unsigned int m = 0; m < 2; m++) {
		unsigned int full = makers[m](whole);

		for (unsigned int length = 0; length < full; length++) {
			u8 *frame = malloc(length ? length : 1);

			memcpy(frame, whole, length);
			cr_expect_eq(net_answer(&host, frame, length), 0, "%u bytes", length);
			free(frame);
		}
	}
	for (unsigned int length = 0; length < 42; length++) {
		u8 *frame = malloc(length ? length : 1);

		memcpy(frame, arp_request, length);
		cr_expect_eq(net_answer(&host, frame, length), 0, "%u bytes", length);
		free(frame);
	}
}

/* A length in the header beyond the frame, with a checksum that is right. */
Test(net, total_length_lies)
{
	u8 frame[64];
	unsigned int length = make_ping(frame, 10);

	put16(frame + 16, 2000);
	put16(frame + 24, 0);
	put16(frame + 24, net_checksum(frame + 14, 20, 0));
	cr_expect_eq(net_answer(&host, frame, length), 0);
}
