/* SPDX-License-Identifier: GPL-2.0-only */
/* What a whole run leaves: junit.xml, tap.txt, and the summary line. */
#ifndef YARD_REPORT_H
#define YARD_REPORT_H

#include "outcome.h"

/* Of  trials that were played, of : fewer if the run was interrupted, which is an error to
 * those who read these files. */
void report_junit(const struct outcome *list, size_t count, size_t planned, struct text *out);
void report_tap(const struct outcome *list, size_t count, size_t planned, struct text *out);
/* What failed, in a line each, and the hypervisor's last fatal line there; nothing if nothing did.
 */
void report_failures(const struct outcome *list, size_t count, struct text *out);
/* "57 passed, 0 failed, 2 skipped": FAIL, ERROR and CRASH are all failures. What is in quarantine
 * is counted apart: ", 1 known failure". Before it a sentence if
 * a  run is none, for lack of a PASS.
 */
void report_summary(const struct outcome *list, size_t count, bool whole, struct text *out);

/* Lines of the file @source, scenarios/quarantine, that this run shows to be wrong: all of a line's
 * trials passed, or one failed with another verdict. */
void report_quarantine(const struct outcome *list, size_t count, const char *source,
		       struct text *out);

struct tally {
	unsigned int of[VERDICT_COUNT];
	unsigned int failed; /* and nobody knew before */
	unsigned int known;  /* failed, and are in quarantine */
};

struct tally report_count(const struct outcome *list, size_t count);

#endif
