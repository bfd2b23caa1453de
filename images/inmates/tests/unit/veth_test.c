/* SPDX-License-Identifier: GPL-2.0-only */

/* Two ends of a cable in one program, and ends whose peer lies. */

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "library.h"
#include <veth.h>

/* of JAILHOUSE_SHMEM_NET_REGIONS */
#define SECTION_SIZE 0x7f000
#define SMALL	     0x4000
#define ROOM	     1514

struct cable {
	struct veth a, b;
	u8 *section_a, *section_b;
	struct veth_layout layout;
};

static struct cable *cable_new(u32 size)
{
	struct cable *cable = calloc(1, sizeof(*cable));

	cr_assert(veth_layout(&cable->layout, size));
	/* exactly so large: the sanitizer sees what leaves them */
	cable->section_a = aligned_alloc(64, size);
	cable->section_b = aligned_alloc(64, size);
	veth_start(&cable->a, cable->section_a, cable->section_b, &cable->layout);
	veth_start(&cable->b, cable->section_b, cable->section_a, &cable->layout);
	return cable;
}

static void cable_free(struct cable *cable)
{
	free(cable->section_a);
	free(cable->section_b);
	free(cable);
}

static unsigned int next_random(unsigned int below)
{
	static u32 state = 1;

	state = state * 1103515245 + 12345;
	return (state >> 16) % below;
}

/* A frame that can be told from all others. */
static unsigned int make_frame(u8 *frame, unsigned int number)
{
	unsigned int length = 14 + number * 37 % (ROOM - 14 + 1), n;

	for (n = 0; n < length; n++) {
		frame[n] = number + n * 7;
	}
	return length;
}

Test(veth, layout_of_the_public_header)
{
	struct veth_layout layout;

	cr_assert(veth_layout(&layout, SECTION_SIZE));
	cr_expect_eq(layout.entries, 2048);
	cr_expect_eq(layout.available, 2048 * 16);
	cr_expect_eq(layout.used, 36928);
	cr_expect_eq(layout.frames, 53376);
}

Test(veth, layout_of_other_sizes)
{
	struct veth_layout layout;
	u64 size;

	cr_expect_not(veth_layout(&layout, 0));
	cr_expect_not(veth_layout(&layout, 0x1000));
	cr_expect_not(veth_layout(&layout, 1ULL << 40));
	for (size = VETH_MIN_SECTION; size <= 1U << 30; size *= 2) {
		cr_assert(veth_layout(&layout, size));
		cr_expect_lt(layout.frames, size / 2, "rings of 0x%lx", (unsigned long)size);
		cr_expect_eq(layout.entries & (layout.entries - 1), 0);
	}
}

Test(veth, states)
{
	/* rows: own state; columns: the peer's RESET, INIT, READY, RUN, nonsense */
	static const enum veth_state next[4][5] = {
		{ VETH_INIT, VETH_INIT, VETH_RESET, VETH_RESET, VETH_RESET },
		{ VETH_INIT, VETH_READY, VETH_READY, VETH_READY, VETH_READY },
		{ VETH_RESET, VETH_READY, VETH_RUN, VETH_RUN, VETH_RUN },
		{ VETH_RESET, VETH_RUN, VETH_RUN, VETH_RUN, VETH_RUN },
	};
	static const u32 peers[5] = { 0, 1, 2, 3, 0xffffffff };

	for (unsigned int own = 0; own < 4; own++) {
		for (unsigned int n = 0; n < 5; n++) {
			cr_expect_eq(veth_next_state(own, peers[n]), next[own][n],
				     "own %u, peer %u", own, peers[n]);
		}
	}
}

/* Whoever changes last is told: two peers come to RUN from any state of the other. */
Test(veth, states_meet)
{
	for (u32 start = 0; start < 4; start++) {
		u32 a = VETH_RESET, b = start;

		for (unsigned int n = 0; n < 10; n++) {
			a = veth_next_state(a, b);
			b = veth_next_state(b, a);
		}
		cr_expect_eq(a, VETH_RUN);
		cr_expect_eq(b, VETH_RUN);
	}
}

