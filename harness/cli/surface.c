// SPDX-License-Identifier: GPL-2.0-only
#include "surface.h"

#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "cli.h"

/* Add what a line MODEL, ARCHITECTURE, SURFACES... between tabs has for the machine. */
static void take_line(char *line, const char *model, const char *arch, struct words *surfaces)
{
	char *place, *of_model = strtok_r(line, "\t", &place);
	char *of_arch = strtok_r(NULL, "\t", &place), *names = strtok_r(NULL, "\t", &place);

	if (names && strcmp(of_model, model) == 0 &&
	    (strcmp(of_arch, "any") == 0 || strcmp(of_arch, arch) == 0)) {
		words_split(surfaces, names);
	}
}

/* Of @table, which stays as it is. */
static void find_surfaces(const char *table, const char *model, const char *arch,
			  struct words *surfaces)
{
	char *copy = copy_string(table), *place;

	for (char *line = strtok_r(copy, "\n", &place); line; line = strtok_r(NULL, "\n", &place)) {
		if (*line != '#') {
			take_line(line, model, arch, surfaces);
		}
	}
	free(copy);
}

static int complain(const struct campaign *c, const char *machine, const struct words *surfaces)
{
	struct text list = { 0 };
	int ret;

	for (size_t n = 0; n < surfaces->count; n++) {
		text_printf(&list, " %s", surfaces->item[n]);
	}
	ret = list.len ? cli_fail(EXIT_USAGE,
				  "model %s has no surface `%s` on %s; it has:%s; -m says which "
				  "machines",
				  c->model->name, c->surface, machine, text_str(&list))
		       : cli_fail(EXIT_USAGE, "model %s has no surfaces to choose from",
				  c->model->name);
	text_free(&list);
	return ret;
}

int surface_check(const struct campaign *c, const char *top, const struct yard_files *files)
{
	char *path = format("%s/scenarios/surfaces.tsv", top);
	struct text table = { 0 };
	struct problem why;
	int ret = -1;

	if (*c->surface && file_read(path, &table, &why) != 0) {
		ret = cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	for (size_t n = 0; *c->surface && ret < 0 && n < c->machines.count; n++) {
		const char *name = c->machines.item[n];
		const struct machine *machine =
			machine_find(files->machines, files->machine_count, name);
		struct words surfaces = { 0 };

		find_surfaces(text_str(&table), c->model->name, machine ? machine->arch : "",
			      &surfaces);
		if (!words_have(&surfaces, c->surface)) {
			ret = complain(c, name, &surfaces);
		}
		words_free(&surfaces);
	}
	text_free(&table);
	free(path);
	return ret;
}
