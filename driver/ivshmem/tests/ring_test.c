// SPDX-License-Identifier: GPL-2.0-only
/* The rings of a virtual Ethernet: both ends in one process, and one end against garbage. */

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>

#include "ring.h"

#define SECTION 0x7f000
#define LONGEST 16402
#define FRAMES	200000

static u32 random_state = 1;

static u32 random_number(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state;
}

/** One end: it writes to its own section alone. Of their exact size, so that ASan sees the edges.
 */
struct end {
	u8 *section;
	u32 *starts;
	struct veth_tx tx;
	struct veth_rx rx;
};

static struct veth_layout layout;

static void make_link(struct end ends[2], u32 size)
{
	cr_assert_eq(veth_layout(&layout, size), 0);
	for (int n = 0; n < 2; n++) {
		ends[n].section = calloc(1, size);
		ends[n].starts = calloc(layout.entries, sizeof(u32));
	}
	for (int n = 0; n < 2; n++) {
		veth_tx_init(&ends[n].tx, &layout, ends[n].section, ends[!n].section,
			     ends[n].starts);
		veth_rx_init(&ends[n].rx, &layout, ends[n].section, ends[!n].section,
			     layout.max_mtu + 18);
	}
}

static void free_link(struct end ends[2])
{
	for (int n = 0; n < 2; n++) {
		free(ends[n].section);
		free(ends[n].starts);
	}
}

Test(layout, of_the_usual_section)
{
	cr_assert_eq(veth_layout(&layout, SECTION), 0);
	cr_expect_eq(layout.entries, 2048);
	cr_expect_eq(layout.data, 53376);
	cr_expect_eq(layout.avail, 32768);
	cr_expect_eq(layout.used, 36928);
	cr_expect_eq(layout.default_mtu, 16384);
	cr_expect_eq(layout.max_mtu, (SECTION - 53376) / 4);
}

Test(layout, rings_take_less_than_an_eighth_down_to_32_entries)
{
	for (u64 size = 0x1000; size <= 0x1000000; size *= 2) {
		if (veth_layout(&layout, size)) {
			continue;
		}
		cr_expect(layout.data < size / 8 || layout.entries == 32, "size 0x%llx",
			  (unsigned long long)size);
		cr_expect(layout.default_mtu <= 16384 && layout.default_mtu <= layout.max_mtu);
		cr_expect(layout.max_mtu + 64 < size - layout.data);
	}
}

Test(layout, impossible_sizes_are_refused)
{
	const u64 sizes[] = { 0, 1, 0x400, 1ULL << 31, ~0ULL };

	for (size_t n = 0; n < sizeof(sizes) / sizeof(sizes[0]); n++) {
		cr_expect_eq(veth_layout(&layout, sizes[n]), -EINVAL, "size 0x%llx",
			     (unsigned long long)sizes[n]);
	}
}

Test(states, follow_the_table)
{
	static const struct {
		u32 own, peer;
		bool connected, up;
		u32 next;
	} rows[] = {
		{ VETH_RESET, VETH_RESET, false, true, VETH_INIT },
		{ VETH_RESET, VETH_INIT, false, true, VETH_INIT },
		{ VETH_RESET, VETH_READY, false, true, VETH_RESET },
		{ VETH_RESET, VETH_RUN, false, true, VETH_RESET },
		{ VETH_INIT, VETH_RESET, false, true, VETH_INIT },
		{ VETH_INIT, VETH_INIT, false, true, VETH_READY },
		{ VETH_INIT, VETH_RUN, false, true, VETH_READY },
		{ VETH_READY, VETH_RESET, false, true, VETH_RESET },
		{ VETH_READY, VETH_INIT, false, true, VETH_READY },
		{ VETH_READY, VETH_INIT, true, false, VETH_RESET },
		{ VETH_READY, VETH_READY, false, true, VETH_RUN },
		{ VETH_READY, VETH_READY, false, false, VETH_READY },
		{ VETH_READY, VETH_RUN, true, true, VETH_RUN },
		{ VETH_RUN, VETH_RESET, true, true, VETH_RESET },
		{ VETH_RUN, VETH_INIT, true, true, VETH_RESET },
		{ VETH_RUN, VETH_READY, true, true, VETH_RUN },
		{ VETH_RUN, VETH_RUN, true, false, VETH_RESET },
		{ VETH_RUN, 0xffffffff, true, true, VETH_RUN },
	};

	for (size_t n = 0; n < sizeof(rows) / sizeof(rows[0]); n++) {
		cr_expect_eq(
			veth_next_state(rows[n].own, rows[n].peer, rows[n].connected, rows[n].up),
			rows[n].next, "row %zu", n);
	}
}

