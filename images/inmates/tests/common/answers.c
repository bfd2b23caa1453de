/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Ways to treat messages that a hypervisor must be able to live with:
 *   behave=mismatch   state "Comm ABI mismatch", never an answer
 *   behave=unknown    answers everything with UNKNOWN
 *   behave=approve    approves the shutdown without changing its state
 *   behave=deny       denies for ever
 *   behave=garbage    a state that does not exist, then as deny
 *   behave=flood      writes all over the communication region, without end
 * With anything else it answers as it should.
 */

#include <inmate.h>
#include <liveness.h>

#define NO_STATE 77

CMDLINE_BUFFER(256);

static char behave[16];

static bool is(const char *name)
{
	return strcmp(behave, name) == 0;
}

static void flood(void)
{
	volatile u32 *words = (volatile u32 *)comm_region;
	u32 value = 1;
	unsigned int n;

	/* no terminal state and no good answer: those would be answers */
	while (true) {
		for (n = 0; n < PAGE_SIZE / sizeof(*words); n++) {
			words[n] = 0x80000000 | value++;
		}
		heartbeat();
	}
}

/* Returns true when the inmate shall end. */
static bool answer(void)
{
	if (comm_region->msg_to_cell == JAILHOUSE_MSG_NONE) {
		return false;
	}
	if (is("mismatch")) {
		return false;
	}
	if (is("unknown")) {
		jailhouse_send_reply_from_cell(comm_region, JAILHOUSE_MSG_UNKNOWN);
		return false;
	}
	if (!shutdown_requested()) {
		return false;
	}
	if (is("approve")) {
		jailhouse_send_reply_from_cell(comm_region, JAILHOUSE_MSG_REQUEST_APPROVED);
		return false;
	}
	if (is("deny") || is("garbage")) {
		jailhouse_send_reply_from_cell(comm_region, JAILHOUSE_MSG_REQUEST_DENIED);
		return false;
	}
	return true;
}

void inmate_main(void)
{
	cmdline_parse_str("behave", behave, sizeof(behave), "");
	heartbeat_start();
	if (is("mismatch")) {
		comm_region->cell_state = JAILHOUSE_CELL_FAILED_COMM_REV;
	} else if (is("garbage")) {
		comm_region->cell_state = NO_STATE;
	}
	printk("Behaviour: %s\n", behave);
	if (is("flood")) {
		flood();
	}
	while (!answer()) {
		enable_irqs();
		halt();
		disable_irqs();
	}
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