Test(veth, one_frame)
{
	struct cable *cable = cable_new(SECTION_SIZE);
	u8 sent[ROOM], found[ROOM];
	unsigned int length = make_frame(sent, 7);

	cr_expect_eq(veth_receive(&cable->b, found, ROOM), 0);
	cr_expect_eq(veth_send(&cable->a, sent, length), 1, "a peer that waits is notified");
	cr_expect_eq(veth_send(&cable->a, sent, length), 0, "once");
	cr_assert_eq(veth_receive(&cable->b, found, ROOM), length);
	cr_expect_arr_eq(found, sent, length);
	cr_assert_eq(veth_receive(&cable->b, found, ROOM), length);
	cr_expect_eq(veth_receive(&cable->b, found, ROOM), 0);
	cr_expect_not(veth_acknowledge(&cable->b, 0), "this sender wants no interrupts");
	cr_expect_eq(veth_send(&cable->a, sent, length), 1);
	cr_expect_eq(cable->a.completed, 2);
	cable_free(cable);
}

/* Another implementation may want to know when its frames are gone. */
Test(veth, completion_is_notified)
{
	struct cable *cable = cable_new(SECTION_SIZE);
	u32 event = cable->layout.available + 4 + 2 * cable->layout.entries;
	u8 frame[ROOM];

	veth_send(&cable->a, frame, 60);
	veth_send(&cable->a, frame, 60);
	memset(cable->section_a + event, 0, 2);
	cr_expect_not(veth_acknowledge(&cable->b, 0));
	cr_expect_eq(veth_receive(&cable->b, frame, ROOM), 60);
	cr_expect(veth_acknowledge(&cable->b, 0));
	cr_expect_eq(veth_receive(&cable->b, frame, ROOM), 60);
	cr_expect_not(veth_acknowledge(&cable->b, 1));
	cable_free(cable);
}

/* More frames than indexes have numbers, and more bytes than the section has. */
static void stream(u32 size, unsigned int count)
{
	struct cable *cable = cable_new(size);
	u8 sent[ROOM], found[ROOM];
	unsigned int to_send = 0, to_come = 0;

	while (to_come < count) {
		unsigned int batch = next_random(20);

		while (batch-- && to_send < count) {
			if (veth_send(&cable->a, sent, make_frame(sent, to_send)) < 0) {
				break;
			}
			to_send++;
		}
		for (batch = next_random(20); batch && to_come < to_send; batch--) {
			unsigned int length = make_frame(sent, to_come++);

			cr_assert_eq(veth_receive(&cable->b, found, ROOM), length);
			cr_assert_arr_eq(found, sent, length);
		}
	}
	cr_expect_eq(veth_receive(&cable->b, found, ROOM), 0);
	cr_expect_not(cable->a.broken || cable->b.broken);
	cr_expect_eq(cable->b.bad, 0);
	cable_free(cable);
}

Test(veth, stream)
{
	stream(SECTION_SIZE, 70000);
}

Test(veth, stream_through_a_small_section)
{
	stream(SMALL, 70000);
}

Test(veth, full_section_drops)
{
	struct cable *cable = cable_new(SMALL);
	u8 frame[ROOM];
	unsigned int taken = 0;

	while (veth_send(&cable->a, frame, ROOM) >= 0) {
		taken++;
	}
	cr_expect_gt(taken, 5);
	cr_expect_eq(cable->a.dropped, 1);
	while (taken--) {
		cr_expect_eq(veth_receive(&cable->b, frame, ROOM), ROOM);
	}
	cr_expect_geq(veth_send(&cable->a, frame, ROOM), 0);
	cable_free(cable);
}

/* ---- a hostile peer ---- */

