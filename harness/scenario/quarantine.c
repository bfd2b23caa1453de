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
	char *link;
	char *reason;
};

static bool is_link(const char *s)
{
	return strstr(s, "://") || (s[0] == '#' && isdigit((unsigned char)s[1]));
}

static int split(struct entry *e, char *line, struct problem *why)
{
	char *slash = strchr(line, '/');
	char *end = line + strcspn(line, " \t");
	char *link = end + strspn(end, " \t");
	char *reason = link + strcspn(link, " \t");

	if (!slash || slash > end) {
		return problem_set(why, "expected MACHINE/SCENARIO LINK REASON and found `%s`",
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
		return problem_set(why, "%s is in quarantine without a link to why", e->scenario);
	}
	return *e->reason ? 0
			  : problem_set(why, "%s is in quarantine without a reason", e->scenario);
}

static bool machine_exists(const struct entry *e, const struct yard_files *files)
{
	for (size_t i = 0; i < files->machine_count; i++) {
		const struct machine *m = &files->machines[i];

		if ((strcmp(e->machine, "*") == 0 || strcmp(e->machine, m->name) == 0) &&
		    (!e->kernel || words_have(&m->kernels, e->kernel))) {
			return true;
		}
	}
	return false;
}

static int verify(const struct entry *e, const struct yard_files *files, struct problem *why)
{
	if (!scenario_find(files->scenarios, files->scenario_count, e->scenario)) {
		return problem_set(why, "there is no scenario `%s`", e->scenario);
	}
	if (!machine_exists(e, files)) {
		return problem_set(why, "there is no machine `%s`%s%s", e->machine,
				   e->kernel ? " with a kernel " : "", e->kernel ? e->kernel : "");
	}
	return 0;
}

static void apply(const struct entry *e, struct trial *trials, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct trial *t = &trials[i];

		if (strcmp(e->scenario, t->scenario) == 0 &&
		    (strcmp(e->machine, "*") == 0 || strcmp(e->machine, t->machine) == 0) &&
		    (!e->kernel || strcmp(e->kernel, t->kernel) == 0)) {
			snprintf(t->known, sizeof(t->known), "%s (%s)", e->reason, e->link);
		}
	}
}

static int take_line(char *line, const struct yard_files *files, struct trial *trials, size_t count,
		     struct problem *why)
{
	struct entry e = { 0 };

	if (!*line || *line == '#') {
		return 0;
	}
	if (split(&e, line, why) != 0 || verify(&e, files, why) != 0) {
		return -1;
	}
	apply(&e, trials, count);
	return 0;
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
		if (take_line(trim(line), files, trials, count, &inner) != 0) {
			ret = problem_set(why, "%s:%u: %s", source, number, inner.text);
		}
	}
	free(copy);
	return ret;
}
