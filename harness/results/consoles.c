// SPDX-License-Identifier: GPL-2.0-only
#include "consoles.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "../base/files.h"
#include "plain.h"

#define TOGETHER_SECONDS 0.04
#define SHOWN_AT_START	 (192u << 10)
#define SHOWN_AT_END	 (64u << 10)

struct reel {
	json_t *events;
	struct plain plain;
	struct text pending; /* not yet an event */
	double since;	     /* when the first of it came */
};

static void flush(struct reel *r)
{
	if (r->pending.len) {
		json_array_append_new(
			r->events, json_pack("[f, s%]", r->since, r->pending.data, r->pending.len));
		text_free(&r->pending);
	}
}

static void add_event(struct reel *r, double at, const char *data)
{
	if (at - r->since > TOGETHER_SECONDS) {
		flush(r);
	}
	if (!r->pending.len) {
		r->since = at;
	}
	plain_filter(&r->plain, data, strlen(data), &r->pending);
}

/* One line of the recording; what is typed is echoed by the guest, so 'i' is left out. */
static void take_line(struct reel *r, const char *line)
{
	json_t *event = json_loads(line, 0, NULL);
	const char *kind = json_string_value(json_array_get(event, 1));
	const char *data = json_string_value(json_array_get(event, 2));

	if (kind && data && *kind == 'o') {
		add_event(r, json_number_value(json_array_get(event, 0)), data);
	}
	json_decref(event);
}

static size_t event_len(const json_t *events, size_t i)
{
	return json_string_length(json_array_get(json_array_get(events, i), 1));
}

/* Leave out the middle: the beginning says what it was, the end how it ended. */
static void shorten(json_t *events)
{
	size_t count = json_array_size(events), from = 0, to = count, len = 0;
	double at;

	while (from < count && len + event_len(events, from) <= SHOWN_AT_START) {
		len += event_len(events, from++);
	}
	for (len = 0; to > from && len + event_len(events, to - 1) <= SHOWN_AT_END;) {
		len += event_len(events, --to);
	}
	if (from == to) {
		return;
	}
	at = json_number_value(json_array_get(json_array_get(events, from), 0));
	for (size_t i = from; i < to; i++) {
		json_array_remove(events, from);
	}
	json_array_insert_new(
		events, from,
		json_pack("[f, s]", at,
			  "\n[... left out here; the .cast file has all of it ...]\n"));
}

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void base64(const unsigned char *data, size_t len, struct text *out)
{
	for (size_t i = 0; i < len; i += 3) {
		unsigned int bits = data[i] << 16 | (i + 1 < len ? data[i + 1] << 8 : 0) |
				    (i + 2 < len ? data[i + 2] : 0);
		char four[4] = { digits[bits >> 18], digits[bits >> 12 & 63],
				 i + 1 < len ? digits[bits >> 6 & 63] : '=',
				 i + 2 < len ? digits[bits & 63] : '=' };

		text_append(out, four, sizeof(four));
	}
}

static int compress_text(const char *json, struct text *out, struct problem *why)
{
	uLongf room = compressBound(strlen(json));
	unsigned char *packed = malloc(room);
	int ret = 0;

	if (!packed || compress2(packed, &room, (const Bytef *)json, strlen(json), 9) != Z_OK) {
		ret = problem_set(why, "cannot compress a recording");
	} else {
		base64(packed, room, out);
	}
	free(packed);
	return ret;
}

int page_pack(const json_t *value, struct text *out, struct problem *why)
{
	char *json = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(7));
	int ret = json ? compress_text(json, out, why) : problem_set(why, "it is no UTF-8");

	free(json);
	return ret;
}

int console_pack(const char *path, struct text *out, struct problem *why)
{
	struct reel reel = { .events = json_array() };
	struct text file = { 0 };
	char *rest, *line;
	int ret;

	if (file_read(path, &file, why) != 0) {
		json_decref(reel.events);
		return -1;
	}
	rest = file.data;
	while (rest && (line = strsep(&rest, "\n")) != NULL) {
		if (*line == '[') { /* the first line is a header */
			take_line(&reel, line);
		}
	}
	flush(&reel);
	shorten(reel.events);
	ret = page_pack(reel.events, out, why);
	json_decref(reel.events);
	text_free(&file);
	return ret;
}
