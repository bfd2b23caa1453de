// SPDX-License-Identifier: GPL-2.0-only
#include "patience.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "process.h"

#define STILLNESS_MS  60000
#define LOOK_EVERY_MS 200

/* steal is the eighth number of the line of all processors, in clock ticks */
#define STEAL 8

int64_t patience_stolen(const char *stat, long processors)
{
	const char *next = strncmp(stat, "cpu ", 4) == 0 ? stat + 4 : "";
	unsigned long long ticks = 0;
	char *end;

	for (int n = 0; n < STEAL; n++) {
		ticks = strtoull(next, &end, 10);
		if (end == next) {
			return 0;
		}
		next = end;
	}
	return ticks * 1000 / sysconf(_SC_CLK_TCK) / processors;
}

int64_t patience_less(struct stolen_time *t, int64_t now, int64_t stolen)
{
	int64_t lost, most;

	if (!t->begun) {
		*t = (struct stolen_time){ .begun = now, .before = stolen };
	}
	lost = stolen - t->before;
	most = (now - t->begun) * 9 / 10;
	lost = lost < most ? lost : most;
	/* it may be told late, and the clock never goes back */
	if (lost > t->lost + (now - t->seen)) {
		lost = t->lost + (now - t->seen);
	}
	t->lost = lost > t->lost ? lost : t->lost;
	t->seen = now;
	return now - t->lost;
}

static int64_t less_stolen(struct stolen_time *t, int64_t now)
{
	struct text stat = { 0 };
	int64_t ret;

	if (t->begun && now - t->seen < LOOK_EVERY_MS) {
		return t->seen - t->lost;
	}
	ret = file_read("/proc/stat", &stat, NULL) == 0
		      ? patience_stolen(text_str(&stat), sysconf(_SC_NPROCESSORS_ONLN))
		      : 0;
	ret = patience_less(t, now, ret);
	text_free(&stat);
	return ret;
}

int64_t patience_now(struct patience *p)
{
	int64_t now = clock_ms(), used;

	if (!p->emulator) {
		return less_stolen(&p->stolen, now);
	}
	used = process_cpu_ms(p->emulator);
	if (used > p->used || !p->looked) {
		p->used = used > p->used ? used : p->used;
		p->moved = now;
	} else if (now - p->moved > STILLNESS_MS) {
		p->stood += now - p->looked;
	}
	p->looked = now;
	return p->used + p->stood;
}
