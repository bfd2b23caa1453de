// SPDX-License-Identifier: GPL-2.0-only
/* A run as TAP, version 14: each test point says in YAML what it was and how long it took. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

/* A hash would begin a directive. */
static void put_description(struct text *out, const char *s)
{
	for (; *s; s++) {
		text_printf(out, "%s%c", *s == '#' || *s == '\\' ? "\\" : "", *s);
	}
}

/* A string of JSON is one of YAML. */
static void put_string(struct text *out, const char *name, const char *value, size_t length)
{
	json_t *string = json_stringn_nocheck(value, length);
	char *quoted = json_dumps(string, JSON_ENCODE_ANY);

	text_printf(out, "  %s: %s\n", name, quoted ? quoted : "\"\"");
	free(quoted);
	json_decref(string);
}

/* Of a message, in which is nothing that YAML cannot hold: see outcome_set(). */
static void put_lines(struct text *out, const char *name, const char *p)
{
	text_printf(out, "  %s: |2\n", name);
	while (*p) {
		size_t len = strcspn(p, "\n");

		text_printf(out, "%s%.*s\n", len ? "    " : "", (int)len, p);
		p += len + (p[len] == '\n');
	}
}

static void put_diagnostics(const struct outcome *o, struct text *out)
{
	const char *message = o->message ? o->message : "";
	size_t headline = strcspn(message, "\n");

	text_printf(out, "  ---\n  verdict: %s\n  duration_ms: %.0f\n", verdict_name(o->verdict),
		    o->seconds * 1000);
	put_string(out, "machine", o->trial.machine, strlen(o->trial.machine));
	put_string(out, "kernel", o->trial.kernel, strlen(o->trial.kernel));
	put_string(out, "scenario", o->trial.scenario, strlen(o->trial.scenario));
	put_string(out, "logs", o->trial.folder, strlen(o->trial.folder));
	if (headline) {
		put_string(out, "message", message, headline);
	}
	if (message[headline] && message[headline + 1]) {
		put_lines(out, "details", message + headline + 1);
	}
	text_puts(out, "  ...\n");
}

static void put_point(const struct outcome *o, size_t number, struct text *out)
{
	text_printf(out, "%s %zu - ", outcome_failed(o) ? "not ok" : "ok", number);
	put_description(out, outcome_key(o));
	if (o->verdict == VERDICT_SKIP) {
		text_printf(out, " # SKIP %.*s", outcome_headline(o), o->message);
	} else if (outcome_known(o)) {
		text_printf(out, " # TODO %s", o->trial.known);
	}
	text_puts(out, "\n");
	put_diagnostics(o, out);
}

void report_tap(const struct outcome *list, size_t count, size_t planned, struct text *out)
{
	text_printf(out, "TAP version 14\n1..%zu\n", planned);
	for (size_t i = 0; i < count; i++) {
		put_point(&list[i], i + 1, out);
	}
	if (count < planned) {
		text_printf(out, "Bail out! interrupted: %zu of %zu played\n", count, planned);
	}
}
