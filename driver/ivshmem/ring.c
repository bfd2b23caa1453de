// SPDX-License-Identifier: GPL-2.0-only
/* Rings and states of a virtual Ethernet. */

#include "ring.h"

#define MAX_ENTRIES  4096
#define MIN_ENTRIES  32
#define LINE	     64
#define MAX_SIZE     0x40000000
#define MAX_DEFAULT  16384
#define LEAST_MTU    68
#define LEAST_FRAME  14
#define FRAME_MARGIN 18
/** In the length field of a used entry. */
#define USED_LENGTH 1

struct descriptor {
	u64 address;
	u32 length;
	u16 flags;
	u16 next;
};

struct avail_ring {
	u16 flags;
	u16 index;
	u16 ring[];
	/* used_event: when this end wants to hear of completed frames */
};

struct used_entry {
	u32 id;
	u32 length;
};

struct used_ring {
	u16 flags;
	u16 index;
	struct used_entry ring[];
	/* avail_event: when this end wants to hear of new frames */
};

/* ---- states ---- */

u32 veth_next_state(u32 own, u32 peer, bool connected, bool up)
{
	switch (own) {
	case VETH_RESET:
		return peer < VETH_READY ? VETH_INIT : VETH_RESET;
	case VETH_INIT:
		return peer > VETH_RESET ? VETH_READY : VETH_INIT;
	case VETH_READY:
		if (peer == VETH_RESET || (connected && peer < VETH_READY)) {
			return VETH_RESET;
		}
		return peer >= VETH_READY && up ? VETH_RUN : VETH_READY;
	default:
		return peer < VETH_READY || !up ? VETH_RESET : VETH_RUN;
	}
}

/* ---- layout ---- */

static u32 avail_offset(u32 entries)
{
	return entries * sizeof(struct descriptor);
}

static u32 used_offset(u32 entries)
{
	/* with the event behind the ring */
	return ALIGN(avail_offset(entries) + sizeof(struct avail_ring) +
			     (entries + 1) * sizeof(u16),
		     LINE);
}

static u32 rings_size(u32 entries)
{
	return ALIGN(used_offset(entries) + sizeof(struct used_ring) +
			     entries * sizeof(struct used_entry) + sizeof(u16),
		     LINE);
}

int veth_layout(struct veth_layout *layout, u64 section_size)
{
	u32 entries = MAX_ENTRIES, room;

	if (section_size > MAX_SIZE || section_size < 2 * rings_size(MIN_ENTRIES)) {
		return -EINVAL;
	}
	while (entries > MIN_ENTRIES && rings_size(entries) >= section_size / 8) {
		entries /= 2;
	}
	room = section_size - rings_size(entries);
	*layout = (struct veth_layout){
		.size = section_size,
		.entries = entries,
		.data = rings_size(entries),
		.max_mtu = room / 4,
		.default_mtu = room / 16 < MAX_DEFAULT ? room / 16 : MAX_DEFAULT,
		.avail = avail_offset(entries),
		.used = used_offset(entries),
	};
	return layout->default_mtu < LEAST_MTU ? -EINVAL : 0;
}

static struct avail_ring *avail_of(const struct veth_layout *layout, const u8 *section)
{
	return (struct avail_ring *)(section + layout->avail);
}

static struct used_ring *used_of(const struct veth_layout *layout, const u8 *section)
{
	return (struct used_ring *)(section + layout->used);
}

static u16 *used_event(const struct veth_layout *layout, const u8 *section)
{
	return &avail_of(layout, section)->ring[layout->entries];
}

static u16 *avail_event(const struct veth_layout *layout, const u8 *section)
{
	return (u16 *)&used_of(layout, section)->ring[layout->entries];
}

/* Has the index passed the event on its way? */
static bool passed(u16 event, u16 now, u16 before)
{
	return (u16)(now - event - 1) < (u16)(now - before);
}

/* ---- sending ---- */

void veth_tx_init(struct veth_tx *tx, const struct veth_layout *layout, u8 *own, const u8 *peer,
		  u32 *starts)
{
	*tx = (struct veth_tx){
		.layout = layout,
		.own = own,
		.peer = peer,
		.head = layout->data,
		.starts = starts,
	};
	/* none for the first one; nobody waits */
	WRITE_ONCE(*used_event(layout, own), (u16)-1);
}

static u16 under_way(const struct veth_tx *tx)
{
	return tx->sent - tx->completed;
}

static u32 step(u32 length)
{
	return ALIGN(length + FRAME_MARGIN, LINE);
}

/* Offset of room for this many bytes, 0 if there is none. */
static u32 find_room(const struct veth_tx *tx, u32 bytes)
{
	u32 end = tx->layout->size, start = tx->layout->data;
	u32 tail = tx->starts[tx->completed % tx->layout->entries];

	if (under_way(tx) == 0) {
		return bytes <= end - tx->head ? tx->head : start;
	}
	if (tx->head > tail) {
		if (bytes <= end - tx->head) {
			return tx->head;
		}
		return bytes <= tail - start ? start : 0;
	}
	return bytes <= tail - tx->head ? tx->head : 0;
}

