// SPDX-License-Identifier: GPL-2.0-only
#include "control.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../base/files.h"

/* The longest stretch of memory that one request can read or write. */
#define PEEK_MAX 65536
/* bytes of steps.log: a loop without end must not fill the disk */
#define STEPS_MOST (4 << 20)

static char *unescape(const char *s)
{
	char *out = copy_string(s);
	char *to = out;

	for (; *s; s++) {
		if (*s == '\\' && s[1]) {
			s++;
			*to++ = *s == 'n' ? '\n' : *s;
		} else {
			*to++ = *s;
		}
	}
	*to = 0;
	return out;
}

static void say_no(struct text *answer, const char *sentence)
{
	text_puts(answer, "no ");
	for (; *sentence; sentence++) {
		if (*sentence == '\n') {
			text_puts(answer, "\\n");
		} else {
			text_puts(answer, *sentence == '\\' ? "\\" : "");
			text_append(answer, sentence, 1);
		}
	}
}

static void do_step(struct control *c, const char *argument, struct text *answer)
{
	if (c->steps && ftell(c->steps) > STEPS_MOST) {
		say_no(answer, "these are too many steps: steps.log is longer than 4 MiB");
		return;
	}
	free(c->step);
	c->step = *argument ? unescape(argument) : NULL;
	if (!c->step) {
		text_puts(answer, "ok");
		return;
	}
	if (c->steps) {
		fprintf(c->steps, "%9.3f %s\n", clock_seconds() - c->session->started, c->step);
		fflush(c->steps);
	}
	show_step(c->show, c->step);
	text_puts(answer, "ok");
}

static void do_at(struct control *c, const char *argument, struct text *answer)
{
	size_t len = strcspn(argument, " ");

	(void)answer;
	free(c->lines);
	free(c->waits);
	c->lines = strndup(argument, len);
	c->waits = argument[len] ? unescape(argument + len + 1) : NULL;
}

static void do_reached(struct control *c, const char *argument, struct text *answer)
{
	struct problem why;
	enum state state;

	if (state_parse(argument, &state, &why) != 0) {
		say_no(answer, why.text);
		return;
	}
	session_reached(c->session, state);
	text_puts(answer, "ok");
}

static void do_qmp(struct control *c, const char *argument, struct text *answer)
{
	struct problem why;
	json_t *value = NULL;
	char *dump;

	if (qmp_command(&c->session->qmp, argument, &value, &why) != 0) {
		say_no(answer, why.text);
		return;
	}
	dump = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	text_printf(answer, "ok %s", dump ? dump : "");
	free(dump);
	json_decref(value);
}

static int parse_peek(const char *argument, uint64_t *address, uint64_t *len)
{
	struct words w = { 0 };
	int ret = -1;

	words_split(&w, argument);
	if (w.count == 2 && parse_size(w.item[0], address) == 0 &&
	    parse_size(w.item[1], len) == 0 && *len && *len <= PEEK_MAX) {
		ret = 0;
	}
	words_free(&w);
	return ret;
}

static void do_peek(struct control *c, const char *argument, struct text *answer)
{
	uint64_t address, len;
	struct problem why;
	uint8_t *bytes;

	if (parse_peek(argument, &address, &len) != 0) {
		say_no(answer, "peek needs an address and a length from 1 to 65536");
		return;
	}
	bytes = calloc(1, len);
	if (!bytes || memory_read(&c->session->memory, address, bytes, len, &why) != 0) {
		say_no(answer, bytes ? why.text : "out of memory");
	} else {
		text_puts(answer, "ok ");
		for (uint64_t i = 0; i < len; i++) {
			text_printf(answer, "%02x", bytes[i]);
		}
	}
	free(bytes);
}

/* Hexadecimal digits in pairs; the number of bytes, or -1. */
static int parse_bytes(const char *hex, uint8_t *bytes, int room)
{
	int n = 0;

	while (*hex) {
		char pair[3] = { hex[0], hex[1], 0 };
		char *end;

		if (n == room) {
			return -1;
		}
		bytes[n++] = strtoul(pair, &end, 16);
		if (end != pair + 2) {
			return -1;
		}
		hex += 2;
	}
	return n;
}

static void do_poke(struct control *c, const char *argument, struct text *answer)
{
	struct words w = { 0 };
	struct problem why;
	uint8_t bytes[4096];
	uint64_t address;
	int len = -1;

	words_split(&w, argument);
	if (w.count == 2 && parse_size(w.item[0], &address) == 0) {
		len = parse_bytes(w.item[1], bytes, sizeof(bytes));
	}
	if (len < 1) {
		say_no(answer, "poke needs an address and 1 to 4096 bytes in hexadecimal");
	} else if (memory_write(&c->session->memory, address, bytes, len, &why) != 0) {
		say_no(answer, why.text);
	} else {
		text_puts(answer, "ok");
	}
	words_free(&w);
}