Test(states, both_ends_reach_run_from_anywhere)
{
	for (u32 start = 0; start < 16; start++) {
		u32 state[2] = { start % 4, start / 4 };
		bool connected[2] = { state[0] >= VETH_READY, state[1] >= VETH_READY };

		for (int step = 0; step < 40; step++) {
			int n = random_number() & 1;

			state[n] = veth_next_state(state[n], state[!n], connected[n], true);
			connected[n] =
				state[n] >= VETH_READY && (connected[n] || state[!n] >= VETH_READY);
		}
		cr_expect(state[0] == VETH_RUN && state[1] == VETH_RUN, "from %u and %u: %u and %u",
			  start % 4, start / 4, state[0], state[1]);
	}
}

/* ---- frames ---- */

/* Content and length of frame n follow from n. */
static u32 length_of(u32 n, u32 longest)
{
	return 14 + (n * 2654435761U >> 8) % (longest - 13);
}

static bool send_frame(struct end *end, u32 n, u32 longest)
{
	u32 length = length_of(n, longest);
	u8 *place;

	cr_assert(veth_tx_reclaim(&end->tx));
	place = veth_tx_place(&end->tx, length);
	if (!place) {
		return false;
	}
	cr_assert(place >= end->section + layout.data &&
		  place + length <= end->section + layout.size);
	memset(place, n, length);
	veth_tx_send(&end->tx, length);
	return true;
}

static bool take_frame(struct end *end, u32 n, u32 longest)
{
	const void *frame;
	const u8 *bytes;
	u32 length;

	switch (veth_rx_look(&end->rx, &frame, &length)) {
	case VETH_NOTHING:
		return false;
	case VETH_FRAME:
		break;
	default:
		cr_assert_fail("frame %u: nonsense from an honest peer", n);
	}
	bytes = frame;
	cr_assert_eq(length, length_of(n, longest), "frame %u has length %u", n, length);
	cr_assert(bytes[0] == (u8)n && bytes[length / 2] == (u8)n && bytes[length - 1] == (u8)n,
		  "frame %u was overwritten", n);
	veth_rx_take(&end->rx);
	return true;
}

/*
 * Sender and receiver sleep until they are notified, and do as much as they like when they
 * are. Both asleep with work left is a lost wake-up.
 */
static void play(u32 size, u32 longest, u32 frames)
{
	struct end ends[2];
	bool sender_awake = true, receiver_awake = false;
	u32 sent = 0, taken = 0, doorbells = 0;

	make_link(ends, size);
	while (taken < frames) {
		bool sender = sender_awake && (!receiver_awake || random_number() & 1);
		u32 burst = random_number() % 50 + 1;

		cr_assert(sender_awake || receiver_awake, "all sleep: %u sent, %u taken", sent,
			  taken);
		if (sender) {
			while (burst && sent < frames && send_frame(&ends[0], sent, longest)) {
				burst--;
				sent++;
			}
			if (veth_tx_must_notify(&ends[0].tx)) {
				receiver_awake = true;
				doorbells++;
			}
			if (burst) {
				/* no room, or nothing to do */
				veth_tx_await(&ends[0].tx);
				cr_assert(veth_tx_reclaim(&ends[0].tx));
				sender_awake = sent < frames &&
					       veth_tx_place(&ends[0].tx, length_of(sent, longest));
			}
			continue;
		}
		while (burst && take_frame(&ends[1], taken, longest)) {
			burst--;
			taken++;
		}
		if (veth_rx_must_notify(&ends[1].rx)) {
			sender_awake = true;
		}
		if (burst) {
			veth_rx_await(&ends[1].rx);
			receiver_awake = veth_rx_pending(&ends[1].rx);
		}
	}
	cr_expect(doorbells < frames);
	free_link(ends);
}

