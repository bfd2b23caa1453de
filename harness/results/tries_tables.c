// SPDX-License-Identifier: GPL-2.0-only
/* Tables of what became of trials, for people. */
#include <stdlib.h>
#include <string.h>

#include "tries.h"

static int column_width(size_t class)
{
	return strlen(try_class_names[class]) > 9 ? strlen(try_class_names[class]) : 9;
}

/* That nothing of a kind happened is news only of defects. */
static bool is_shown(const struct tries *t, size_t class)
{
	return try_is_defect(class) || tries_of(t, class);
}

static void render_head(const struct tries *t, const char *name, struct text *out)
{
	text_printf(out, "%-16s %9s", name, "trials");
	for (size_t n = 0; n < TRY_CLASSES; n++) {
		if (is_shown(t, n)) {
			text_printf(out, " %*s", column_width(n), try_class_names[n]);
		}
	}
	text_puts(out, "\n");
}

static void render_row(const struct tries *t, const char *name, const uint64_t of[TRY_CLASSES],
		       struct text *out)
{
	uint64_t sum = 0;

	for (size_t n = 0; n < TRY_CLASSES; n++) {
		sum += of[n];
	}
	text_printf(out, "%-16s %9llu", name, (unsigned long long)sum);
	for (size_t n = 0; n < TRY_CLASSES; n++) {
		if (is_shown(t, n)) {
			text_printf(out, " %*llu", column_width(n), (unsigned long long)of[n]);
		}
	}
	text_puts(out, "\n");
}

static void add_up(uint64_t sum[TRY_CLASSES], const uint64_t of[TRY_CLASSES])
{
	for (size_t n = 0; n < TRY_CLASSES; n++) {
		sum[n] += of[n];
	}
}

/* What share each class is of all that are in @sum. */
static void render_share(const struct tries *t, const uint64_t sum[TRY_CLASSES], struct text *out)
{
	uint64_t all = 0;

	for (size_t n = 0; n < TRY_CLASSES; n++) {
		all += sum[n];
	}
	text_printf(out, "%-16s %9s", "", "");
	for (size_t n = 0; n < TRY_CLASSES; n++) {
		if (is_shown(t, n)) {
			text_printf(out, " %*.2f %%", column_width(n) - 2,
				    all ? 100.0 * sum[n] / all : 0.0);
		}
	}
	text_puts(out, "\n");
}

/* The surfaces of one machine, and their sum; returns the number of the first one behind them. */
static size_t render_machine(const struct tries *t, size_t first, struct text *out)
{
	const char *machine = t->surface[first].machine;
	uint64_t sum[TRY_CLASSES] = { 0 };
	size_t n = first;

	render_head(t, machine, out);
	for (; n < t->surface_count && strcmp(t->surface[n].machine, machine) == 0; n++) {
		render_row(t, t->surface[n].name, t->surface[n].of, out);
		add_up(sum, t->surface[n].of);
	}
	render_row(t, "all", sum, out);
	render_share(t, sum, out);
	text_puts(out, "\n");
	return n;
}

/* What silences come from, where causes are known. */
static void render_causes(const struct tries *t, struct text *out)
{
	uint64_t sum[TRY_CAUSES] = { 0 }, left = tries_of(t, TRY_SILENT), all = left;
	size_t shown = 0;

	for (size_t n = 0; n < t->surface_count; n++) {
		for (size_t c = 0; c < TRY_CAUSES; c++) {
			sum[c] += t->surface[n].silent_by[c];
			left -= t->surface[n].silent_by[c];
		}
	}
	if (left == all) {
		return;
	}
	text_printf(out, "%llu silent by cause:", (unsigned long long)all);
	for (size_t c = 0; c < TRY_CAUSES; c++) {
		if (sum[c]) {
			text_printf(out, "%s %s %llu", shown++ ? "," : "", try_cause_names[c],
				    (unsigned long long)sum[c]);
		}
	}
	text_printf(out, ", without a cause %llu\n", (unsigned long long)left);
}

static uint64_t notes_of(const struct tries *t, enum try_note note)
{
	uint64_t sum = 0;

	for (size_t n = 0; n < t->surface_count; n++) {
		sum += t->surface[n].notes[note];
	}
	return sum;
}

static void render_notes(const struct tries *t, struct text *out)
{
	uint64_t untried = notes_of(t, NOTE_UNTRIED), detected = tries_of(t, TRY_DETECTED);
	uint64_t silent = notes_of(t, NOTE_WAS_SILENT), masked = notes_of(t, NOTE_WAS_MASKED);

	if (detected) {
		text_printf(
			out,
			"%llu detected: until the check was asked %llu were silent and %llu masked",
			(unsigned long long)detected, (unsigned long long)silent,
			(unsigned long long)masked);
		if (detected > silent + masked) {
			text_printf(out, "; of %llu it is not noted",
				    (unsigned long long)(detected - silent - masked));
		}
		text_puts(out, "\n");
	}
	if (untried) {
		text_printf(out, "%llu more were not tried, and are counted nowhere\n",
			    (unsigned long long)untried);
	}
}

