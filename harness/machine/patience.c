// SPDX-License-Identifier: GPL-2.0-only
#include "patience.h"

#include "../base/files.h"
#include "process.h"

#define STILLNESS_MS 60000

int64_t patience_now(struct patience *p)
{
	int64_t now = clock_ms(), used;

	if (!p->emulator) {
		return now;
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
