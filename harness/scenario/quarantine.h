/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Failures that are known: the file scenarios/quarantine. A trial in it is run and judged like
 * any other; its failure is shown as known, and does not make the run fail. Each line is
 *
 *   MACHINE/SCENARIO[@KERNEL] [VERDICT] LINK REASON...
 *
 * where MACHINE can be *, VERDICT is the only one that is known, FAIL (if nothing is said), CRASH
 * or ERROR, and LINK says where the matter is followed up: an address with "://" or a number after
 * #. Lines that begin with # are comments. What a run shows of lines that have become wrong is told
 * by report_quarantine().
 */
#ifndef YARD_QUARANTINE_H
#define YARD_QUARANTINE_H

#include "selection.h"

/**
 * quarantine_apply - note in each of the trials what is known about it.
 * @text: of the file.
 * @source: its name for messages.
 *
 * The file is verified whatever is run: a line without a reason, for a machine, kernel or scenario
 * that does not exist, for a scenario that is not meant for that machine, or for what an earlier
 * line speaks of already is an error.
 */
int quarantine_apply(const char *text, const char *source, const struct yard_files *files,
		     struct trial *trials, size_t count, struct problem *why);

#endif
