// SPDX-License-Identifier: GPL-2.0-only
#include "tries.h"

#include <stdlib.h>
#include <string.h>

#define FIELDS 5

static const char *const class_names[TRY_CLASSES] = {
	"granted",	    "refused",	    "masked",	 "noticed",
	"contained",	    "silent",	    "root-lost", "hypervisor-stopped",
	"isolation-broken", "machine-died",
};

bool try_is_defect(enum try_class c)
{
	return c >= TRY_SILENT;
}

static int parse_class(const char *name, enum try_class *c)
{
	for (size_t n = 0; n < TRY_CLASSES; n++) {
		if (strcmp(class_names[n], name) == 0) {
			*c = n;
			return 0;
		}
	}
	return -1;
}

static struct surface_tries *surface_of(struct tries *t, const char *name)
{
	struct surface_tries *larger;

	for (size_t n = 0; n < t->surface_count; n++) {
		if (strcmp(t->surface[n].name, name) == 0) {
			return &t->surface[n];
		}
	}
	larger = realloc(t->surface, (t->surface_count + 1) * sizeof(*larger));
	if (!larger) {
		abort();
	}
	t->surface = larger;
	t->surface[t->surface_count] = (struct surface_tries){ .name = copy_string(name) };
	return &t->surface[t->surface_count++];
}

static void add_defect(struct tries *t, const char *machine, uint64_t seed, char *field[FIELDS])
{
	char *line =
		format("%s: --model %s -m %s --seed %llu --only %s: %s: %s; %s", field[1], t->model,
		       machine, (unsigned long long)seed, field[0], field[2], field[3], field[4]);

	words_add(&t->defects, line);
	free(line);
}

/* @line is taken apart in place. */
static int add_line(struct tries *t, const char *machine, uint64_t seed, char *line, uint64_t *next)
{
	char *field[FIELDS] = { 0 };
	enum try_class class;
	uint64_t number;

	for (size_t n = 0; n < FIELDS && line; n++) {
		field[n] = strsep(&line, "\t");
	}
	if (line || !field[FIELDS - 1] || parse_size(field[0], &number) != 0 ||
	    parse_class(field[1], &class) != 0) {
		return -1;
	}
	*next = number + 1;
	t->count++;
	surface_of(t, field[2])->of[class]++;
	if (try_is_defect(class) && !(class == TRY_SILENT && t->silence_is_expected)) {
		add_defect(t, machine, seed, field);
	}
	return 0;
}

int tries_add(struct tries *t, const char *machine, uint64_t seed, const char *lines,
	      uint64_t *next, struct problem *why)
{
	char *copy = copy_string(lines);
	char *rest = copy, *line;
	unsigned int number = 0;
	int ret = 0;

	while (ret == 0 && (line = strsep(&rest, "\n"))) {
		number++;
		if (*line && add_line(t, machine, seed, line, next) != 0) {
			ret = problem_set(why, "line %u is no outcome of a try", number);
		}
	}
	free(copy);
	return ret;
}

void tries_free(struct tries *t)
{
	for (size_t n = 0; n < t->surface_count; n++) {
		free(t->surface[n].name);
	}
	free(t->surface);
	words_free(&t->defects);
	*t = (struct tries){ 0 };
}

uint64_t tries_of(const struct tries *t, enum try_class c)
{
	uint64_t sum = 0;

	for (size_t n = 0; n < t->surface_count; n++) {
		sum += t->surface[n].of[c];
	}
	return sum;
}

static void render_row(const char *name, const uint64_t of[TRY_CLASSES], struct text *out)
{
	text_printf(out, "%-12s", name);
	for (size_t n = 0; n < TRY_CLASSES; n++) {
		text_printf(out, " %*llu",
			    (int)strlen(class_names[n]) > 8 ? (int)strlen(class_names[n]) : 8,
			    (unsigned long long)of[n]);
	}
	text_puts(out, "\n");
}

void tries_render(const struct tries *t, struct text *out)
{
	uint64_t sums[TRY_CLASSES];

	text_printf(out, "%-12s", "surface");
	for (size_t n = 0; n < TRY_CLASSES; n++) {
		text_printf(out, " %8s", class_names[n]);
		sums[n] = tries_of(t, n);
	}
	text_puts(out, "\n");
	for (size_t n = 0; n < t->surface_count; n++) {
		render_row(t->surface[n].name, t->surface[n].of, out);
	}
	render_row(t->model, sums, out);
	text_printf(out, "\n%llu trials, %zu of them defects%s\n", (unsigned long long)t->count,
		    t->defects.count, t->defects.count ? ":" : "");
	for (size_t n = 0; n < t->defects.count; n++) {
		text_printf(out, "  %s\n", t->defects.item[n]);
	}
}
