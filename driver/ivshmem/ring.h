/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef IVSHMEM_RING_H
#define IVSHMEM_RING_H

/*
 * The rings of a virtual Ethernet between two peers, and its states. Knows
 * nothing of Linux' network, and compiles for the host, too.
 *
 * Each peer has an output section, which it alone can write: a split virtqueue
 * and, behind it, the frames that it sends. Descriptors and available ring are
 * about the frames of the section's owner; the used ring is about those of the
 * other one, as nobody could write it otherwise. So all that is read from the
 * peer's section can be nonsense, and can change while it is looked at: every
 * value is read once and checked before it is used.
 */

#ifdef __KERNEL__
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/types.h>
#include <asm/barrier.h>
#else
#include "tests/kernel.h"
#endif

/* ---- states ---- */

/** In a peer's slot of the state table. */
#define VETH_RESET 0
#define VETH_INIT  1
#define VETH_READY 2
#define VETH_RUN   3

/**
 * The state that follows.
 * @own: the present one
 * @peer: what the peer's slot says, whatever it is
 * @connected: the peer has been READY since this end was
 * @up: the interface is to carry traffic
 * @return: @own if there is nothing to do
 */
u32 veth_next_state(u32 own, u32 peer, bool connected, bool up);

/* ---- layout of both output sections ---- */

struct veth_layout {
	/** Of an output section, in bytes. */
	u32 size;
	/** Descriptors. */
	u32 entries;
	/** Where the frames begin. */
	u32 data;
	u32 max_mtu;
	u32 default_mtu;
	/* places in the section */
	u32 avail;
	u32 used;
};

/**
 * @section_size: size of one output section in bytes
 * @return: 0, or -EINVAL if no network fits into it
 */
int veth_layout(struct veth_layout *layout, u64 section_size);

/* ---- sending ---- */

struct veth_tx {
	const struct veth_layout *layout;
	/** Output section of this end, and of the peer. */
	u8 *own;
	const u8 *peer;
	/** Free-running counts: frames sent, completed, told to the peer. */
	u16 sent;
	u16 completed;
	u16 announced;
	/** Where the next frame goes. */
	u32 head;
	/** Where the frame in each descriptor begins; one for each descriptor. */
	u32 *starts;
};

/**
 * An empty ring. The own section has to be cleared before.
 * @starts: memory for layout->entries numbers
 */
void veth_tx_init(struct veth_tx *tx, const struct veth_layout *layout, u8 *own, const u8 *peer,
		  u32 *starts);

/** Where a frame of this length can be put, NULL if there is no room at present. */
void *veth_tx_place(const struct veth_tx *tx, u32 length);

/** Send the frame that was put to the place for a frame of this length. */
void veth_tx_send(struct veth_tx *tx, u32 length);

/** Does the peer want an interrupt for what was sent since the last call? */
bool veth_tx_must_notify(struct veth_tx *tx);

/** Take back the room of completed frames. @return: false if the peer's index is nonsense */
bool veth_tx_reclaim(struct veth_tx *tx);

/** Want an interrupt when most of what is under way is completed; then look again. */
void veth_tx_await(struct veth_tx *tx);

/* ---- receiving ---- */

struct veth_rx {
	const struct veth_layout *layout;
	u8 *own;
	const u8 *peer;
	/** Free-running counts: frames taken, told to the peer. */
	u16 taken;
	u16 announced;
	/** Descriptor of the present frame. */
	u16 descriptor;
	u32 max_length;
};

enum veth_frame {
	VETH_NOTHING,
	VETH_FRAME,
	/** To be taken, but there is no frame in it: outside of the section, or of no possible
	   length. */
	VETH_BAD_FRAME,
	/** The peer says that there are more than the ring holds. */
	VETH_BAD_INDEX,
};

/** @max_length: of a frame, in bytes */
void veth_rx_init(struct veth_rx *rx, const struct veth_layout *layout, u8 *own, const u8 *peer,
		  u32 max_length);

/** Look at the next frame. Its content can change as long as it is in the section. */
enum veth_frame veth_rx_look(struct veth_rx *rx, const void **frame, u32 *length);

/** Give the frame (or bad frame) that was looked at back to the peer. */
void veth_rx_take(struct veth_rx *rx);

/** Does the peer want an interrupt for what was taken since the last call? */
bool veth_rx_must_notify(struct veth_rx *rx);

/** Want an interrupt for the next frame; then look again. */
void veth_rx_await(struct veth_rx *rx);

/** True if there is something to take. */
bool veth_rx_pending(const struct veth_rx *rx);

#endif
