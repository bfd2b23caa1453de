// SPDX-License-Identifier: GPL-2.0-only
/* Messages to cells through their communication regions. */
#include <core/arch.h>
#include <core/clock.h>
#include <core/console.h>
#include <core/control.h>
#include <core/reason.h>
#include <asm/processor.h>

#define MIN_TIMEOUT_US	   1000000ULL
#define DEFAULT_TIMEOUT_US 60000000ULL

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

static u64 timeout_us(const struct cell *cell)
{
	u64 timeout = cell->config.desc->msg_reply_timeout;

	return timeout ? MAX(timeout, MIN_TIMEOUT_US) : DEFAULT_TIMEOUT_US;
}

static void give_up(struct cell *cell, u64 waited)
{
	printk("Timeout expired while waiting for reply from target cell\n");
	printk("hint: cell \"%s\" did not answer within %llu ms; it is stopped now\n",
	       cell_name(cell), waited / 1000);
	if (cell_suspend(cell) == 0) {
		cell->comm_page->comm.cell_state = JAILHOUSE_CELL_FAILED;
		cell_resume(cell);
	}
}

static bool exchange(struct cell *cell, u32 message, u32 expected)
{
	u64 start = clock_us(), timeout = timeout_us(cell);
	enum answer answer;

	if (cell->config.desc->flags & JAILHOUSE_CELL_PASSIVE_COMMREG) {
		return true;
	}
	jailhouse_send_msg_to_cell(&cell->comm_page->comm, message);

	for (;;) {
		answer = read_answer(cell, expected);
		if (answer != ANSWER_NONE) {
			return answer == ANSWER_OK;
		}
		if (clock_us() - start > timeout) {
			give_up(cell, timeout);
			return true;
		}
		cpu_relax();
	}
}

int message_request_shutdown(struct cell *cell)
{
	if (exchange(cell, JAILHOUSE_MSG_SHUTDOWN_REQUEST, JAILHOUSE_MSG_REQUEST_APPROVED)) {
		return 0;
	}
	return refuse(-EPERM, JAILHOUSE_REASON_SHUTDOWN_DENIED, cell, 0, 0);
}

void message_reconfig_completed(void)
{
	struct cell *cell;

	for_each_cell (cell) {
		if (cell != &root_cell) {
			exchange(cell, JAILHOUSE_MSG_RECONFIG_COMPLETED, JAILHOUSE_MSG_RECEIVED);
		}
	}
}
