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
	"Writes scenarios/NAME.tcl: a story that plays, and fails until its claim has been written.\n"
	"Then: yard run NAME\n";

static const char beginning[] =
	"# SPDX-License-Identifier: GPL-2.0-only\n"
	"#\n"
	"# claim: One sentence that can turn out to be false.\n"
	"# machines: svm arm64\n"
	"# needs: cell:tick-1 inmate:fault\n"
	"# timeout: 120\n"
	"\n"
	"# machines: names and tags as `yard machines` and machine.conf show them, or all.\n"
	"# needs: the cells and inmates that must have been built. README.md lists more keys and the\n"
	"# verbs; `yard list` shows the other scenarios.\n"
	"\n"
	"enable\n"
	"cell create tick-1\n"
	"cell load tick-1 /inmates/fault.bin\n"
	"cell start tick-1\n"
	"expect_hv \"fault=list shows the names\"\n"
	"expect_ticking tick-1\n"
	"fail \"write the claim: its sentence above, and here, instead of this line, what shows it\"\n"
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
