// SPDX-License-Identifier: GPL-2.0-only

/* Messages to cells that answer, refuse, are silent, or are not to be asked. */

#include "board.h"

#define MANAGE(name, id) hypercall(JAILHOUSE_HC_CELL_##name, id, 0)

static struct jailhouse_comm_region *comm(void)
{
	return &the_cell()->comm_page->comm;
}

static void start_running(void)
{
	start_with_cell();
	cr_assert_eq(MANAGE(START, CELL_ID), 0);
	journal_clear();
	board.tick = NULL;
}

static u32 answer_with, message_seen;
static unsigned int polls, answer_after;

static void answer_later(void)
{
	if (cell_find(CELL_ID) && comm()->msg_to_cell && ++polls > answer_after) {
		message_seen = comm()->msg_to_cell;
		jailhouse_send_reply_from_cell(comm(), answer_with);
	}
}

static void answer(u32 reply, unsigned int after)
{
	answer_with = reply;
	answer_after = after;
	polls = message_seen = 0;
	board.tick = answer_later;
}

Test(message, each_request_asks_first)
{
	start_running();
	answer(JAILHOUSE_MSG_REQUEST_APPROVED, 20);
	cr_expect_eq(MANAGE(START, CELL_ID), 0);
	cr_expect_eq(message_seen, JAILHOUSE_MSG_SHUTDOWN_REQUEST);
	answer(JAILHOUSE_MSG_REQUEST_APPROVED, 0);
	cr_expect_eq(MANAGE(SET_LOADABLE, CELL_ID), 0);
	cr_expect_eq(message_seen, JAILHOUSE_MSG_SHUTDOWN_REQUEST);
	cr_assert_eq(MANAGE(START, CELL_ID), 0);
	answer(JAILHOUSE_MSG_REQUEST_APPROVED, 0);
	cr_expect_eq(MANAGE(DESTROY, CELL_ID), 0);
	cr_expect_eq(message_seen, JAILHOUSE_MSG_SHUTDOWN_REQUEST);
}

Test(message, refusals_are_respected)
{
	static const u32 replies[] = { JAILHOUSE_MSG_REQUEST_DENIED, JAILHOUSE_MSG_UNKNOWN,
				       JAILHOUSE_MSG_RECEIVED, 0xdeadbeef };
	struct snapshot before;

	start_running();
	snapshot_take(&before);
	for (unsigned int n = 0; n < ARRAY_SIZE(replies); n++) {
		answer(replies[n], 3);
		cr_expect_eq(MANAGE(DESTROY, CELL_ID), -EPERM, "reply %x", replies[n]);
		expect_reason(SHUTDOWN_DENIED);
		cr_expect_str_eq(last_reason.cell, "cell");
		cr_expect_eq(MANAGE(START, CELL_ID), -EPERM);
		cr_expect_eq(MANAGE(SET_LOADABLE, CELL_ID), -EPERM);
	}
	expect_unchanged(&before, "refused");
	cr_expect_eq(board.cpus[CELL_CPU].starts, 1);
	cr_expect_eq(comm()->cell_state, JAILHOUSE_CELL_RUNNING);
}

static void write_stale_reply(void)
{
	comm()->reply_from_cell = JAILHOUSE_MSG_REQUEST_APPROVED;
}

Test(message, an_old_reply_does_not_count)
{
	start_running();
	write_stale_reply();
	answer(JAILHOUSE_MSG_REQUEST_DENIED, 5);
	cr_expect_eq(MANAGE(DESTROY, CELL_ID), -EPERM);
}

Test(message, a_cell_that_ended_is_not_waited_for)
{
	static const u32 ended[] = { JAILHOUSE_CELL_SHUT_DOWN, JAILHOUSE_CELL_FAILED,
				     JAILHOUSE_CELL_FAILED_COMM_REV };

	start_running();
	for (unsigned int n = 0; n < ARRAY_SIZE(ended); n++) {
		comm()->cell_state = ended[n];
		cr_expect_eq(MANAGE(START, CELL_ID), 0);
		expect_not_printed("Timeout");
	}
}

static void stop_without_reply(void)
{
	if (comm()->msg_to_cell && ++polls > 10) {
		comm()->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
	}
}

Test(message, shutting_down_is_an_answer)
{
	start_running();
	polls = 0;
	board.tick = stop_without_reply;
	cr_expect_eq(MANAGE(SET_LOADABLE, CELL_ID), 0);
	expect_not_printed("Timeout");
}

/* @return: the clock's steps from the request to its end */
static u64 time_of_destroy(u64 timeout)
{
	u64 begin;

	board.world = world_new();
	board.world->cell.desc.msg_reply_timeout = timeout;
	start_running();
	begin = clock_us();
	cr_expect_eq(MANAGE(DESTROY, CELL_ID), 0, "silence does not keep a cell");
	expect_order("Timeout expired while waiting for reply from target cell",
		     "hint: cell \"cell\" did not answer within", NULL);
	return clock_us() - begin;
}

