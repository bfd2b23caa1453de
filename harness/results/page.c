// SPDX-License-Identifier: GPL-2.0-only
#include "page.h"

#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "../base/utf8.h"
#include "consoles.h"
#include "embedded.h"
#include "queries.h"

struct page {
	const struct page_request *request;
	json_t *data;
	struct problem *why; /* filled in once the store failed */
	bool failed;
	struct text
		consoles; /* <script> elements with what is only wanted when a trial is looked at */
	unsigned int console_count;
	json_t *created; /* {machine: {cell that the hypervisor created: true}} */
};

static const char *column(sqlite3_stmt *s, int i)
{
	const char *text = (const char *)sqlite3_column_text(s, i);

	return text ? text : "";
}

/* Whether there is one more row. */
static bool step(struct page *p, sqlite3_stmt *s)
{
	int more = s ? database_step(p->request->db, s, p->why) : -1;

	p->failed |= more < 0;
	return more > 0;
}

/* Whether what the run, or a trial of it, left is still there: `yard gc` removes it. */
static bool has_folder(const struct page *p, const char *trial)
{
	char *path = format("%s/%s/%s", p->request->runs, p->request->run, trial);
	bool there = file_exists(path);

	free(path);
	return there;
}

static void load_run(struct page *p)
{
	sqlite3_stmt *s = database_prepare(
		p->request->db, p->why,
		"SELECT started, seconds, version, command, processors, interrupted, going, unread "
		"FROM run WHERE name = ?",
		"s", p->request->run);

	if (step(p, s)) {
		json_object_set_new(p->data, "run",
				    json_pack("{s:s, s:I, s:o, s:s, s:s, s:i, s:b, s:b, s:s, s:b}",
					      "name", p->request->run, "started",
					      (json_int_t)sqlite3_column_int64(s, 0), "seconds",
					      sqlite3_column_type(s, 1) == SQLITE_NULL
						      ? json_null()
						      : json_real(sqlite3_column_double(s, 1)),
					      "version", column(s, 2), "command", column(s, 3),
					      "processors", sqlite3_column_int(s, 4), "interrupted",
					      sqlite3_column_int(s, 5), "going",
					      sqlite3_column_int(s, 6), "unread", column(s, 7),
					      "removed", !has_folder(p, "")));
	} else if (!p->failed) {
		p->failed = true;
		problem_set(p->why, "there is no run %s; `yard history` lists them",
			    p->request->run);
	}
	sqlite3_finalize(s);
}

static json_t *load_samples(struct page *p, sqlite3_int64 trial, const char *name)
{
	sqlite3_stmt *s =
		database_prepare(p->request->db, p->why,
				 "SELECT value FROM sample WHERE trial = ? AND name = ? ORDER BY n",
				 "is", trial, name);
	json_t *values = json_array();

	while (step(p, s)) {
		json_array_append_new(values, json_real(sqlite3_column_double(s, 0)));
	}
	sqlite3_finalize(s);
	return values;
}

/* Logs may have been thrown away since: then the page does without them. */
static json_t *text_of(struct page *p, const char *folder, const char *name)
{
	char *path = format("%s/%s/%s/%s", p->request->runs, p->request->run, folder, name);
	struct text text = { 0 };
	json_t *string;

	if (file_exists(path)) {
		file_read(path, &text, NULL);
	}
	utf8_clean_text(&text);
	string = json_stringn(text_str(&text), text.len);
	text_free(&text);
	free(path);
	return string;
}

/* {surface: {class: how many}}, empty if the trial injected nothing. */
static json_t *load_outcomes(struct page *p, sqlite3_int64 trial)
{
	sqlite3_stmt *s = database_prepare(
		p->request->db, p->why,
		"SELECT surface, class, count FROM outcome WHERE trial = ? ORDER BY surface", "i",
		trial);
	json_t *surfaces = json_object();

	while (step(p, s)) {
		json_t *classes = json_object_get(surfaces, column(s, 0));

		if (!classes) {
			classes = json_object();
			json_object_set_new(surfaces, column(s, 0), classes);
		}
		json_object_set_new(classes, column(s, 1),
				    json_integer(sqlite3_column_int64(s, 2)));
	}
	sqlite3_finalize(s);
	return surfaces;
}

