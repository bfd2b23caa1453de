/* SPDX-License-Identifier: GPL-2.0-only */
#include <veth.h>

#define ALIGNMENT  64
#define MIN_QUEUE  32
#define MIN_FRAME  14
#define USED_BYTES 1

/* ring headers: flags, index; the entries follow, then the index to notify at */
#define INDEX	2
#define ENTRIES 4

/* a frame has this much room in front of the next one */
#define FRAME_GAP 18

static u32 round_up(u32 value)
{
	return (value + ALIGNMENT - 1) & ~(ALIGNMENT - 1U);
}

static void lay_out(struct veth_layout *layout, u32 entries)
{
	layout->entries = entries;
	layout->available = entries * sizeof(struct veth_descriptor);
	layout->used = round_up(layout->available + ENTRIES + 2 * entries + 2);
	layout->frames = round_up(layout->used + ENTRIES + entries * sizeof(struct veth_used) + 2);
}

bool veth_layout(struct veth_layout *layout, u64 section_size)
{
	if (section_size < VETH_MIN_SECTION || section_size > 1U << 30) {
		return false;
	}
	layout->section_size = section_size;
	lay_out(layout, VETH_MAX_QUEUE);
	while (layout->entries > MIN_QUEUE && layout->frames >= section_size / 8) {
		lay_out(layout, layout->entries / 2);
	}
	return true;
}

enum veth_state veth_next_state(enum veth_state own, u32 peer)
{
	switch (own) {
	case VETH_RESET:
		return peer < VETH_READY ? VETH_INIT : VETH_RESET;
	case VETH_INIT:
		return peer > VETH_RESET ? VETH_READY : VETH_INIT;
	case VETH_READY:
		if (peer == VETH_RESET) {
			return VETH_RESET;
		}
		return peer >= VETH_READY ? VETH_RUN : VETH_READY;
	default:
		return peer == VETH_RESET ? VETH_RESET : VETH_RUN;
	}
}

/* ---- words of the rings ---- */

static u16 load16(const u8 *at)
{
	return __atomic_load_n((const u16 *)(const void *)at, __ATOMIC_ACQUIRE);
}

static void store16(u8 *at, u16 value)
{
	__atomic_store_n((u16 *)(void *)at, value, __ATOMIC_RELEASE);
}

/* Index at which the owner of a ring's other side wants to be notified. */
static u32 event_of_available(const struct veth_layout *layout)
{
	return layout->available + ENTRIES + 2 * layout->entries;
}

static u32 event_of_used(const struct veth_layout *layout)
{
	return layout->used + ENTRIES + layout->entries * sizeof(struct veth_used);
}

/* An index has passed the event on its way from @before to @now. */
static bool notify(u16 event, u16 now, u16 before)
{
	/* what was published must be seen by a peer that asks for the next one just now */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return (u16)(now - event - 1) < (u16)(now - before);
}

void veth_start(struct veth *veth, u8 *mine, const u8 *peer, const struct veth_layout *layout)
{
	veth->layout = *layout;
	veth->mine = mine;
	veth->peer = peer;
	veth->sent = veth->completed = veth->received = 0;
	veth->next_frame = layout->frames;
	veth->space_taken = 0;
	veth->broken = false;
	memset(mine, 0, layout->section_size);
	/* completions are looked for when something is sent; interrupts for them only cost */
	store16(mine + event_of_available(layout), -1);
}

/* ---- receiving ---- */

static bool is_frame(const struct veth *veth, const struct veth_descriptor *descriptor, u32 room)
{
	u32 size = veth->layout.section_size;

	return descriptor->flags == 0 && descriptor->length >= MIN_FRAME &&
	       descriptor->length <= room && descriptor->address >= veth->layout.frames &&
	       descriptor->address <= size && descriptor->length <= size - descriptor->address;
}

/* Copy the frame of a ring entry. @return: its length, 0 if it is none */
static unsigned int fetch(struct veth *veth, u16 head, u8 *frame, unsigned int room)
{
	struct veth_descriptor descriptor;
	const volatile struct veth_descriptor *shared;

	if (head >= veth->layout.entries) {
		return 0;
	}
	shared = (const volatile struct veth_descriptor *)(const void *)veth->peer + head;
	descriptor = *shared;
	if (!is_frame(veth, &descriptor, room)) {
		return 0;
	}
	memcpy(frame, veth->peer + descriptor.address, descriptor.length);
	return descriptor.length;
}