/* Who sets no time-out may be slow: nothing is done to it. */
Test(message, silence_of_a_minute_is_a_refusal)
{
	struct snapshot before;
	u64 begin, waited;

	start_running();
	snapshot_take(&before);
	begin = clock_us();
	cr_expect_eq(MANAGE(DESTROY, CELL_ID), -EPERM);
	waited = clock_us() - begin;
	cr_expect(waited >= 60000000 && waited < 61000000, "%llu us", (unsigned long long)waited);
	expect_reason(SHUTDOWN_SILENT);
	cr_expect_str_eq(last_reason.cell, "cell");
	expect_order("Timeout expired while waiting for reply from target cell",
		     "hint: cell \"cell\" did not answer within 60000 ms; it runs on", NULL);
	expect_unchanged(&before, "silent");
	cr_expect_eq(comm()->cell_state, JAILHOUSE_CELL_RUNNING);
	cr_expect_eq(board.cpus[CELL_CPU].parks, 1, "since its creation");
	answer(JAILHOUSE_MSG_REQUEST_APPROVED, 0);
	cr_expect_eq(MANAGE(DESTROY, CELL_ID), 0);
}

/* Root stands still while it waits. */
Test(message, information_is_not_waited_for_long)
{
	u64 begin, waited;

	start_running();
	begin = clock_us();
	cr_expect_eq(create(&board.world->other), 0);
	waited = clock_us() - begin;
	cr_expect(waited >= 1000000 && waited < 2000000, "%llu us", (unsigned long long)waited);
	cr_expect_eq(comm()->cell_state, JAILHOUSE_CELL_RUNNING, "it runs on");
	cr_expect_eq(comm()->msg_to_cell, JAILHOUSE_MSG_RECONFIG_COMPLETED,
		     "and may still read it");
}

Test(message, silence_of_the_configured_time)
{
	u64 waited = time_of_destroy(5000000);

	cr_expect(waited >= 5000000 && waited < 6000000, "%llu us", (unsigned long long)waited);
}

Test(message, silence_of_a_second_at_least)
{
	u64 waited = time_of_destroy(1);

	cr_expect(waited >= 1000000 && waited < 2000000, "%llu us", (unsigned long long)waited);
}

Test(message, the_longest_timeout_does_not_overflow)
{
	start_running();
	((struct jailhouse_cell_desc *)the_cell()->config.desc)->msg_reply_timeout = ~0ULL;
	answer(JAILHOUSE_MSG_REQUEST_DENIED, 1000);
	cr_expect_eq(MANAGE(DESTROY, CELL_ID), -EPERM);
}

Test(message, a_silent_cell_fails_and_others_are_created)
{
	board.world = world_new();
	board.world->cell.desc.msg_reply_timeout = 1000000;
	start_running();
	cr_expect_eq(create(&board.world->other), 0, "information may stay unanswered");
	expect_printed("hint: cell \"cell\" did not answer");
	cr_expect_eq(comm()->cell_state, JAILHOUSE_CELL_FAILED);
	cr_expect_eq(board.cpus[CELL_CPU].parks, 2, "created, and stopped");
	journal_clear();
	cr_expect_eq(MANAGE(DESTROY, OTHER_ID), 0, "a failed cell is not asked again");
	expect_not_printed("Timeout");
}

/* Neither the cell's code nor its CPU answers. */
Test(message, a_silent_cell_on_a_silent_cpu)
{
	board.world = world_new();
	board.world->cell.desc.msg_reply_timeout = 1000000;
	start_running();
	board.cpus[CELL_CPU].silent = true;
	cr_expect_eq(MANAGE(DESTROY, CELL_ID), -EBUSY);
	expect_reason(CPU_SILENT);
	cr_expect_eq(last_reason.cpu, CELL_CPU);
	cr_expect_eq(create(&board.world->other), 0, "others are not held up");
}

Test(message, passive_cells_are_not_asked)
{
	board.world = world_new();
	board.world->cell.desc.flags |= JAILHOUSE_CELL_PASSIVE_COMMREG;
	start_running();
	comm()->msg_to_cell = 0x55;
	comm()->reply_from_cell = 0x66;
	cr_assert_eq(create(&board.world->other), 0);
	cr_expect_eq(comm()->msg_to_cell, 0x55, "nothing is written");
	cr_expect_eq(comm()->reply_from_cell, 0x66);
	cr_expect_eq(MANAGE(DESTROY, CELL_ID), 0);
	expect_not_printed("Timeout");
}

Test(message, others_hear_of_changes)
{
	start_running();
	answer(JAILHOUSE_MSG_RECEIVED, 2);
	cr_assert_eq(create(&board.world->other), 0);
	cr_expect_eq(message_seen, JAILHOUSE_MSG_RECONFIG_COMPLETED);
	answer(JAILHOUSE_MSG_UNKNOWN, 2);
	cr_expect_eq(MANAGE(DESTROY, OTHER_ID), 0, "whatever they say");
	cr_expect_eq(message_seen, JAILHOUSE_MSG_RECONFIG_COMPLETED);
	expect_not_printed("Timeout");
}

/* A request that succeeds leaves no reason, even if a cell was given up meanwhile. */
Test(message, success_leaves_no_reason)
{
	board.world = world_new();
	board.world->cell.desc.msg_reply_timeout = 1000000;
	start_running();
	board.cpus[CELL_CPU].silent = true;
	cr_assert_eq(create(&board.world->other), 0);
	cr_expect_eq(last_reason.code, JAILHOUSE_REASON_NONE);
}
