// SPDX-License-Identifier: GPL-2.0-only
#include "quarantine.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A line taken apart; all point into it. */
struct entry {
	char *machine;
	char *scenario;
	char *kernel; /* NULL: any */
	const char *verdict;
	char *link;
	char *reason;
};

static bool is_link(const char *s)
{
	return strstr(s, "://") || (s[0] == '#' && isdigit((unsigned char)s[1]));
}

/* The verdict, if the next word is one; returns what follows it. */
static char *take_verdict(struct entry *e, char *rest)
{
	static const char *const verdicts[] = { "FAIL", "CRASH", "ERROR" };
	size_t len = strcspn(rest, " \t");

	e->verdict = verdicts[0];
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++) {
		if (strlen(verdicts[i]) == len && memcmp(verdicts[i], rest, len) == 0) {
			e->verdict = verdicts[i];
			return rest + len + strspn(rest + len, " \t");
		}
	}
	return rest;
}

static int split(struct entry *e, char *line, struct problem *why)
{
	char *slash = strchr(line, '/');
	char *end = line + strcspn(line, " \t");
	char *link = take_verdict(e, end + strspn(end, " \t"));
	char *reason = link + strcspn(link, " \t");

	if (!slash || slash > end) {
		return problem_set(why,
				   "expected MACHINE/SCENARIO [VERDICT] LINK REASON and found `%s`",
				   line);
	}
	*slash = *end = 0;
	e->machine = line;
	e->scenario = slash + 1;
	e->kernel = strchr(e->scenario, '@');
	if (e->kernel) {
		*e->kernel++ = 0;
	}
	e->reason = *reason ? trim(reason + 1) : reason;
	*reason = 0;
	e->link = link;
	if (!is_link(link)) {
		return problem_set(
			why,
			"%s is in quarantine without a link to why: `%s` is none, nor a verdict "
			"that can be expected (FAIL, CRASH, ERROR)",
			e->scenario, link);
	}
	return *e->reason ? 0
			  : problem_set(why, "%s is in quarantine without a reason", e->scenario);
}

/* A machine that is meant; one that @s, if it is not NULL, is meant for. */
static bool machine_exists(const struct entry *e, const struct yard_files *files,
			   const struct scenario *s)
{
	for (size_t i = 0; i < files->machine_count; i++) {
		const struct machine *m = &files->machines[i];

		if ((strcmp(e->machine, "*") == 0 || strcmp(e->machine, m->name) == 0) &&
		    (!e->kernel || words_have(&m->kernels, e->kernel)) &&
		    (!s || scenario_fits_machine(s, m))) {
			return true;
		}
	}
	return false;
}

static int verify(const struct entry *e, const struct yard_files *files, struct problem *why)
{
	const struct scenario *s =
		scenario_find(files->scenarios, files->scenario_count, e->scenario);

	if (!s) {
		return problem_set(why, "there is no scenario `%s`", e->scenario);
	}
	if (!machine_exists(e, files, NULL)) {
		return problem_set(why, "there is no machine `%s`%s%s", e->machine,
				   e->kernel ? " with a kernel " : "", e->kernel ? e->kernel : "");
	}
	/* a wrong head is told elsewhere, and says nothing about machines */
	if (!s->mistake && !machine_exists(e, files, s)) {
		return problem_set(why,
				   "`%s` is never played on %s: `machines:` in its head does not "
				   "name it; take the line out",
				   e->scenario, e->machine);
	}
	return 0;
}

static int apply(const struct entry *e, unsigned int line, struct trial *trials, size_t count,
		 struct problem *why)
{
	for (size_t i = 0; i < count; i++) {
		struct trial *t = &trials[i];

		if (strcmp(e->scenario, t->scenario) != 0 ||
		    (strcmp(e->machine, "*") != 0 && strcmp(e->machine, t->machine) != 0) ||
		    (e->kernel && strcmp(e->kernel, t->kernel) != 0)) {
			continue;
		}
		if (t->known[0]) {
			return problem_set(why, "%s is in quarantine by line %u already", t->folder,
					   t->known_line);
		}
		snprintf(t->known, sizeof(t->known), "%s (%s)", e->reason, e->link);
		snprintf(t->known_as, sizeof(t->known_as), "%s", e->verdict);
		t->known_line = line;
	}
	return 0;
}

static int take_line(char *line, unsigned int number, const struct yard_files *files,
		     struct trial *trials, size_t count, struct problem *why)
{
	struct entry e = { 0 };

	if (!*line || *line == '#') {
		return 0;
	}
	if (split(&e, line, why) != 0 || verify(&e, files, why) != 0) {
		return -1;
	}
	return apply(&e, number, trials, count, why);
}

int quarantine_apply(const char *text, const char *source, const struct yard_files *files,
		     struct trial *trials, size_t count, struct problem *why)
{
	char *copy = copy_string(text);
	char *rest = copy;
	unsigned int number = 0;
	int ret = 0;

	while (ret == 0 && rest) {
		char *line = strsep(&rest, "\n");
		struct problem inner;

		number++;
		if (take_line(trim(line), number, files, trials, count, &inner) != 0) {
			ret = problem_set(why, "%s:%u: %s", source, number, inner.text);
		}
	}
	free(copy);
	return ret;
}
