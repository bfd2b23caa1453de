// SPDX-License-Identifier: GPL-2.0-only
#include "samples.h"

#include <stdlib.h>
#include <string.h>

#define JITTER	    "Timer fired, jitter:"
#define MOST_VALUES 100000

static void add(struct samples *s, double value)
{
	double *more = realloc(s->value, (s->count + 1) * sizeof(*more));

	if (more) {
		s->value = more;
		s->value[s->count++] = value;
	}
}

void samples_of_jitter(const char *log, struct samples *out)
{
	while ((log = strstr(log, JITTER)) != NULL && out->count < MOST_VALUES) {
		char *end;
		long long value;

		log += strlen(JITTER);
		value = strtoll(log, &end, 10);
		/* a line that another one has torn apart has no unit */
		if (end != log && strncmp(end, " ns", 3) == 0) {
			add(out, value);
		}
	}
}

void samples_free(struct samples *s)
{
	free(s->value);
	s->value = NULL;
	s->count = 0;
}
