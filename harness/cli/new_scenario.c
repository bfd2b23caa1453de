// SPDX-License-Identifier: GPL-2.0-only
/* yard new-scenario: a file to begin with. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "cli.h"

static const char help[] =
	"usage: yard new-scenario NAME\n\n"
	"Writes scenarios/NAME.tcl: a scenario that passes, with what there is to fill in.\n"
	"Then: yard run NAME\n";

static const char beginning[] =
	"# SPDX-License-Identifier: GPL-2.0-only\n"
	"#\n"
	"# claim: One sentence that can turn out to be false.\n"
	"# machines: svm\n"
	"# needs: cell:tick-1 inmate:fault\n"
	"# timeout: 120\n"
	"\n"
	"# machines: names and tags as `yard machines` and machine.conf show them, or all.\n"
	"# needs: the cells and inmates that must have been built. More keys: `yard list` shows the\n"
	"# other scenarios, and scenarios/lib/cellyard.tcl the verbs.\n"
	"\n"
	"enable\n"
	"cell create tick-1\n"
	"cell load tick-1 /inmates/fault.bin\n"
	"cell start tick-1\n"
	"expect_hv \"fault=list shows the names\"\n"
	"expect_state tick-1 \"running\"\n"
	"cell destroy tick-1\n"
	"disable\n";

static bool is_name(const char *s)
{
	size_t len = strlen(s);

	for (size_t i = 0; i < len; i++) {
		if (!islower((unsigned char)s[i]) && !isdigit((unsigned char)s[i]) && s[i] != '-') {
			return false;
		}
	}
	return len > 0 && len < NAME_MAX_LEN && s[0] != '-';
}

int cmd_new_scenario(int argc, char **argv)
{
	struct places places = { 0 };
	struct problem why;
	char *path;
	int ret = EXIT_PASSED;

	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		fputs(help, stdout);
		return EXIT_PASSED;
	}
	if (argc != 2 || !is_name(argv[1])) {
		return cli_fail(EXIT_USAGE, "say the new scenario's name: lower case letters, "
					    "digits and hyphens");
	}
	if (places_find(&places, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	path = format("%s/%s.tcl", places.scenarios, argv[1]);
	if (file_exists(path)) {
		ret = cli_fail(EXIT_USAGE, "%s is there already", path);
	} else if (file_write(path, beginning, &why) != 0) {
		ret = cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	} else {
		printf("%s\nPlay it with: yard run %s\n", path, argv[1]);
	}
	free(path);
	return ret;
}
