// SPDX-License-Identifier: GPL-2.0-only
/* Messages to cells through their communication regions. */
#include <core/arch.h>
#include <core/clock.h>
#include <core/console.h>
#include <core/control.h>
#include <core/reason.h>
#include <asm/processor.h>

#define MIN_TIMEOUT_US 1000000ULL
/* for cells that set no time-out */
#define REQUEST_TIMEOUT_US 60000000ULL

enum answer { ANSWER_NONE, ANSWER_OK, ANSWER_REFUSED };

static bool is_terminal(u32 cell_state)
{
	return cell_state == JAILHOUSE_CELL_SHUT_DOWN || cell_state == JAILHOUSE_CELL_FAILED ||
	       cell_state == JAILHOUSE_CELL_FAILED_COMM_REV;
}

/* Everything in the region was written by the cell: each word is read once. */
static enum answer read_answer(struct cell *cell, u32 expected)
{
	u32 state = cell->comm_page->comm.cell_state;
	u32 reply = cell->comm_page->comm.reply_from_cell;

	if (is_terminal(state) || reply == expected) {
		return ANSWER_OK;
	}
	return reply == JAILHOUSE_MSG_NONE ? ANSWER_NONE : ANSWER_REFUSED;
}

/* A cell with a time-out of its own is stopped; others are only told of. */
static enum answer give_up(struct cell *cell, u64 waited)
{
	bool stop = cell->config.desc->msg_reply_timeout;

	printk("Timeout expired while waiting for reply from target cell\n");
	printk("hint: cell \"%s\" did not answer within %llu ms; it %s\n", cell_name(cell),
	       waited / 1000, stop ? "is stopped now" : "runs on");
	if (!stop) {
		return ANSWER_NONE;
	}
	if (cell_suspend(cell) == 0) {
		cell->comm_page->comm.cell_state = JAILHOUSE_CELL_FAILED;
		cell_park(cell);
		cell_resume(cell);
	}
	return ANSWER_OK;
}

/* @patience: microseconds to wait for a cell that sets no time-out */
static enum answer exchange(struct cell *cell, u32 message, u32 expected, u64 patience)
{
	u64 start = clock_us(), timeout = cell->config.desc->msg_reply_timeout ?: patience;
	enum answer answer;

	timeout = MAX(timeout, MIN_TIMEOUT_US);
	if (cell->config.desc->flags & JAILHOUSE_CELL_PASSIVE_COMMREG) {
		return ANSWER_OK;
	}
	jailhouse_send_msg_to_cell(&cell->comm_page->comm, message);

	for (;;) {
		answer = read_answer(cell, expected);
		if (answer != ANSWER_NONE) {
			return answer;
		}
		if (clock_us() - start > timeout) {
			return give_up(cell, timeout);
		}
		cpu_relax();
	}
}

int message_request_shutdown(struct cell *cell)
{
	switch (exchange(cell, JAILHOUSE_MSG_SHUTDOWN_REQUEST, JAILHOUSE_MSG_REQUEST_APPROVED,
			 REQUEST_TIMEOUT_US)) {
	case ANSWER_OK:
		return 0;
	case ANSWER_NONE:
		return refuse(-EPERM, JAILHOUSE_REASON_SHUTDOWN_SILENT, cell, REQUEST_TIMEOUT_US,
			      0);
	default:
		return refuse(-EPERM, JAILHOUSE_REASON_SHUTDOWN_DENIED, cell, 0, 0);
	}
}

void message_reconfig_completed(void)
{
	struct cell *cell;

	for_each_cell (cell) {
		if (cell != &root_cell) {
			/* nothing hangs on the answer, and root stands still meanwhile */
			exchange(cell, JAILHOUSE_MSG_RECONFIG_COMPLETED, JAILHOUSE_MSG_RECEIVED,
				 MIN_TIMEOUT_US);
		}
	}
}