static void embed(struct page *p, const char *id, const struct text *packed)
{
	text_printf(&p->consoles, "<script type=\"text/plain\" id=\"%s\">", id);
	text_puts(&p->consoles, text_str(packed));
	text_puts(&p->consoles, "</script>\n");
}

static json_t *load_consoles(struct page *p, const char *folder)
{
	static const char *const names[] = { "hypervisor", "linux" };
	json_t *list = json_array();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *path = format("%s/%s/%s/%s.cast", p->request->runs, p->request->run, folder,
				    names[i]);
		char *id = format("console-%u", p->console_count);
		struct text packed = { 0 };

		if (file_exists(path) && console_pack(path, &packed, NULL) == 0) {
			embed(p, id, &packed);
			json_array_append_new(list, json_pack("[s, s]", names[i], id));
			p->console_count++;
		}
		text_free(&packed);
		free(id);
		free(path);
	}
	return list;
}

/* exits.tsv as {names: [counter...], rows: [[seconds, CPU, count...]...]}. */
static json_t *exits_of(char *lines)
{
	json_t *names = json_array(), *rows = json_array();
	char *line = strsep(&lines, "\n"), *field;

	for (unsigned int n = 0; (field = strsep(&line, "\t")) != NULL; n++) {
		if (n >= 2) {
			json_array_append_new(names, json_string(field));
		}
	}
	while ((line = strsep(&lines, "\n")) != NULL) {
		json_t *row = json_array();

		while ((field = strsep(&line, "\t")) != NULL && *field) {
			json_array_append_new(row, json_real(strtod(field, NULL)));
		}
		if (json_array_size(row) == json_array_size(names) + 2) {
			json_array_append(rows, row);
		}
		json_decref(row);
	}
	return json_pack("{s:o, s:o}", "names", names, "rows", rows);
}

/* The id of the element that holds the exits over time; null if nothing was counted. */
static json_t *load_exits(struct page *p, const char *folder)
{
	json_t *text = text_of(p, folder, "exits.tsv"), *exits, *name = json_null();
	char *lines = copy_string(json_string_value(text));
	struct text packed = { 0 };

	exits = exits_of(lines);
	if (json_array_size(json_object_get(exits, "rows")) &&
	    page_pack(exits, &packed, NULL) == 0) {
		char *id = format("exits-%u", p->console_count++);

		embed(p, id, &packed);
		name = json_string(id);
		free(id);
	}
	text_free(&packed);
	json_decref(exits);
	json_decref(text);
	free(lines);
	return name;
}

/* What the hypervisor says that it created: of those there is a map. Returns their names. */
static json_t *note_cells(struct page *p, const char *folder, const char *machine)
{
	static const char created[] = "Created cell \"";
	json_t *log = text_of(p, folder, "hypervisor.log"), *names;
	json_t *cells = json_object_get(p->created, machine), *own = json_object(), *yes;
	const char *name;

	if (!cells) {
		cells = json_object();
		json_object_set_new(p->created, machine, cells);
	}
	for (const char *s = json_string_value(log); (s = strstr(s, created)) != NULL;) {
		s += strlen(created);
		json_object_setn_new(own, s, strcspn(s, "\"\n"), json_true());
	}
	names = json_array();
	json_object_foreach(own, name, yes)
	{
		json_array_append_new(names, json_string(name));
	}
	json_object_update(cells, own);
	json_decref(own);
	json_decref(log);
	return names;
}

/* The maps that the run kept, of what was played; null if it kept none. */
static json_t *load_maps(const struct page *p)
{
	char *path = format("%s/%s/maps.json", p->request->runs, p->request->run);
	json_t *kept = json_load_file(path, 0, NULL), *maps = kept ? json_object() : json_null();
	json_t *cells, *map, *played, *created;
	const char *machine;
	size_t i;

	json_object_foreach(kept, machine, cells)
	{
		created = json_object_get(p->created, machine);
		played = json_array();
		json_array_foreach(cells, i, map)
		{
			const char *name = json_string_value(json_object_get(map, "name"));

			if (json_is_true(json_object_get(map, "root")) ||
			    (name && json_object_get(created, name))) {
				json_array_append(played, map);
			}
		}
		if (created) {
			json_object_set(maps, machine, played);
		}
		json_decref(played);
	}
	json_decref(kept);
	free(path);
	return maps;
}