Test(frames, arrive_complete_and_in_order)
{
	play(SECTION, LONGEST, FRAMES);
}

Test(frames, arrive_in_small_sections)
{
	play(0x2000, 200, FRAMES);
	play(0x1000, 68, FRAMES);
}

Test(frames, too_long_ones_have_no_place)
{
	struct end ends[2];

	make_link(ends, SECTION);
	cr_expect_null(veth_tx_place(&ends[0].tx, SECTION));
	cr_expect_null(veth_tx_place(&ends[0].tx, ~0U));
	cr_expect_not_null(veth_tx_place(&ends[0].tx, layout.max_mtu + 18));
	free_link(ends);
}

Test(frames, ring_holds_as_many_as_it_has_entries)
{
	struct end ends[2];
	u32 n = 0;

	make_link(ends, SECTION);
	while (n < 10000 && send_frame(&ends[0], 0, 14)) {
		n++;
	}
	cr_expect_eq(n, layout.entries);
	free_link(ends);
}

/* ---- both ends at the same time ---- */

/* As the doorbells: set by the other end, cleared by this one. */
static int wake_sender, wake_receiver;

static void await(int *wake)
{
	while (!__atomic_exchange_n(wake, 0, __ATOMIC_SEQ_CST)) {
		sched_yield();
	}
}

static void *receive_all(void *opaque)
{
	struct end *end = opaque;
	u32 taken = 0;

	while (taken < FRAMES) {
		await(&wake_receiver);
		do {
			while (taken < FRAMES && take_frame(end, taken, 1500)) {
				taken++;
			}
			if (veth_rx_must_notify(&end->rx)) {
				__atomic_store_n(&wake_sender, 1, __ATOMIC_SEQ_CST);
			}
			veth_rx_await(&end->rx);
		} while (veth_rx_pending(&end->rx));
	}
	return NULL;
}

Test(frames, nobody_oversleeps_when_both_work_at_once, .timeout = 120)
{
	struct end ends[2];
	pthread_t receiver;

	make_link(ends, 0x10000);
	cr_assert_eq(pthread_create(&receiver, NULL, receive_all, &ends[1]), 0);
	for (u32 sent = 0; sent < FRAMES; sent++) {
		while (!send_frame(&ends[0], sent, 1500)) {
			veth_tx_await(&ends[0].tx);
			cr_assert(veth_tx_reclaim(&ends[0].tx));
			if (!veth_tx_place(&ends[0].tx, length_of(sent, 1500))) {
				await(&wake_sender);
			}
		}
		if (veth_tx_must_notify(&ends[0].tx)) {
			__atomic_store_n(&wake_receiver, 1, __ATOMIC_SEQ_CST);
		}
	}
	pthread_join(receiver, NULL);
	free_link(ends);
}

/* ---- a hostile peer ---- */

static void scribble(u8 *section)
{
	u32 where = random_number() % 4 ? random_number() % layout.data : layout.avail + 2;
	u32 width = 1 << random_number() % 4;

	for (u32 n = 0; n < width && where + n < layout.size; n++) {
		section[where + n] = random_number() % 3 ? random_number() : 0;
	}
}

static void take_anything(struct end *end)
{
	static u8 copy[SECTION];
	const void *frame;
	u32 length;

	for (int n = 0; n < 64; n++) {
		switch (veth_rx_look(&end->rx, &frame, &length)) {
		case VETH_FRAME:
			cr_assert_leq(length, layout.max_mtu + 18);
			memcpy(copy, frame, length);
			break;
		case VETH_BAD_FRAME:
			break;
		default:
			return;
		}
		veth_rx_take(&end->rx);
	}
}

