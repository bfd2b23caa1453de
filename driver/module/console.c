// SPDX-License-Identifier: GPL-2.0-only
/* Reading the hypervisor's console. */

#include <linux/delay.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "console.h"
#include "driver.h"

#define POLL_MS 100
/* a writer that died in the middle of a line must not stop readers */
#define BUSY_RETRIES  100
#define BUSY_DELAY_US 50

/* Protects everything below; innermost lock. */
static DEFINE_MUTEX(ring_lock);

/* counts enable attempts; 0: there was none yet */
static unsigned int session;
/* NULL between sessions */
static const struct jailhouse_virt_console *live;
static bool permitted;
/* what the last session left */
static struct jailhouse_virt_console last;

/* Copy the ring while somebody writes to it. */
static void copy_ring(struct jailhouse_virt_console *to, const struct jailhouse_virt_console *from)
{
	unsigned int retries;

	for (retries = 0; retries < BUSY_RETRIES; retries++) {
		u32 tail = READ_ONCE(from->tail);

		if (!READ_ONCE(from->busy)) {
			smp_rmb();
			memcpy(to->content, from->content, sizeof(to->content));
			to->tail = tail;
			smp_rmb();
			if (!READ_ONCE(from->busy) && READ_ONCE(from->tail) == tail) {
				return;
			}
		}
		udelay(BUSY_DELAY_US);
	}
	memcpy(to->content, from->content, sizeof(to->content));
	to->tail = READ_ONCE(from->tail);
}

/* Bytes from head to tail in order; at most the size of the ring. */
static u32 unroll(const struct jailhouse_virt_console *ring, u32 head, char *to)
{
	u32 count = ring->tail - head, n;

	for (n = 0; n < count; n++) {
		to[n] = ring->content[(head + n) % sizeof(ring->content)];
	}
	return count;
}

static u32 oldest(const struct jailhouse_virt_console *ring)
{
	u32 size = sizeof(ring->content);

	return ring->tail > size ? ring->tail - size : 0;
}

void console_session_start(const struct jailhouse_virt_console *page, bool may_read)
{
	mutex_lock(&ring_lock);
	session++;
	live = page;
	permitted = may_read;
	memset(&last, 0, sizeof(last));
	mutex_unlock(&ring_lock);
}

void console_session_end(void)
{
	mutex_lock(&ring_lock);
	if (live) {
		copy_ring(&last, live);
		live = NULL;
	}
	mutex_unlock(&ring_lock);
}

/* The current session's ring, and whether anybody still writes to it. */
static int get_ring(struct jailhouse_virt_console *ring, unsigned int *current_session, bool *alive)
{
	int err = 0;

	mutex_lock(&ring_lock);
	*current_session = session;
	*alive = live != NULL;
	if (session && !permitted) {
		err = -EPERM;
	} else if (live) {
		copy_ring(ring, live);
	} else {
		*ring = last;
	}
	mutex_unlock(&ring_lock);
	return err;
}

/* Give to the user what fits; returns bytes or -EFAULT. */
static ssize_t deliver(char __user *user, size_t count, const char *from, size_t available)
{
	size_t bytes = min(count, available);

	return copy_to_user(user, from, bytes) ? -EFAULT : (ssize_t)bytes;
}

static ssize_t read_note(struct console_reader *reader, char __user *user, size_t count)
{
	ssize_t bytes = deliver(user, count, reader->note + reader->note_done,
				reader->note_length - reader->note_done);

	if (bytes > 0) {
		reader->note_done += bytes;
	}
	return bytes;
}

static void skip_lost(struct console_reader *reader, const struct jailhouse_virt_console *ring)
{
	u32 lost = ring->tail - reader->head;

	if (lost <= sizeof(ring->content)) {
		return;
	}
	lost -= sizeof(ring->content);
	reader->head += lost;
	reader->note_done = 0;
	reader->note_length = scnprintf(reader->note, sizeof(reader->note),
					"<missed %u bytes of console log>\n", lost);
}

/* What is there now: bytes, 0 nothing new, -EAGAIN nothing and not enabled. */
static ssize_t read_once(struct console_reader *reader, struct jailhouse_virt_console *ring,
			 char *text, char __user *user, size_t count)
{
	unsigned int current_session;
	bool alive;
	ssize_t bytes;
	int err = get_ring(ring, &current_session, &alive);

	if (err) {
		return err;
	}
	if (reader->session != current_session) {
		reader->session = current_session;
		reader->head = 0;
		reader->note_length = 0;
		reader->note_done = 0;
	}
	skip_lost(reader, ring);
	if (reader->note_done < reader->note_length) {
		return read_note(reader, user, count);
	}
	bytes = deliver(user, count, text, unroll(ring, reader->head, text));
	if (bytes > 0) {
		reader->head += bytes;
	}
	return bytes == 0 && !alive ? -EAGAIN : bytes;
}

void console_reader_init(struct console_reader *reader)
{
	memset(reader, 0, sizeof(*reader));
	mutex_init(&reader->lock);
}

ssize_t console_read(struct console_reader *reader, char __user *user, size_t count,
		     bool nonblocking)
{
	struct jailhouse_virt_console *ring = kmalloc(2 * sizeof(*ring), GFP_KERNEL);
	ssize_t bytes;

	if (!ring) {
		return -ENOMEM;
	}
	for (;;) {
		mutex_lock(&reader->lock);
		bytes = count ? read_once(reader, ring, (char *)(ring + 1), user, count) : 0;
		mutex_unlock(&reader->lock);
		if (nonblocking || count == 0 || (bytes != 0 && bytes != -EAGAIN)) {
			break;
		}
		if (msleep_interruptible(POLL_MS) || signal_pending(current)) {
			bytes = -EINTR;
			break;
		}
	}
	kfree(ring);
	return bytes;
}

ssize_t console_snapshot(char *buffer)
{
	struct jailhouse_virt_console *ring = kmalloc(sizeof(*ring), GFP_KERNEL);
	unsigned int current_session;
	ssize_t bytes;
	bool alive;

	if (!ring) {
		return -ENOMEM;
	}
	bytes = get_ring(ring, &current_session, &alive);
	if (!alive) {
		bytes = 0;
	} else if (bytes == 0) {
		bytes = unroll(ring, oldest(ring), buffer);
	}
	kfree(ring);
	return bytes;
}
