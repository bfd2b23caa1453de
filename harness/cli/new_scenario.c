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
	"Writes scenarios/NAME.tcl: a story of ten lines that plays, and fails until a claim and what\n"
	"looks whether it holds have been written into it. README.md, \"a scenario\", explains the\n"
	"lines and has all verbs. Then: build/harness/yard run NAME\n";

static const char beginning[] =
	"# SPDX-License-Identifier: GPL-2.0-only\n"
	"#\n"
	"# claim: (one sentence that holds on these machines, or does not)\n"
	"# machines: svm arm64\n"
	"# needs: cell:tiny-demo inmate:tiny-demo\n"
	"\n"
	"enable                                   ;# the driver is loaded, the hypervisor started\n"
	"cell create tiny-demo                    ;# as machines/*/tiny-demo.c describes it\n"
	"cell load tiny-demo                      ;# with the program of the same name\n"
	"cell start tiny-demo\n"
	"expect_hv \"Hello from this tiny cell!\"   ;# waits for the hypervisor's console\n"
	"fail \"not written yet: say the claim in line 3, and here, in place of this, look whether it holds\"\n"
	"cell destroy tiny-demo\n"
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
		printf("%s\nIt fails until you have written its claim (README.md, \"a scenario\"). "
		       "Play it with: build/harness/yard run %s\n",
		       path, argv[1]);
	}
	free(path);
	return ret;
}
