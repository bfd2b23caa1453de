// SPDX-License-Identifier: GPL-2.0-only
#include "tries.h"

#include <stdlib.h>
#include <string.h>

#define FIELDS 5

const char *const try_class_names[TRY_CLASSES] = {
	"granted",	    "refused",	    "masked",
	"noticed",	    "contained",    "detected",
	"silent",	    "root-lost",    "hypervisor-stopped",
	"isolation-broken", "machine-died",
};

const char *const try_cause_names[TRY_CAUSES] = {
	"timer-off", "interrupt-gone", "asleep", "entry-loop", "no-program", "loop", "deaf",
};

/* as they are called in summaries */
static const char *const note_names[TRY_NOTES] = { "untried", "was-silent", "was-masked" };

bool try_is_defect(enum try_class c)
{
	return c >= TRY_SILENT;
}

static int parse_class(const char *name, enum try_class *c)
{
	for (size_t n = 0; n < TRY_CLASSES; n++) {
		if (strcmp(try_class_names[n], name) == 0) {
			*c = n;
			return 0;
		}
	}
	return -1;
}

static int parse_cause(const char *name, size_t len, enum try_cause *c)
{
	for (size_t n = 0; n < TRY_CAUSES; n++) {
		if (strlen(try_cause_names[n]) == len &&
		    memcmp(try_cause_names[n], name, len) == 0) {
			*c = n;
			return 0;
		}
	}
	return -1;
}

/* What was found when the hypervisor was asked is told behind what it was before, between brackets.
 */
static void note_before(struct surface_tries *s, const char *evidence)
{
	s->notes[NOTE_WAS_SILENT] += starts_with(evidence, "[silent]");
	s->notes[NOTE_WAS_MASKED] += starts_with(evidence, "[masked]");
}

/* Evidence begins with the cause of a silence, between brackets. */
static bool has_cause(enum try_class class, const char *evidence, enum try_cause *cause)
{
	size_t len = *evidence == '[' ? strcspn(evidence, "]") : 0;

	return class == TRY_SILENT && len && evidence[len] &&
	       parse_cause(evidence + 1, len - 1, cause) == 0;
}

static void *enlarge(void *array, size_t count, size_t size)
{
	void *larger = realloc(array, count * size);

	if (!larger) {
		abort();
	}
	return larger;
}

/* Surfaces of one machine stand together. */
static struct surface_tries *surface_of(struct tries *t, const char *machine, const char *name)
{
	size_t at = 0;

	for (size_t n = 0; n < t->surface_count; n++) {
		if (strcmp(t->surface[n].machine, machine) == 0) {
			if (strcmp(t->surface[n].name, name) == 0) {
				return &t->surface[n];
			}
			at = n + 1;
		}
	}
	at = at ? at : t->surface_count;
	t->surface = enlarge(t->surface, t->surface_count + 1, sizeof(*t->surface));
	memmove(&t->surface[at + 1], &t->surface[at],
		(t->surface_count - at) * sizeof(*t->surface));
	t->surface_count++;
	t->surface[at] = (struct surface_tries){ .machine = copy_string(machine),
						 .name = copy_string(name) };
	return &t->surface[at];
}

static void add_defect(struct tries *t, const struct tries_range *whose, char *field[FIELDS])
{
	char *line = format("%s: --model %s -m %s --seed %llu%s%s --only %s: %s: %s; %s", field[1],
			    t->model, whose->machine, (unsigned long long)whose->seed,
			    *whose->only ? " --surface " : "", whose->only, field[0], field[2],
			    field[3], field[4]);

	words_add(&t->defects, line);
	free(line);
}

/* @line is taken apart in place. */
static int add_line(struct tries *t, const struct tries_range *whose, char *line, uint64_t *next)
{
	char *field[FIELDS] = { 0 };
	struct surface_tries *surface;
	enum try_class class;
	enum try_cause cause;
	uint64_t number;

	for (size_t n = 0; n < FIELDS && line; n++) {
		field[n] = strsep(&line, "\t");
	}
	if (line || !field[FIELDS - 1] || parse_size(field[0], &number) != 0) {
		return -1;
	}
	if (strcmp(field[1], note_names[NOTE_UNTRIED]) == 0) {
		surface_of(t, whose->machine, field[2])->notes[NOTE_UNTRIED]++;
		*next = number + 1;
		return 0;
	}
	if (parse_class(field[1], &class) != 0) {
		return -1;
	}
	*next = number + 1;
	t->count++;
	surface = surface_of(t, whose->machine, field[2]);
	surface->of[class]++;
	if (class == TRY_DETECTED) {
		note_before(surface, field[4]);
	}
	if (has_cause(class, field[4], &cause)) {
		surface->silent_by[cause]++;
	} else if (try_is_defect(class) && class >= t->first_defect) {
		add_defect(t, whose, field);
	}
	return 0;
}

