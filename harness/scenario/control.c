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

static int parse_numbers(const char *argument, uint64_t *number, size_t count)
{
	struct words w = { 0 };
	int ret = 0;

	words_split(&w, argument);
	for (size_t n = 0; ret == 0 && n < count; n++) {
		ret = n < w.count ? parse_size(w.item[n], &number[n]) : -1;
	}
	ret = w.count == count ? ret : -1;
	words_free(&w);
	return ret;
}

static void put_bytes(struct text *answer, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		text_printf(answer, "%02x", bytes[i]);
	}
}

static void do_peek(struct control *c, const char *argument, struct text *answer)
{
	uint64_t at[2]; /* address, length */
	struct problem why;
	uint8_t *bytes;

	if (parse_numbers(argument, at, 2) != 0 || !at[1] || at[1] > PEEK_MAX) {
		say_no(answer, "peek needs an address and a length from 1 to 65536");
		return;
	}
	bytes = calloc(1, at[1]);
	if (!bytes || memory_read(&c->session->memory, at[0], bytes, at[1], &why) != 0) {
		say_no(answer, bytes ? why.text : "out of memory");
	} else {
		text_puts(answer, "ok ");
		put_bytes(answer, bytes, at[1]);
	}
	free(bytes);
}

static void do_fill(struct control *c, const char *argument, struct text *answer)
{
	uint64_t at[3]; /* address, length, byte */
	struct problem why;

	if (parse_numbers(argument, at, 3) != 0 || at[2] > 0xff) {
		say_no(answer, "fill needs an address, a length and a byte");
	} else if (memory_fill(&c->session->memory, at[0], at[1], at[2], &why) != 0) {
		say_no(answer, why.text);
	} else {
		text_puts(answer, "ok");
	}
}

static void do_keep(struct control *c, const char *argument, struct text *answer)
{
	uint64_t at[2]; /* address, length */
	struct problem why;

	if (parse_numbers(argument, at, 2) != 0 || !at[1]) {
		say_no(answer, "keep needs an address and a length");
	} else if (kept_add(&c->kept, &c->session->memory, at[0], at[1], &why) != 0) {
		say_no(answer, why.text);
	} else {
		text_puts(answer, "ok");
	}
}

static void do_changed(struct control *c, const char *argument, struct text *answer)
{
	struct kept_difference d;

	(void)argument;
	text_puts(answer, "ok");
	if (c->session->memory.mapped && kept_differs(&c->kept, &c->session->memory, &d)) {
		text_printf(answer, " 0x%llx ", (unsigned long long)d.address);
		put_bytes(answer, d.was, d.len);
		text_puts(answer, " ");
		put_bytes(answer, d.is, d.len);
	}
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
		      { "gone", do_gone },	 { "fill", do_fill },	    { "keep", do_keep },
		      { "changed", do_changed } };
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
	kept_free(&c->kept);
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
