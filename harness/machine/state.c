// SPDX-License-Identifier: GPL-2.0-only
#include "state.h"

#include <string.h>

static const char *const names[STATE_COUNT] = { "off", "linux", "driver", "enabled", "running" };

const char *state_name(enum state s)
{
	return names[s];
}

int state_parse(const char *name, enum state *s, struct problem *why)
{
	for (int i = 0; i < STATE_COUNT; i++) {
		if (strcmp(name, names[i]) == 0) {
			*s = i;
			return 0;
		}
	}
	return problem_set(why,
			   "a machine's state is off, linux, driver, enabled or running, and "
			   "not `%s`",
			   name);
}