int tries_add(struct tries *t, const struct tries_range *whose, const char *lines, uint64_t *next,
	      struct problem *why)
{
	char *copy = copy_string(lines);
	char *rest = copy, *line;
	unsigned int number = 0;
	int ret = 0;

	while (ret == 0 && (line = strsep(&rest, "\n"))) {
		number++;
		if (*line && add_line(t, whose, line, next) != 0) {
			ret = problem_set(why, "line %u is no outcome of a try", number);
		}
	}
	free(copy);
	return ret;
}

void tries_free(struct tries *t)
{
	for (size_t n = 0; n < t->surface_count; n++) {
		free(t->surface[n].machine);
		free(t->surface[n].name);
	}
	for (size_t n = 0; n < t->range_count; n++) {
		free(t->range[n].machine);
		free(t->range[n].only);
	}
	free(t->surface);
	free(t->range);
	words_free(&t->defects);
	words_free(&t->versions);
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

/* ---- which tries they were ---- */

/* Of model config without a machine, where most trials are the same of any seed. */
#define HOST "host"

static bool is_same_series(const struct tries_range *a, const struct tries_range *b)
{
	return (a->seed == b->seed || strcmp(a->machine, HOST) == 0) &&
	       strcmp(a->machine, b->machine) == 0 && strcmp(a->only, b->only) == 0;
}

static int refuse_twice(const struct tries_range *a, const struct tries_range *b,
			struct problem *why)
{
	uint64_t first = a->first > b->first ? a->first : b->first;

	if (a->seed != b->seed) {
		return problem_set(
			why,
			"trial %llu of seed %llu would be counted twice: most trials on the "
			"host are those of seed %llu, so play pieces with --first",
			(unsigned long long)first, (unsigned long long)a->seed,
			(unsigned long long)b->seed);
	}
	return problem_set(why, "trial %llu of seed %llu on %s would be counted twice",
			   (unsigned long long)first, (unsigned long long)a->seed, a->machine);
}

static void drop_range(struct tries *t, size_t n)
{
	free(t->range[n].machine);
	free(t->range[n].only);
	t->range_count--;
	memmove(&t->range[n], &t->range[n + 1], (t->range_count - n) * sizeof(*t->range));
}

/* Ranges come in the order in which they were played, and become one when the gap is closed. */
static void close_gap(struct tries *t, size_t last)
{
	for (size_t n = 0; n < last; n++) {
		struct tries_range *a = &t->range[n], *b = &t->range[last];

		if (is_same_series(a, b) && a->seed == b->seed &&
		    (a->end == b->first || b->end == a->first)) {
			b->first = a->end == b->first ? a->first : b->first;
			b->end = b->end == a->first ? a->end : b->end;
			drop_range(t, n);
			close_gap(t, last - 1);
			return;
		}
	}
}

int tries_cover(struct tries *t, const struct tries_range *range, struct problem *why)
{
	for (size_t n = 0; n < t->range_count; n++) {
		struct tries_range *r = &t->range[n];

		if (is_same_series(r, range) && range->first < r->end && r->first < range->end) {
			return refuse_twice(range, r, why);
		}
	}
	t->range = enlarge(t->range, t->range_count + 1, sizeof(*t->range));
	t->range[t->range_count] = *range;
	t->range[t->range_count].machine = copy_string(range->machine);
	t->range[t->range_count].only = copy_string(range->only);
	close_gap(t, t->range_count++);
	return 0;
}

/* ---- summaries ---- */

#define SUMMARY_HEAD "# summary of an injection campaign, to be merged by `yard inject --merge`"

static void summarize_causes(const struct tries *t, struct text *out)
{
	for (size_t n = 0; n < t->surface_count; n++) {
		const struct surface_tries *s = &t->surface[n];

		for (size_t c = 0; c < TRY_CAUSES; c++) {
			if (s->silent_by[c]) {
				text_printf(out, "cause\t%s\t%s\t%s\t%llu\n", s->machine, s->name,
					    try_cause_names[c],
					    (unsigned long long)s->silent_by[c]);
			}
		}
	}
}

static void summarize_notes(const struct tries *t, struct text *out)
{
	for (size_t n = 0; n < t->surface_count; n++) {
		const struct surface_tries *s = &t->surface[n];

		for (size_t k = 0; k < TRY_NOTES; k++) {
			if (s->notes[k]) {
				text_printf(out, "note\t%s\t%s\t%s\t%llu\n", s->machine, s->name,
					    note_names[k], (unsigned long long)s->notes[k]);
			}
		}
	}
}

void tries_summarize(const struct tries *t, const char *version, struct text *out)
{
	text_printf(out, "%s\nmodel\t%s\nversion\t%s\n", SUMMARY_HEAD, t->model, version);
	for (size_t n = 0; n < t->range_count; n++) {
		const struct tries_range *r = &t->range[n];

		text_printf(out, "tries\t%s\t%llu\t%s\t%llu\t%llu\n", r->machine,
			    (unsigned long long)r->seed, *r->only ? r->only : "-",
			    (unsigned long long)r->first, (unsigned long long)r->end);
	}
	for (size_t n = 0; n < t->surface_count; n++) {
		for (size_t c = 0; c < TRY_CLASSES; c++) {
			if (t->surface[n].of[c]) {
				text_printf(out, "outcome\t%s\t%s\t%s\t%llu\n",
					    t->surface[n].machine, t->surface[n].name,
					    try_class_names[c],
					    (unsigned long long)t->surface[n].of[c]);
			}
		}
	}
	summarize_causes(t, out);
	summarize_notes(t, out);
	for (size_t n = 0; n < t->defects.count; n++) {
		text_printf(out, "defect\t%s\n", t->defects.item[n]);
	}
}

#define MOST_FIELDS 6

static int merge_model(struct tries *t, char **field, struct problem *why)
{
	if (t->model[0] && strcmp(t->model, field[1]) != 0) {
		return problem_set(why, "it is of model %s, the others are of %s", field[1],
				   t->model);
	}
	if (strlen(field[1]) >= sizeof(t->model)) {
		return problem_set(why, "there is no model `%.40s`", field[1]);
	}
	strcpy(t->model, field[1]);
	return 0;
}

static int merge_version(struct tries *t, char **field, struct problem *why)
{
	(void)why;
	if (!words_have(&t->versions, field[1])) {
		words_add(&t->versions, field[1]);
	}
	return 0;
}

static int merge_range(struct tries *t, char **field, struct problem *why)
{
	struct tries_range r = { .machine = field[1],
				 .only = strcmp(field[3], "-") ? field[3] : "" };

	if (parse_size(field[2], &r.seed) != 0 || parse_size(field[4], &r.first) != 0 ||
	    parse_size(field[5], &r.end) != 0 || r.end <= r.first) {
		return problem_set(why, "a range of trials is none");
	}
	return tries_cover(t, &r, why);
}

static int merge_outcome(struct tries *t, char **field, struct problem *why)
{
	enum try_class class;
	uint64_t count;

	if (parse_class(field[3], &class) != 0 || parse_size(field[4], &count) != 0) {
		return problem_set(why, "there is no count of a class of outcomes");
	}
	surface_of(t, field[1], field[2])->of[class] += count;
	t->count += count;
	return 0;
}

/* Of silent tries that were counted before. */
static int merge_cause(struct tries *t, char **field, struct problem *why)
{
	struct surface_tries *s = surface_of(t, field[1], field[2]);
	enum try_cause cause;
	uint64_t count, left = s->of[TRY_SILENT];

	if (parse_cause(field[3], strlen(field[3]), &cause) != 0 ||
	    parse_size(field[4], &count) != 0) {
		return problem_set(why, "there is no count of a cause of silence");
	}
	for (size_t n = 0; n < TRY_CAUSES; n++) {
		left -= s->silent_by[n];
	}
	if (count > left) {
		return problem_set(why,
				   "on surface %s of %s there are more causes than silent trials",
				   field[2], field[1]);
	}
	s->silent_by[cause] += count;
	return 0;
}

/* Of tries that were counted before, but for those that were not made. */
static int merge_note(struct tries *t, char **field, struct problem *why)
{
	struct surface_tries *s = surface_of(t, field[1], field[2]);
	size_t note = 0;
	uint64_t count;

	while (note < TRY_NOTES && strcmp(field[3], note_names[note]) != 0) {
		note++;
	}
	if (note == TRY_NOTES || parse_size(field[4], &count) != 0) {
		return problem_set(why, "there is no count of a note");
	}
	if (note != NOTE_UNTRIED &&
	    count > s->of[TRY_DETECTED] - s->notes[NOTE_WAS_SILENT] - s->notes[NOTE_WAS_MASKED]) {
		return problem_set(why, "on surface %s of %s more is noted than was detected",
				   field[2], field[1]);
	}
	s->notes[note] += count;
	return 0;
}

static int merge_defect(struct tries *t, char **field, struct problem *why)
{
	(void)why;
	words_add(&t->defects, field[1]);
	return 0;
}

static const struct {
	const char *name;
	size_t fields;
	int (*merge)(struct tries *t, char **field, struct problem *why);
} records[] = {
	{ "model", 2, merge_model },   { "version", 2, merge_version },
	{ "tries", 6, merge_range },   { "outcome", 5, merge_outcome },
	{ "cause", 5, merge_cause },   { "note", 5, merge_note },
	{ "defect", 2, merge_defect },
};

/* @line is taken apart in place. */
static int merge_line(struct tries *t, char *line, struct problem *why)
{
	char *field[MOST_FIELDS] = { 0 };
	size_t count = 0;

	while (line && count < MOST_FIELDS) {
		field[count++] = strsep(&line, "\t");
	}
	for (size_t n = 0; n < sizeof(records) / sizeof(records[0]); n++) {
		if (!line && count == records[n].fields && strcmp(field[0], records[n].name) == 0) {
			return records[n].merge(t, field, why);
		}
	}
	return problem_set(why, "a line begins with `%.40s`, which no summary has", field[0]);
}

char *tries_model(const char *summary)
{
	const char *line = strstr(summary, "\nmodel\t");

	line = line ? line + strlen("\nmodel\t") : NULL;
	return line ? strndup(line, strcspn(line, "\t\n")) : NULL;
}

/* A line that is lost would be a trial that nobody misses. */
static int check_counts(const struct tries *t, const char *machine, struct problem *why)
{
	uint64_t made = 0, told = 0;

	for (size_t n = 0; n < t->range_count; n++) {
		const struct tries_range *r = &t->range[n];

		made += strcmp(r->machine, machine) == 0 ? r->end - r->first : 0;
	}
	for (size_t n = 0; n < t->surface_count; n++) {
		const struct surface_tries *s = &t->surface[n];

		for (size_t c = 0; c < TRY_CLASSES && strcmp(s->machine, machine) == 0; c++) {
			told += s->of[c];
		}
		told += strcmp(s->machine, machine) == 0 ? s->notes[NOTE_UNTRIED] : 0;
	}
	return made == told
		       ? 0
		       : problem_set(why,
				     "it is damaged: of %llu trials on %s it has the outcomes "
				     "of %llu",
				     (unsigned long long)made, machine, (unsigned long long)told);
}

static int check_all_counts(const struct tries *t, struct problem *why)
{
	int ret = 0;

	for (size_t n = 0; n < t->range_count && ret == 0; n++) {
		ret = check_counts(t, t->range[n].machine, why);
	}
	for (size_t n = 0; n < t->surface_count && ret == 0; n++) {
		ret = check_counts(t, t->surface[n].machine, why);
	}
	return ret;
}

int tries_merge(struct tries *t, const char *summary, struct problem *why)
{
	char *copy = copy_string(summary), *rest = copy, *line;
	int ret = starts_with(summary, SUMMARY_HEAD "\n")
			  ? 0
			  : problem_set(why, "it is no summary of a campaign");

	while (ret == 0 && (line = strsep(&rest, "\n"))) {
		if (*line && *line != '#') {
			ret = merge_line(t, line, why);
		}
	}
	free(copy);
	return ret == 0 ? check_all_counts(t, why) : ret;
}