static json_t *load_trial(struct page *p, sqlite3_stmt *s)
{
	const char *folder = column(s, 1);
	bool skipped = strcmp(column(s, 6), "SKIP") == 0;

	return json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:f, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:b}",
		"folder", folder, "machine", column(s, 2), "scenario", column(s, 3), "kernel",
		column(s, 4), "accelerator", column(s, 5), "verdict", column(s, 6), "known",
		column(s, 7), "seconds", sqlite3_column_double(s, 8), "message", column(s, 9),
		"jitter", load_samples(p, sqlite3_column_int64(s, 0), "jitter"), "steps",
		text_of(p, folder, "steps.log"), "outcomes",
		load_outcomes(p, sqlite3_column_int64(s, 0)), "consoles", load_consoles(p, folder),
		"exits", load_exits(p, folder), "cells",
		skipped ? json_array() : note_cells(p, folder, column(s, 2)), "removed",
		!has_folder(p, folder));
}

static void load_trials(struct page *p)
{
	sqlite3_stmt *s = database_prepare(
		p->request->db, p->why,
		"SELECT trial.id, folder, machine, scenario, kernel, accelerator, verdict, known, "
		"trial.seconds, message FROM told AS trial JOIN run ON run.id = trial.run "
		"WHERE run.name = ? ORDER BY machine, scenario, folder",
		"s", p->request->run);
	json_t *list = json_array();

	json_object_set_new(p->data, "trials", list);
	while (step(p, s)) {
		json_t *trial = load_trial(p, s);

		if (!trial) {
			p->failed = true;
			problem_set(p->why, "cannot express trial %s of run %s as JSON",
				    column(s, 1), p->request->run);
		}
		json_array_append_new(list, trial);
	}
	sqlite3_finalize(s);
}

static bool has_trial(const json_t *trials, const char *folder)
{
	const json_t *trial;
	size_t i;

	json_array_foreach(trials, i, trial)
	{
		if (strcmp(json_string_value(json_object_get(trial, "folder")), folder) == 0) {
			return true;
		}
	}
	return false;
}

/*
 * A trial without a result: what there is of it. @folder: MACHINE/SCENARIO[@KERNEL][#N]; of a trial
 * that has begun there is a folder.
 */
static json_t *load_unfinished(struct page *p, const char *folder)
{
	char *machine = format("%.*s", (int)strcspn(folder, "/"), folder);
	const char *rest = folder[strlen(machine)] ? folder + strlen(machine) + 1 : "";
	char *scenario = format("%.*s", (int)strcspn(rest, "@#"), rest);
	const char *at = rest + strlen(scenario);
	const char *usual = json_string_value(json_object_get(p->request->kernels, machine));
	char *kernel = *at == '@' ? format("%.*s", (int)strcspn(at + 1, "#"), at + 1)
				  : copy_string(usual ? usual : "");
	bool begun = has_folder(p, folder);
	json_t *trial;

	trial = json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:f, s:s, s:[], s:o, s:{}, s:o, s:o, s:o}",
		"folder", folder, "machine", machine, "scenario", scenario, "kernel", kernel,
		"accelerator", "", "verdict", begun ? "ABORTED" : "UNPLAYED", "known", "",
		"seconds", 0.0, "message", "", "jitter", "steps", text_of(p, folder, "steps.log"),
		"outcomes", "consoles", load_consoles(p, folder), "exits", load_exits(p, folder),
		"cells", begun ? note_cells(p, folder, machine) : json_array());
	free(kernel);
	free(scenario);
	free(machine);
	return trial;
}

