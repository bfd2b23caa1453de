// SPDX-License-Identifier: GPL-2.0-only
#include "counts.h"

#include <stdlib.h>
#include <string.h>

#include "../base/files.h"

/* What two runs may be apart, as a part of the figure. */
#define AGREE	      1000
#define EVENT_WIDTH   18
#define MACHINE_WIDTH 26

static void add_row(struct table *t, char *line)
{
	char *field;

	t->row = realloc(t->row, (t->count + 1) * sizeof(*t->row));
	if (!t->row) {
		abort();
	}
	t->row[t->count] = (struct words){ 0 };
	while ((field = strsep(&line, "\t"))) {
		words_add(&t->row[t->count], field);
	}
	t->count++;
}

int table_read(struct table *t, const char *path, struct problem *why)
{
	struct text content = { 0 };
	char *save = NULL;
	int ret = file_read(path, &content, why);

	*t = (struct table){ 0 };
	for (char *line = ret == 0 && content.data ? strtok_r(content.data, "\n", &save) : NULL;
	     line; line = strtok_r(NULL, "\n", &save)) {
		if (*line != '#') {
			add_row(t, line);
		}
	}
	for (size_t i = 1; ret == 0 && i < t->count; i++) {
		if (t->row[i].count != t->row[0].count) {
			ret = problem_set(why, "%s: %zu fields in the row `%s`, expected %zu", path,
					  t->row[i].count, t->row[i].item[0], t->row[0].count);
		}
	}
	if (ret == 0 && !t->count) {
		ret = problem_set(why, "%s is empty", path);
	}
	text_free(&content);
	return ret;
}

void table_free(struct table *t)
{
	for (size_t i = 0; i < t->count; i++) {
		words_free(&t->row[i]);
	}
	free(t->row);
	*t = (struct table){ 0 };
}

const char *table_field(const struct table *t, const char *row, const char *column)
{
	for (size_t c = 0; t->count && c < t->row[0].count; c++) {
		for (size_t r = 1; strcmp(t->row[0].item[c], column) == 0 && r < t->count; r++) {
			if (strcmp(t->row[r].item[0], row) == 0) {
				return t->row[r].item[c];
			}
		}
	}
	return NULL;
}

static unsigned long long number(const char *field)
{
	return field ? strtoull(field, NULL, 10) : 0;
}

static bool agree(const struct counted *m, const char *event)
{
	unsigned long long a = number(table_field(&m->run[0], event, "instructions"));
	unsigned long long b = number(table_field(&m->run[1], event, "instructions"));

	return (a > b ? a - b : b - a) * AGREE <= a;
}

/* "132/159 0.83"; without a reference there is no ratio. */
static void show(struct text *out, const char *ours, const char *reference)
{
	char *cell = format("%s/%.*s", ours, (int)strcspn(reference, ":"), reference);

	if (number(reference)) {
		char *figure = cell;

		cell = format("%s %5.2f", figure, (double)number(ours) / number(reference));
		free(figure);
	}
	text_printf(out, "%*s", MACHINE_WIDTH, cell);
	free(cell);
}

static void keep(struct text *out, const struct counted *m, const char *event, const char *ours,
		 const char *reference)
{
	text_printf(out, "%s\t%s\t%s\t%s\t%.*s\t", event, m->machine, ours,
		    table_field(&m->run[0], event, "exits"), (int)strcspn(reference, ":"),
		    reference);
	if (number(reference)) {
		text_printf(out, "%.2f\n", (double)number(ours) / number(reference));
	} else {
		text_puts(out, "-\n");
	}
}

static size_t render_row(const char *event, const struct table *reference,
			 const struct counted *machines, size_t count, struct text *shown,
			 struct text *kept, struct text *differences)
{
	size_t apart = 0;

	text_printf(shown, "%-*s", EVENT_WIDTH, event);
	for (size_t i = 0; i < count; i++) {
		const struct counted *m = &machines[i];
		const char *ours = table_field(&m->run[0], event, "instructions");
		const char *theirs = table_field(reference, event, m->machine);

		if (!ours || !theirs) {
			text_printf(shown, "%*s", MACHINE_WIDTH, "-");
			continue;
		}
		show(shown, ours, theirs);
		keep(kept, m, event, ours, theirs);
		if (!agree(m, event)) {
			text_printf(differences, "%s on %s: %s in one run, %s in the other\n",
				    event, m->machine, ours,
				    table_field(&m->run[1], event, "instructions")
					    ?: "not counted");
			apart++;
		}
	}
	text_puts(shown, "\n");
	return apart;
}

size_t counts_render(const struct table *reference, const struct counted *machines, size_t count,
		     struct text *shown, struct text *kept)
{
	struct text differences = { 0 };
	size_t apart = 0;

	text_printf(shown, "%-*s", EVENT_WIDTH, "ours/reference");
	for (size_t i = 0; i < count; i++) {
		text_printf(shown, "%*s", MACHINE_WIDTH, machines[i].machine);
	}
	text_puts(shown, "\n");
	text_puts(kept, "event\tmachine\tinstructions\texits\treference\tratio\n");
	for (size_t r = 1; r < reference->count; r++) {
		apart += render_row(reference->row[r].item[0], reference, machines, count, shown,
				    kept, &differences);
	}
	text_puts(shown, text_str(&differences));
	text_free(&differences);
	return apart;
}
