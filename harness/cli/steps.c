// SPDX-License-Identifier: GPL-2.0-only
#include "steps.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../scenario/interpreter.h"

/* scenarios/lib/steps.tcl begins lines for us with this; all others are for the user. */
#define MARK '\001'

void steps_init(struct steps *t, struct session *session)
{
	memset(t, 0, sizeof(*t));
	t->session = session;
	t->in = t->out = -1;
	t->control.listener = t->control.client = -1;
	show_init(&t->show, false, NULL, 0);
}

static int listen_to_it(struct steps *t, struct problem *why)
{
	char *socket = format("%s/control", t->session->scratch);
	int ret = control_open(&t->control, socket, t->session, &t->show, why);

	free(socket);
	return ret;
}

static int start(struct steps *t, struct problem *why)
{
	int in[2], out[2];

	if (listen_to_it(t, why) != 0) {
		return -1;
	}
	if (pipe2(in, O_CLOEXEC) != 0) {
		return problem_set(why, "cannot make a pipe: %s", strerror(errno));
	}
	if (pipe2(out, O_CLOEXEC) != 0) {
		close(in[0]);
		close(in[1]);
		return problem_set(why, "cannot make a pipe: %s", strerror(errno));
	}
	t->pid = interpreter_start(t->session, "steps.tcl", NULL, in[0], out[1], why);
	close(in[0]);
	close(out[1]);
	t->in = in[1];
	t->out = out[0];
	return t->pid > 0 ? 0 : -1;
}

static void stop(struct steps *t)
{
	int status;

	if (t->pid > 0) {
		interpreter_stop(t->pid, &status);
	}
	if (t->in >= 0) {
		close(t->in);
		close(t->out);
	}
	control_close(&t->control);
	text_free(&t->next);
	text_free(&t->said);
	steps_init(t, t->session);
}

static int send_line(struct steps *t)
{
	int ret;

	text_puts(&t->next, "\n");
	ret = write_all(t->in, t->next.data, t->next.len, 5000);
	text_consume(&t->next, t->next.len);
	return ret;
}

int steps_do(struct steps *t, const char *line, size_t len, struct problem *why)
{
	if (t->pid <= 0 && start(t, why) != 0) {
		stop(t);
		return -1;
	}
	text_append(&t->next, line, len);
	t->busy = true;
	if (t->settled && send_line(t) != 0) {
		stop(t);
		return problem_set(why, "the interpreter of the steps does not listen");
	}
	return 0;
}

void steps_interrupt(struct steps *t)
{
	stop(t);
}

void steps_prepare(const struct steps *t, struct pollfd *p)
{
	p[0] = (struct pollfd){ .fd = t->out, .events = POLLIN };
	p[1] = (struct pollfd){ .fd = -1 };
	if (t->pid > 0) {
		control_poll_prepare(&t->control, &p[1]);
	}
}

/* A line that was meant for us. */
static enum steps_answer take_mark(struct steps *t, const char *word)
{
	static const struct {
		const char *word;
		enum steps_answer answer;
	} words[] = { { "done", STEPS_DONE }, { "wrong", STEPS_WRONG }, { "more", STEPS_MORE } };

	if (strcmp(word, "ready") == 0) {
		t->settled = true;
		return send_line(t) == 0 ? STEPS_BUSY : STEPS_LOST;
	}
	t->busy = false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(word, words[i].word) == 0) {
			return words[i].answer;
		}
	}
	return STEPS_LOST;
}

static enum steps_answer take_lines(struct steps *t, struct text *text)
{
	enum steps_answer answer = STEPS_BUSY;
	char *end;

	while (answer == STEPS_BUSY && t->said.len &&
	       (end = memchr(t->said.data, '\n', t->said.len))) {
		size_t len = end - t->said.data + 1;

		if (t->said.data[0] == MARK) {
			*end = 0;
			answer = take_mark(t, t->said.data + 1);
		} else {
			text_append(text, t->said.data, len);
		}
		text_consume(&t->said, len);
	}
	return answer;
}

enum steps_answer steps_handle(struct steps *t, const struct pollfd *p, struct text *text)
{
	enum steps_answer answer;
	char block[4096];
	ssize_t n;

	if (t->pid <= 0) {
		return STEPS_BUSY;
	}
	control_poll_handle(&t->control, &p[1]);
	if (!p[0].revents) {
		return STEPS_BUSY;
	}
	n = read(t->out, block, sizeof(block));
	if (n > 0) {
		text_append(&t->said, block, n);
	}
	answer = n > 0 ? take_lines(t, text) : STEPS_LOST;
	if (answer == STEPS_LOST) {
		stop(t);
	}
	return answer;
}

void steps_close(struct steps *t)
{
	stop(t);
}
