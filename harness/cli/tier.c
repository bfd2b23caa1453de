// SPDX-License-Identifier: GPL-2.0-only
#include "tier.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../recording/recording.h"

bool tier_known(const char *tier)
{
	return !tier || strcmp(tier, TIER_EXACT) == 0 || strcmp(tier, TIER_SCRIPTED) == 0;
}

int exact_console(const char *trial, struct text *out)
{
	char *path = format("%s/%s", trial, recorded_name(RECORDED_EXACT));
	int ret = file_exists(path) ? file_read(path, out, NULL) : -1;

	free(path);
	return ret;
}

void injected_lines(const char *trial, struct text *out)
{
	char *path = format("%s/" RECORDED_INJECTED, trial);

	if (file_exists(path)) {
		file_read(path, out, NULL);
	}
	free(path);
}

char *absolute_path(const char *path)
{
	char *here = getcwd(NULL, 0);
	char *whole = *path == '/' || !here ? copy_string(path) : format("%s/%s", here, path);

	free(here);
	return whole;
}