/* What a run that has not ended was still to play. */
static void load_plan(struct page *p)
{
	char *path = format("%s/%s/run.json", p->request->runs, p->request->run);
	json_t *record = json_load_file(path, 0, NULL), *folder;
	json_t *trials = json_object_get(p->data, "trials");
	size_t i;

	/* of one that has, the store may have a part: the rest was removed */
	if (json_object_get(record, "seconds") &&
	    !json_integer_value(json_object_get(record, "interrupted"))) {
		json_decref(record);
		record = NULL;
	}
	json_array_foreach(json_object_get(record, "plan"), i, folder)
	{
		const char *name = json_string_value(folder);

		if (name && !strstr(name, "..") && !has_trial(trials, name)) {
			json_array_append_new(trials, load_unfinished(p, name));
		}
	}
	json_decref(record);
	free(path);
}

static void load_before(struct page *p)
{
	char *name = p->request->before ? copy_string(p->request->before) : NULL;
	sqlite3_stmt *s;
	json_t *trials = json_object();

	if (!name && run_before(p->request->db, p->request->run, &name, p->why) != 0) {
		p->failed = true;
	}
	s = database_prepare(
		p->request->db, p->why,
		"SELECT folder, verdict, trial.seconds, known, message FROM told AS trial JOIN run ON run.id = trial.run "
		"WHERE run.name = ?",
		"s", name ? name : "");
	while (step(p, s)) {
		const char *message = column(s, 4);

		json_object_set_new(trials, column(s, 0),
				    json_pack("{s:s, s:f, s:s, s:s#}", "verdict", column(s, 1),
					      "seconds", sqlite3_column_double(s, 2), "known",
					      column(s, 3), "headline", message,
					      (int)strcspn(message, "\n")));
	}
	sqlite3_finalize(s);
	json_object_set_new(p->data, "before",
			    name ? json_pack("{s:s, s:O}", "name", name, "trials", trials)
				 : json_null());
	json_decref(trials);
	free(name);
}

/* JSON inside of <script>: no `<` may be seen by the HTML parser. */
static void put_json(const json_t *value, struct text *out)
{
	char *json = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(7));

	for (const char *p = json ? json : "null"; *p;) {
		size_t len = strcspn(p, "<");

		text_append(out, p, len);
		p += len;
		if (*p == '<') {
			text_puts(out, "\\u003c");
			p++;
		}
	}
	free(json);
}

/* Replace the @NAME@s of the page's frame. */
static void assemble(const struct page *p, struct text *out)
{
	const char *rest = page_html;

	while (*rest) {
		size_t len = strcspn(rest, "@");

		text_append(out, rest, len);
		rest += len;
		if (starts_with(rest, "@TITLE@")) {
			text_xml(out, "Cellyard run ");
			text_xml(out, p->request->run);
			rest += strlen("@TITLE@");
		} else if (starts_with(rest, "@STYLE@")) {
			text_puts(out, page_css);
			rest += strlen("@STYLE@");
		} else if (starts_with(rest, "@DATA@")) {
			put_json(p->data, out);
			rest += strlen("@DATA@");
		} else if (starts_with(rest, "@CONSOLES@")) {
			text_puts(out, text_str(&p->consoles));
			rest += strlen("@CONSOLES@");
		} else if (starts_with(rest, "@SCRIPT@")) {
			text_puts(out, page_js);
			rest += strlen("@SCRIPT@");
		} else if (*rest) {
			text_append(out, rest++, 1);
		}
	}
}

int page_write(const struct page_request *request, struct text *out, struct problem *why)
{
	struct page p = {
		.request = request, .data = json_object(), .created = json_object(), .why = why
	};

	load_run(&p);
	if (!p.failed) {
		load_trials(&p);
	}
	if (!p.failed) {
		load_plan(&p);
		load_before(&p);
	}
	if (!p.failed) {
		json_object_set(p.data, "claims", request->claims);
		json_object_set(p.data, "kernels", request->kernels);
		json_object_set_new(p.data, "maps", load_maps(&p));
		assemble(&p, out);
	}
	text_free(&p.consoles);
	json_decref(p.created);
	json_decref(p.data);
	return p.failed ? -1 : 0;
}
