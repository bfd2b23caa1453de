/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _INMATE_LIVENESS_H
#define _INMATE_LIVENESS_H

#include <inmate_common.h>

/** Count up the u64 at INMATE_HEARTBEAT_OFFSET. One CPU of the inmate does this. */
void heartbeat(void);

/** How often it was counted up. */
u64 heartbeats(void);

/**
 * Look at the messages from the hypervisor and answer those that ask for
 * nothing.
 * @return:	true when a shutdown is requested. It is left unanswered:
 *		either set comm_region->cell_state or send a reply.
 */
bool shutdown_requested(void);

#define HEARTBEATS_PER_SECOND 50

/** Let a timer interrupt count the heartbeat up, HEARTBEATS_PER_SECOND times. Sets the handler. */
void heartbeat_start(void);
/** The same for a program that has interrupts of its own: they go to @others. */
void heartbeat_start_beside(irq_handler_t others);

/** Sleep between interrupts until a shutdown is requested; it is left unanswered. Interrupts are
 * off afterwards. */
void live_until_shutdown(void);

#endif
