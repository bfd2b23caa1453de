// SPDX-License-Identifier: GPL-2.0-only
#include "outcome.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "../base/utf8.h"

static const char *const names[VERDICT_COUNT] = { "PASS", "FAIL", "SKIP", "ERROR", "CRASH" };

const char *verdict_name(enum verdict v)
{
	return names[v];
}

int verdict_parse(const char *name, enum verdict *v)
{
	for (unsigned int i = 0; i < VERDICT_COUNT; i++) {
		if (strcmp(name, names[i]) == 0) {
			*v = i;
			return 0;
		}
	}
	return -1;
}

void outcome_set(struct outcome *o, enum verdict v, const char *message)
{
	char *copy = copy_string(message);

	/* consoles can hold any byte, and others read results */
	utf8_clean(copy, strlen(copy));
	free(o->message);
	o->verdict = v;
	o->message = copy;
}

void outcome_head(struct outcome *o, const char *line)
{
	char *message =
		o->message && *o->message ? format("%s\n%s", line, o->message) : copy_string(line);

	outcome_set(o, o->verdict, message);
	free(message);
}

void outcome_free(struct outcome *o)
{
	free(o->message);
	o->message = NULL;
}

bool outcome_failed(const struct outcome *o)
{
	return o->verdict != VERDICT_PASS && o->verdict != VERDICT_SKIP;
}

bool outcome_known(const struct outcome *o)
{
	return outcome_failed(o) && o->trial.known[0] &&
	       strcmp(o->trial.known_as, verdict_name(o->verdict)) == 0;
}

const char *outcome_key(const struct outcome *o)
{
	return o->trial.folder;
}

int outcome_headline(const struct outcome *o)
{
	return o->message ? strcspn(o->message, "\n") : 0;
}

static char *record_path(const struct outcome *o, const char *run)
{
	return format("%s/%s/result.json", run, o->trial.folder);
}

int outcome_save(const struct outcome *o, const char *run, struct problem *why)
{
	char *path = record_path(o, run);
	json_t *record = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:f}", "scenario",
				   o->trial.scenario, "machine", o->trial.machine, "kernel",
				   o->trial.kernel, "accelerator", o->trial.kvm ? "kvm" : "tcg",
				   "known", outcome_known(o) ? o->trial.known : "", "verdict",
				   verdict_name(o->verdict), "message",
				   o->message ? o->message : "", "seconds", o->seconds);
	char *content = json_dumps(record, JSON_INDENT(1));
	char *folder = format("%s/%s", run, o->trial.folder);
	int ret = -1;

	if (!content) {
		problem_set(why, "cannot express the result of %s as JSON", outcome_key(o));
	} else if (folder_make(folder, why) == 0) {
		ret = file_write(path, content, why);
	}
	free(folder);
	free(content);
	json_decref(record);
	free(path);
	return ret;
}

int outcome_load(struct outcome *o, const char *run, struct problem *why)
{
	char *path = record_path(o, run);
	json_error_t where;
	json_t *record = json_load_file(path, 0, &where);
	const char *verdict = json_string_value(json_object_get(record, "verdict"));
	const char *message = json_string_value(json_object_get(record, "message"));
	enum verdict v;
	int ret = 0;

	if (verdict && message && verdict_parse(verdict, &v) == 0) {
		outcome_set(o, v, message);
		o->seconds = json_number_value(json_object_get(record, "seconds"));
	} else {
		ret = problem_set(why, "there is no usable %s", path);
	}
	json_decref(record);
	free(path);
	return ret;
}