static void expect_bad(u64 address, u32 length, u16 flags)
{
	struct cable *cable = cable_new(SMALL);
	struct veth_descriptor *descriptors = (void *)cable->section_a;
	u8 frame[ROOM];

	veth_send(&cable->a, frame, 60);
	descriptors[0].address = address;
	descriptors[0].length = length;
	descriptors[0].flags = flags;
	cr_expect_eq(veth_receive(&cable->b, frame, ROOM), 0);
	cr_expect_eq(cable->b.bad, 1, "0x%lx, 0x%x, %u", (unsigned long)address, length, flags);
	cr_expect_not(cable->b.broken);
	/* and the next one is taken */
	veth_send(&cable->a, frame, 60);
	cr_expect_eq(veth_receive(&cable->b, frame, ROOM), 60);
	cable_free(cable);
}

Test(veth, descriptors_that_lie)
{
	struct veth_layout layout;

	veth_layout(&layout, SMALL);
	expect_bad(0, 60, 0);
	expect_bad(layout.frames - 1, 60, 0);
	expect_bad(SMALL - 59, 60, 0);
	expect_bad(SMALL, 60, 0);
	expect_bad(SMALL + 1, 60, 0);
	expect_bad(~0ULL, 60, 0);
	expect_bad(-30ULL, 60, 0);
	expect_bad(0x100000000ULL + layout.frames, 60, 0);
	expect_bad(layout.frames, 0, 0);
	expect_bad(layout.frames, 13, 0);
	expect_bad(layout.frames, ROOM + 1, 0);
	expect_bad(layout.frames, 0xffffffff, 0);
	expect_bad(layout.frames, 60, 1);
	expect_bad(layout.frames, 60, 4);
}

static void put_index(u8 *at, u16 value)
{
	memcpy(at, &value, sizeof(value));
}

Test(veth, heads_and_indexes_that_lie)
{
	struct cable *cable = cable_new(SMALL);
	u8 *available = cable->section_a + cable->layout.available;
	u8 frame[ROOM] = { 0 };

	put_index(available + 4, cable->layout.entries);
	put_index(available + 6, 0xffff);
	put_index(available + 2, 2);
	cr_expect_eq(veth_receive(&cable->b, frame, ROOM), 0);
	cr_expect_eq(cable->b.bad, 2);
	put_index(available + 2, cable->layout.entries + 3);
	cr_expect_eq(veth_receive(&cable->b, frame, ROOM), 0);
	cr_expect(cable->b.broken, "more frames than entries");

	/* completion of what was never sent */
	put_index(cable->section_b + cable->layout.used + 2, 1);
	cr_expect_eq(veth_send(&cable->a, frame, 60), -1);
	cr_expect(cable->a.broken);

	veth_start(&cable->a, cable->section_a, cable->section_b, &cable->layout);
	veth_start(&cable->b, cable->section_b, cable->section_a, &cable->layout);
	cr_expect_geq(veth_send(&cable->a, frame, 60), 0);
	cr_expect_eq(veth_receive(&cable->b, frame, ROOM), 60);
	cable_free(cable);
}

/* Whatever stands in the peer's section: nothing outside is touched, and each call ends. */
Test(veth, noise)
{
	struct cable *cable = cable_new(SMALL);
	u8 frame[ROOM];

	for (unsigned int round = 0; round < 2000; round++) {
		for (unsigned int n = 0; n < SMALL; n++) {
			cable->section_a[n] = next_random(256);
		}
		/* now and then an index that makes sense */
		if (round & 1) {
			put_index(cable->section_a + cable->layout.available + 2,
				  cable->b.received + next_random(cable->layout.entries));
		}
		for (unsigned int n = 0; n < 64 && veth_receive(&cable->b, frame, ROOM); n++) {
			veth_acknowledge(&cable->b, cable->b.received - 1);
			veth_send(&cable->b, frame, 60);
		}
		if (cable->b.broken) {
			veth_start(&cable->b, cable->section_b, cable->section_a, &cable->layout);
		}
	}
	cr_expect_gt(cable->b.bad, 0);
	cable_free(cable);
}