static void suffer(u32 size, int rounds)
{
	struct end ends[2];

	make_link(ends, size);
	for (int round = 0; round < rounds; round++) {
		u8 *place;

		scribble(ends[1].section);
		take_anything(&ends[0]);
		veth_rx_must_notify(&ends[0].rx);
		veth_rx_await(&ends[0].rx);
		veth_rx_pending(&ends[0].rx);
		veth_tx_reclaim(&ends[0].tx);
		place = veth_tx_place(&ends[0].tx, 14 + round % layout.max_mtu);
		if (place) {
			memset(place, 0x5a, 14 + round % layout.max_mtu);
			veth_tx_send(&ends[0].tx, 14 + round % layout.max_mtu);
		}
		veth_tx_must_notify(&ends[0].tx);
		veth_tx_await(&ends[0].tx);
	}
	free_link(ends);
}

Test(garbage, in_the_peers_rings_hurts_nobody)
{
	suffer(0x1000, 300000);
	suffer(0x10000, 300000);
	suffer(SECTION, 100000);
}

Test(garbage, frames_outside_of_the_section_are_bad)
{
	static const struct {
		u64 address;
		u32 length;
		u16 flags;
		enum veth_frame verdict;
	} rows[] = {
		{ 53376, 14, 0, VETH_FRAME },
		{ 53376, 13, 0, VETH_BAD_FRAME },
		{ 53376, 0, 0, VETH_BAD_FRAME },
		{ 53375, 14, 0, VETH_BAD_FRAME },
		{ 0, 64, 0, VETH_BAD_FRAME },
		{ SECTION - 14, 14, 0, VETH_FRAME },
		{ SECTION - 13, 14, 0, VETH_BAD_FRAME },
		{ SECTION, 14, 0, VETH_BAD_FRAME },
		{ ~0ULL, 14, 0, VETH_BAD_FRAME },
		{ 1ULL << 32 | 53376, 14, 0, VETH_BAD_FRAME },
		{ 53376, 0xffffffff, 0, VETH_BAD_FRAME },
		{ 53376, 116704 + 19, 0, VETH_BAD_FRAME },
		{ 53376, 64, 1, VETH_BAD_FRAME },
		{ 53376, 64, 4, VETH_BAD_FRAME },
	};
	struct end ends[2];

	make_link(ends, SECTION);
	for (size_t n = 0; n < sizeof(rows) / sizeof(rows[0]); n++) {
		const void *frame;
		u32 length;

		cr_assert(send_frame(&ends[1], 0, 14));
		memcpy(ends[1].section + 16 * n, &rows[n].address, 8);
		memcpy(ends[1].section + 16 * n + 8, &rows[n].length, 4);
		memcpy(ends[1].section + 16 * n + 12, &rows[n].flags, 2);
		cr_expect_eq(veth_rx_look(&ends[0].rx, &frame, &length), rows[n].verdict, "row %zu",
			     n);
		veth_rx_take(&ends[0].rx);
	}
	free_link(ends);
}

Test(garbage, an_index_beyond_the_ring_is_ignored_until_it_is_sane_again)
{
	struct end ends[2];
	const void *frame;
	u16 *avail, *used;
	u32 length;

	make_link(ends, SECTION);
	avail = (u16 *)(ends[1].section + layout.avail + 2);
	used = (u16 *)(ends[1].section + layout.used + 2);
	*avail = layout.entries + 1;
	cr_expect_eq(veth_rx_look(&ends[0].rx, &frame, &length), VETH_BAD_INDEX);
	cr_expect_not(veth_rx_pending(&ends[0].rx));
	*avail = 0;
	cr_assert(send_frame(&ends[1], 0, 14));
	cr_expect_eq(veth_rx_look(&ends[0].rx, &frame, &length), VETH_FRAME);

	cr_assert(send_frame(&ends[0], 0, 14));
	*used = 2;
	cr_expect_not(veth_tx_reclaim(&ends[0].tx));
	*used = 1;
	cr_expect(veth_tx_reclaim(&ends[0].tx));
	free_link(ends);
}

Test(garbage, a_descriptor_number_beyond_the_ring_is_bad)
{
	struct end ends[2];
	const void *frame;
	u32 length;
	u16 number;

	make_link(ends, SECTION);
	cr_assert(send_frame(&ends[1], 0, 14));
	number = layout.entries;
	memcpy(ends[1].section + layout.avail + 4, &number, 2);
	cr_expect_eq(veth_rx_look(&ends[0].rx, &frame, &length), VETH_BAD_FRAME);
	free_link(ends);
}
