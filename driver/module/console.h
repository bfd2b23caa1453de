/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DRIVER_CONSOLE_H
#define _DRIVER_CONSOLE_H

/* The hypervisor's console ring, as file and as snapshot. */

#include <linux/fs.h>
#include <linux/mutex.h>
#include <linux/types.h>

#include <jailhouse/console.h>

/** One open file's place in the stream. */
struct console_reader {
	/** One read at a time of the same open file. */
	struct mutex lock;
	/** Enable attempt that head belongs to. */
	unsigned int session;
	/** Next byte to read, in units of the ring's free-running tail. */
	u32 head;
	/** Line about lost bytes that is still to be delivered. */
	char note[48];
	unsigned int note_length;
	unsigned int note_done;
};

/**
 * A new enable attempt begins to write.
 * @page:	the ring, as Linux sees it
 * @permitted:	the system configuration lets Linux read it
 */
void console_session_start(const struct jailhouse_virt_console *page, bool permitted);

/** The writer is gone: keep the last content, the ring is not touched again. */
void console_session_end(void);

void console_reader_init(struct console_reader *reader);

/**
 * read() of the device.
 * @return: bytes; 0: nothing new (O_NONBLOCK); -EAGAIN: nothing left and not
 *	    enabled (O_NONBLOCK); -EPERM, -EFAULT, -EINTR
 */
ssize_t console_read(struct console_reader *reader, char __user *user, size_t count,
		     bool nonblocking);

/**
 * Snapshot of the live ring.
 * @buffer:	VIRTUAL_CONSOLE_SIZE bytes at least
 * @return: bytes, 0 if not enabled, -EPERM
 */
ssize_t console_snapshot(char *buffer);

#endif