static void complete(struct veth *veth, u16 head)
{
	struct veth_used *entries = (void *)(veth->mine + veth->layout.used + ENTRIES);
	u16 slot = veth->received & (veth->layout.entries - 1);

	entries[slot] = (struct veth_used){ .id = head, .length = USED_BYTES };
	veth->received++;
	store16(veth->mine + veth->layout.used + INDEX, veth->received);
}

/* Frames that wait; if there are none the peer is asked to notify of the next one. */
static u16 waiting(struct veth *veth)
{
	const u8 *index = veth->peer + veth->layout.available + INDEX;
	u16 count = load16(index) - veth->received;

	if (!count) {
		store16(veth->mine + event_of_used(&veth->layout), veth->received);
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		count = load16(index) - veth->received;
	}
	return count;
}

unsigned int veth_receive(struct veth *veth, u8 *frame, unsigned int room)
{
	const u8 *ring = veth->peer + veth->layout.available + ENTRIES;
	u16 count, head;
	unsigned int length;

	while (!veth->broken && (count = waiting(veth)) != 0) {
		if (count > veth->layout.entries) {
			veth->broken = true;
			break;
		}
		head = load16(ring + 2 * (veth->received & (veth->layout.entries - 1)));
		length = fetch(veth, head, frame, room);
		complete(veth, head);
		if (length) {
			return length;
		}
		veth->bad++;
	}
	return 0;
}

bool veth_acknowledge(struct veth *veth, u16 before)
{
	u16 event = load16(veth->peer + event_of_available(&veth->layout));

	return veth->received != before && notify(event, veth->received, before);
}

/* ---- sending ---- */

/* Free what the peer is through with. */
static void reap(struct veth *veth)
{
	u16 used = load16(veth->peer + veth->layout.used + INDEX);

	if ((u16)(used - veth->completed) > (u16)(veth->sent - veth->completed)) {
		veth->broken = true;
		return;
	}
	while (veth->completed != used) {
		veth->space_taken -= veth->taken[veth->completed++ & (veth->layout.entries - 1)];
	}
}

/* Space for a frame: frames follow each other and begin anew where one does not fit. */
static bool place(struct veth *veth, u32 step, u32 *offset)
{
	const struct veth_layout *layout = &veth->layout;
	u32 total = layout->section_size - layout->frames;
	u32 rest = layout->section_size - veth->next_frame;
	u32 taken = step > rest ? rest + step : step;

	if (taken > total - veth->space_taken) {
		return false;
	}
	*offset = step > rest ? layout->frames : veth->next_frame;
	veth->next_frame = *offset + step;
	veth->space_taken += taken;
	veth->taken[veth->sent & (layout->entries - 1)] = taken;
	return true;
}

int veth_send(struct veth *veth, const u8 *frame, unsigned int length)
{
	const struct veth_layout *layout = &veth->layout;
	struct veth_descriptor *descriptors = (void *)veth->mine;
	u8 *ring = veth->mine + layout->available;
	u16 slot = veth->sent & (layout->entries - 1);
	u32 offset;

	reap(veth);
	if (veth->broken || length > VETH_MAX_FRAME ||
	    (u16)(veth->sent - veth->completed) >= layout->entries ||
	    !place(veth, round_up(FRAME_GAP + length), &offset)) {
		veth->dropped++;
		return -1;
	}
	memcpy(veth->mine + offset, frame, length);
	descriptors[slot] = (struct veth_descriptor){ .address = offset, .length = length };
	store16(ring + ENTRIES + 2 * slot, slot);
	veth->sent++;
	store16(ring + INDEX, veth->sent);
	/* stays behind: no interrupts for completions */
	store16(veth->mine + event_of_available(layout), veth->completed - 1);
	return notify(load16(veth->peer + event_of_used(layout)), veth->sent, veth->sent - 1);
}
