/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>
#include <liveness.h>

/* at INMATE_HEARTBEAT_OFFSET, defined by the start code */
extern volatile u64 inmate_heartbeat;

void heartbeat(void)
{
	inmate_heartbeat++;
}

u64 heartbeats(void)
{
	return inmate_heartbeat;
}

bool shutdown_requested(void)
{
	switch (comm_region->msg_to_cell) {
	case JAILHOUSE_MSG_NONE:
		return false;
	case JAILHOUSE_MSG_SHUTDOWN_REQUEST:
		return true;
	case JAILHOUSE_MSG_RECONFIG_COMPLETED:
		jailhouse_send_reply_from_cell(comm_region, JAILHOUSE_MSG_RECEIVED);
		return false;
	default:
		jailhouse_send_reply_from_cell(comm_region, JAILHOUSE_MSG_UNKNOWN);
		return false;
	}
}

void live_until_shutdown(void)
{
	disable_irqs();
	while (!shutdown_requested()) {
		wait_for_irq();
	}
}