void *veth_tx_place(const struct veth_tx *tx, u32 length)
{
	const struct veth_layout *layout = tx->layout;
	u32 place = 0;

	if (length <= (layout->size - layout->data) / 2 && under_way(tx) < layout->entries) {
		place = find_room(tx, step(length));
	}
	return place ? tx->own + place : NULL;
}

void veth_tx_send(struct veth_tx *tx, u32 length)
{
	struct avail_ring *avail = avail_of(tx->layout, tx->own);
	u16 n = tx->sent % tx->layout->entries;
	struct descriptor *descriptor = (struct descriptor *)tx->own + n;
	u32 place = find_room(tx, step(length));

	tx->starts[n] = place;
	tx->head = place + step(length);
	*descriptor = (struct descriptor){ .address = place, .length = length };
	WRITE_ONCE(avail->ring[n], n);
	tx->sent++;
	virt_store_release(&avail->index, tx->sent);
}

bool veth_tx_must_notify(struct veth_tx *tx)
{
	u16 before = tx->announced;

	tx->announced = tx->sent;
	/* the index is visible before the event is read */
	virt_mb();
	return passed(READ_ONCE(*avail_event(tx->layout, tx->peer)), tx->sent, before);
}

bool veth_tx_reclaim(struct veth_tx *tx)
{
	/* in the order in which they were sent: which ones needs not be read */
	u16 index = virt_load_acquire(&used_of(tx->layout, tx->peer)->index);

	if ((u16)(index - tx->completed) > under_way(tx)) {
		return false;
	}
	tx->completed = index;
	return true;
}

void veth_tx_await(struct veth_tx *tx)
{
	u16 most = under_way(tx) * 3 / 4;

	WRITE_ONCE(*used_event(tx->layout, tx->own), (u16)(tx->completed + most));
	/* the event is visible before the index is read again */
	virt_mb();
}

/* ---- receiving ---- */

void veth_rx_init(struct veth_rx *rx, const struct veth_layout *layout, u8 *own, const u8 *peer,
		  u32 max_length)
{
	*rx = (struct veth_rx){
		.layout = layout,
		.own = own,
		.peer = peer,
		.max_length = max_length,
	};
}

static bool is_frame(const struct veth_rx *rx, u64 address, u32 length, u16 flags)
{
	const struct veth_layout *layout = rx->layout;

	return flags == 0 && length >= LEAST_FRAME && length <= rx->max_length &&
	       address >= layout->data && address < layout->size &&
	       length <= layout->size - address;
}

enum veth_frame veth_rx_look(struct veth_rx *rx, const void **frame, u32 *length)
{
	const struct veth_layout *layout = rx->layout;
	const struct avail_ring *avail = avail_of(layout, rx->peer);
	const struct descriptor *descriptor;
	u16 pending = virt_load_acquire(&avail->index) - rx->taken;
	u64 address;

	if (pending == 0 || pending > layout->entries) {
		return pending ? VETH_BAD_INDEX : VETH_NOTHING;
	}
	rx->descriptor = READ_ONCE(avail->ring[rx->taken % layout->entries]);
	if (rx->descriptor >= layout->entries) {
		return VETH_BAD_FRAME;
	}
	descriptor = (const struct descriptor *)rx->peer + rx->descriptor;
	address = READ_ONCE(descriptor->address);
	*length = READ_ONCE(descriptor->length);
	if (!is_frame(rx, address, *length, READ_ONCE(descriptor->flags))) {
		return VETH_BAD_FRAME;
	}
	*frame = rx->peer + address;
	return VETH_FRAME;
}

void veth_rx_take(struct veth_rx *rx)
{
	struct used_ring *used = used_of(rx->layout, rx->own);
	struct used_entry *entry = &used->ring[rx->taken % rx->layout->entries];

	WRITE_ONCE(entry->id, rx->descriptor);
	WRITE_ONCE(entry->length, USED_LENGTH);
	rx->taken++;
	virt_store_release(&used->index, rx->taken);
}

bool veth_rx_must_notify(struct veth_rx *rx)
{
	u16 before = rx->announced;

	rx->announced = rx->taken;
	virt_mb();
	return passed(READ_ONCE(*used_event(rx->layout, rx->peer)), rx->taken, before);
}

void veth_rx_await(struct veth_rx *rx)
{
	WRITE_ONCE(*avail_event(rx->layout, rx->own), rx->taken);
	virt_mb();
}

bool veth_rx_pending(const struct veth_rx *rx)
{
	u16 index = virt_load_acquire(&avail_of(rx->layout, rx->peer)->index);
	u16 pending = index - READ_ONCE(rx->taken);

	return pending > 0 && pending <= rx->layout->entries;
}
