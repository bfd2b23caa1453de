// SPDX-License-Identifier: GPL-2.0-only
#include "qmp.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"

#define ANSWER_TIMEOUT_MS 30000

static void write_log(struct qmp *q, const char *direction, const char *line, size_t len)
{
	if (q->log) {
		fprintf(q->log, "%9.3f %s %.*s\n", clock_seconds() - q->started, direction,
			(int)len, line);
		fflush(q->log);
	}
}

static void note_event(struct qmp *q, json_t *message)
{
	const char *event = json_string_value(json_object_get(message, "event"));
	json_t *data = json_object_get(message, "data");
	const char *reason = json_string_value(json_object_get(data, "reason"));

	/* the first one is the cause; what libvirt does to the emulator then comes after it */
	if (event && !q->end_event[0] &&
	    (strcmp(event, "SHUTDOWN") == 0 || strcmp(event, "GUEST_PANICKED") == 0)) {
		snprintf(q->end_event, sizeof(q->end_event), "%s %s", event, reason ? reason : "");
	}
}

/* Take one complete message out of what was read; NULL if there is none. */
static json_t *next_message(struct qmp *q)
{
	json_t *message = NULL;

	while (!message && q->in.len) {
		char *end = memchr(q->in.data, '\n', q->in.len);
		size_t len;

		if (!end) {
			return NULL;
		}
		len = end - q->in.data;
		write_log(q, "<", q->in.data, len && end[-1] == '\r' ? len - 1 : len);
		message = json_loadb(q->in.data, len, 0, NULL);
		text_consume(&q->in, len + 1);
	}
	return message;
}

/* Wait for bytes; 0 when some came, 1 when the time is over, -1 when the line is closed. */
static int read_more(struct qmp *q, int timeout_ms)
{
	struct pollfd wait = { .fd = q->fd, .events = POLLIN };
	char block[4096];
	ssize_t n;

	if (q->fd < 0) {
		return -1;
	}
	n = poll(&wait, 1, timeout_ms);
	if (n == 0 || (n < 0 && errno == EINTR)) {
		return 1;
	}
	n = read(q->fd, block, sizeof(block));
	if (n <= 0) {
		close(q->fd);
		q->fd = -1;
		return -1;
	}
	text_append(&q->in, block, n);
	return 0;
}

int qmp_pump(struct qmp *q)
{
	json_t *message;
	int ret = read_more(q, 0);

	while ((message = next_message(q))) {
		note_event(q, message);
		json_decref(message);
	}
	return ret < 0 ? -1 : 0;
}

static int64_t last_moment(const struct qmp *q)
{
	int64_t usual = clock_ms() + ANSWER_TIMEOUT_MS;

	return q->until && q->until < usual ? q->until : usual;
}

/* The answer to command @id; events in between are noted. NULL: time-out or closed. */
static json_t *wait_answer(struct qmp *q, const char *id)
{
	int64_t deadline = last_moment(q);

	while (clock_ms() < deadline) {
		json_t *message = next_message(q);
		const char *got = json_string_value(json_object_get(message, "id"));

		if (message &&
		    ((!*id && json_object_get(message, "QMP")) || (got && strcmp(got, id) == 0))) {
			return message;
		}
		if (message) {
			note_event(q, message);
			json_decref(message);
		} else if (read_more(q, deadline - clock_ms()) < 0) {
			return NULL;
		}
	}
	return NULL;
}

static int send_command(struct qmp *q, json_t *command)
{
	char *line = json_dumps(command, JSON_COMPACT);
	int ret = -1;

	if (line && q->fd >= 0) {
		write_log(q, ">", line, strlen(line));
		ret = write_all(q->fd, line, strlen(line), 5000);
		if (ret == 0) {
			ret = write_all(q->fd, "\n", 1, 5000);
		}
	}
	free(line);
	return ret;
}

static int take_answer(json_t *message, const char *command, json_t **answer, struct problem *why)
{
	json_t *error = json_object_get(message, "error");
	json_t *value = json_object_get(message, "return");

	if (error || !value) {
		return problem_set(why, "QEMU refuses %s: %s", command,
				   error ? json_string_value(json_object_get(error, "desc"))
					 : "no answer");
	}
	if (answer) {
		*answer = json_incref(value);
	}
	return 0;
}

int qmp_command(struct qmp *q, const char *command, json_t **answer, struct problem *why)
{
	json_error_t where;
	json_t *parsed = json_loads(command, 0, &where);
	json_t *message = NULL;
	char id[24];
	int ret = -1;

	if (!json_is_object(parsed)) {
		json_decref(parsed);
		return problem_set(why, "not a QMP command: %s", command);
	}
	snprintf(id, sizeof(id), "yard-%u", ++q->next_id);
	json_object_set_new(parsed, "id", json_string(id));
	if (send_command(q, parsed) == 0) {
		message = wait_answer(q, id);
	}
	if (message) {
		ret = take_answer(message, command, answer, why);
	} else {
		problem_set(why, "QEMU does not answer %s", command);
	}
	json_decref(message);
	json_decref(parsed);
	return ret;
}

int qmp_open(struct qmp *q, const char *path, FILE *log, struct problem *why)
{
	json_t *greeting;

	memset(q, 0, sizeof(*q));
	q->log = log;
	q->started = clock_seconds();
	q->fd = socket_connect(path, why);
	if (q->fd < 0) {
		return -1;
	}
	greeting = wait_answer(q, "");
	if (!greeting) {
		return problem_set(why, "QEMU did not greet on its QMP socket %s", path);
	}
	json_decref(greeting);
	return qmp_command(q, "{\"execute\":\"qmp_capabilities\"}", NULL, why);
}

void qmp_close(struct qmp *q)
{
	if (q->fd >= 0) {
		close(q->fd);
	}
	q->fd = -1;
	text_free(&q->in);
}
