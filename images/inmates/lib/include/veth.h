/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _INMATE_VETH_H
#define _INMATE_VETH_H

/*
 * Ethernet frames between the two peers of a shared-memory link (protocol
 * 0x0001): states, rings and buffers, without any access to hardware.
 *
 * A peer's output section holds its descriptors and available ring, behind them
 * its frames, and the used ring for the frames of the *other* peer, whose
 * section is only read. What is read there is read once and checked.
 */

#include <inmate_common.h>

#define VETH_PROTOCOL 1
/* of an interface with the default MTU, 16384, and its header with a tag */
#define VETH_MAX_FRAME	 (16384 + 18)
#define VETH_MAX_QUEUE	 4096
#define VETH_MIN_SECTION 0x2000
/* interrupts: changes of state, data; with a single one both */
#define VETH_VECTOR_STATE 0
#define VETH_VECTOR_DATA  1

enum veth_state { VETH_RESET, VETH_INIT, VETH_READY, VETH_RUN };

struct veth_descriptor {
	u64 address;
	u32 length;
	u16 flags, next;
};

struct veth_used {
	u32 id, length;
};

/** What lies where in the sections; both peers compute the same. */
struct veth_layout {
	u32 section_size;
	/** Entries of each ring, a power of two. */
	u32 entries;
	/** Offsets of the available and used rings and of the frames. */
	u32 available, used, frames;
};

struct veth {
	struct veth_layout layout;
	u8 *mine;
	const u8 *peer;
	/** Frames sent, and those of them that the peer is through with. */
	u16 sent, completed;
	/** Where the next frame goes, and how much of the frames' space is taken. */
	u32 next_frame, space_taken;
	/** Space that each frame in flight takes, by its entry. */
	u32 taken[VETH_MAX_QUEUE];
	/** Frames of the peer that were looked at. */
	u16 received;
	/** Frames of the peer that were no frames; frames without room in the ring. */
	unsigned long bad, dropped;
	/** The peer's indexes make no sense: nothing moves until the next veth_start. */
	bool broken;
};

/** Layout of sections of this size. @return: false if the size is none */
bool veth_layout(struct veth_layout *layout, u64 section_size);

/**
 * The state that follows, by the specification's table.
 * @own:	state of this peer
 * @peer:	state of the other one, whatever it wrote
 */
enum veth_state veth_next_state(enum veth_state own, u32 peer);

/** Clear the own section and begin anew; on the way from INIT to READY. */
void veth_start(struct veth *veth, u8 *mine, const u8 *peer, const struct veth_layout *layout);

/**
 * Take the peer's next frame.
 * @frame:	receives a copy
 * @room:	its size
 * @return:	length of the frame, 0 if there is none; from then on the peer
 *		notifies of the next one
 */
unsigned int veth_receive(struct veth *veth, u8 *frame, unsigned int room);

/** Tell the peer about the frames received since @before, a copy of veth->received.
 *  @return: true if it wants a doorbell for that */
bool veth_acknowledge(struct veth *veth, u16 before);

/**
 * Send a frame.
 * @return: 0, with a doorbell wanted 1, or -1 if it was dropped
 */
int veth_send(struct veth *veth, const u8 *frame, unsigned int length);

#endif