/* ---- what is no fault of hardware, but an event that it may know ---- */

static bool is_event(const struct surface_tries *s)
{
	return strcmp(s->name, "events") == 0;
}

static bool has_events(const struct tries *t)
{
	for (size_t n = 0; n < t->surface_count; n++) {
		if (is_event(&t->surface[n])) {
			return true;
		}
	}
	return false;
}

static void add_up_kind(const struct tries *t, bool events, uint64_t sum[TRY_CLASSES])
{
	for (size_t n = 0; n < t->surface_count; n++) {
		if (is_event(&t->surface[n]) == events) {
			add_up(sum, t->surface[n].of);
		}
	}
}

/* Flips and events apart, where there are both. */
static void render_kinds(const struct tries *t, struct text *out)
{
	uint64_t flips[TRY_CLASSES] = { 0 }, events[TRY_CLASSES] = { 0 };

	if (has_events(t)) {
		add_up_kind(t, false, flips);
		add_up_kind(t, true, events);
		render_row(t, "of these, flips", flips, out);
		render_row(t, "events", events, out);
	}
}

/* The sums of all machines, and what share of the trials each class is. */
static void render_shares(const struct tries *t, struct text *out)
{
	uint64_t all[TRY_CLASSES] = { 0 };

	for (size_t n = 0; n < t->surface_count; n++) {
		add_up(all, t->surface[n].of);
	}
	render_head(t, t->model, out);
	render_row(t, "all machines", all, out);
	render_share(t, all, out);
	render_kinds(t, out);
	render_causes(t, out);
	render_notes(t, out);
}

static void render_defects(const struct tries *t, struct text *out)
{
	text_printf(out, "%llu trials, %zu of them defects%s\n", (unsigned long long)t->count,
		    t->defects.count, t->defects.count ? ":" : "");
	for (size_t n = 0; n < t->defects.count; n++) {
		text_printf(out, "  %s\n", t->defects.item[n]);
	}
}

void tries_render(const struct tries *t, struct text *out)
{
	for (size_t n = 0; n < t->surface_count;) {
		n = render_machine(t, n, out);
	}
	render_shares(t, out);
	for (size_t n = 0; n < t->versions.count; n++) {
		text_printf(out, "%s%s", n ? ", " : "\nCellyard ", t->versions.item[n]);
	}
	text_puts(out, "\n");
	render_defects(t, out);
}

/* Behind a line that has just been ended. */
static void add_column(struct text *out, const char *cell)
{
	out->data[--out->len] = 0;
	text_printf(out, " %8s\n", cell);
}

/* Defects of events, or all others. */
static size_t count_defects(const struct tries *t, bool events)
{
	size_t count = 0;

	for (size_t n = 0; n < t->defects.count; n++) {
		count += (strstr(t->defects.item[n], ": events: ") != NULL) == events;
	}
	return count;
}

static void render_sum(const struct tries *all, const char *name, const uint64_t sum[TRY_CLASSES],
		       size_t defects, struct text *out)
{
	char *cell = format("%zu", defects);

	render_row(all, name, sum, out);
	add_column(out, cell);
	free(cell);
}

/* Those of hardware that are no flips have a line of their own. */
static void render_model(const struct tries *all, const struct tries *t, struct text *out)
{
	uint64_t flips[TRY_CLASSES] = { 0 }, events[TRY_CLASSES] = { 0 };
	char *name = format("%s%s", t->model, has_events(t) ? " flips" : "");

	add_up_kind(t, false, flips);
	add_up_kind(t, true, events);
	render_sum(all, name, flips, count_defects(t, false), out);
	free(name);
	if (has_events(t)) {
		name = format("%s events", t->model);
		render_sum(all, name, events, count_defects(t, true), out);
		free(name);
	}
}

void tries_render_models(const struct tries *models, size_t count, struct text *out)
{
	struct surface_tries sum = { 0 };
	struct tries all = { .surface = &sum, .surface_count = 1 };

	for (size_t n = 0; n < count; n++) {
		for (size_t s = 0; s < models[n].surface_count; s++) {
			add_up(sum.of, models[n].surface[s].of);
		}
		all.count += models[n].count;
		for (size_t d = 0; d < models[n].defects.count; d++) {
			words_add(&all.defects, models[n].defects.item[d]);
		}
	}
	render_head(&all, "model", out);
	add_column(out, "defects");
	for (size_t n = 0; n < count; n++) {
		render_model(&all, &models[n], out);
	}
	render_sum(&all, "all", sum.of, all.defects.count, out);
	text_puts(out, "\n");
	for (size_t n = 0; n < count; n++) {
		render_causes(&models[n], out);
		render_notes(&models[n], out);
	}
	render_defects(&all, out);
	words_free(&all.defects);
}