static void do_alive(struct control *c, const char *argument, struct text *answer)
{
	(void)argument;
	if (c->session->dead) {
		say_no(answer, c->session->death);
	} else {
		text_puts(answer, "ok");
	}
}

static void do_clock(struct control *c, const char *argument, struct text *answer)
{
	(void)argument;
	text_printf(answer, "ok %lld", (long long)patience_now(&c->session->patience));
}

static void do_held(struct control *c, const char *argument, struct text *answer)
{
	const struct hold *h = &c->session->hold;

	(void)argument;
	text_puts(answer, "ok");
	if (h->stopped) {
		text_printf(answer, " %u %llu %s", h->cpu, (unsigned long long)h->instructions,
			    h->ordered ? "order" : "mark");
	}
}

static void do_order(struct control *c, const char *argument, struct text *answer)
{
	struct problem why;

	if (hold_order(&c->session->hold, argument, &why) != 0) {
		say_no(answer, why.text);
	} else {
		text_puts(answer, "ok");
	}
}

static void do_go(struct control *c, const char *argument, struct text *answer)
{
	(void)argument;
	session_let_go(c->session);
	text_puts(answer, "ok");
}

static void do_gone(struct control *c, const char *argument, struct text *answer)
{
	(void)argument;
	session_goes_on(c->session);
	text_puts(answer, "ok");
}

static void do_verdict(struct control *c, const char *argument, struct text *answer)
{
	size_t len = strcspn(argument, " ");
	char *name = strndup(argument, len);

	if (name && strcmp(name, "EOF") == 0) {
		c->eof = true;
	} else if (!name || verdict_parse(name, &c->verdict) != 0) {
		say_no(answer, "there is no such verdict");
		free(name);
		return;
	}
	free(c->message);
	c->message = unescape(argument + len + (argument[len] == ' '));
	c->closing = true;
	text_puts(answer, "ok");
	free(name);
}

void control_request(struct control *c, const char *request, struct text *answer)
{
	static const struct {
		const char *name;
		void (*handle)(struct control *c, const char *argument, struct text *answer);
	} verbs[] = { { "step", do_step },	 { "at", do_at },	    { "qmp", do_qmp },
		      { "reached", do_reached }, { "peek", do_peek },	    { "poke", do_poke },
		      { "alive", do_alive },	 { "verdict", do_verdict }, { "clock", do_clock },
		      { "held", do_held },	 { "order", do_order },	    { "go", do_go },
		      { "gone", do_gone } };
	size_t len = strcspn(request, " ");

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strlen(verbs[i].name) == len && memcmp(verbs[i].name, request, len) == 0) {
			verbs[i].handle(c, request + len + (request[len] == ' '), answer);
			return;
		}
	}
	say_no(answer, "the harness does not know this request");
}

static void answer_all(struct control *c)
{
	char *end;

	while (c->client >= 0 && c->in.len && (end = memchr(c->in.data, '\n', c->in.len))) {
		struct text answer = { 0 };
		size_t len = end - c->in.data;

		*end = 0;
		control_request(c, c->in.data, &answer);
		if (answer.len) {
			text_puts(&answer, "\n");
		}
		if (answer.len && write_all(c->client, answer.data, answer.len, 5000) != 0) {
			close(c->client);
			c->client = -1;
		}
		text_free(&answer);
		text_consume(&c->in, len + 1);
	}
}

int control_open(struct control *c, const char *socket, struct session *session, struct show *show,
		 struct problem *why)
{
	char *steps = format("%s/steps.log", session->results);

	memset(c, 0, sizeof(*c));
	c->session = session;
	c->show = show;
	c->client = -1;
	c->steps = fopen(steps, "ae");
	free(steps);
	c->listener = socket_listen(socket, why);
	return c->listener < 0 ? -1 : 0;
}

void control_close(struct control *c)
{
	if (c->listener >= 0) {
		close(c->listener);
	}
	if (c->client >= 0) {
		close(c->client);
	}
	if (c->steps) {
		fclose(c->steps);
	}
	free(c->step);
	free(c->message);
	free(c->lines);
	free(c->waits);
	text_free(&c->in);
}

void control_poll_prepare(const struct control *c, struct pollfd *p)
{
	*p = (struct pollfd){ .fd = c->client < 0 ? c->listener : c->client, .events = POLLIN };
}

void control_poll_handle(struct control *c, const struct pollfd *p)
{
	char block[4096];
	ssize_t n;

	if (!p->revents) {
		return;
	}
	if (c->client < 0) {
		c->client = accept4(c->listener, NULL, NULL, SOCK_CLOEXEC);
		return;
	}
	n = read(c->client, block, sizeof(block));
	if (n > 0) {
		text_append(&c->in, block, n);
		answer_all(c);
	} else {
		close(c->client);
		c->client = -1;
	}
}
