/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTINJECT_OFFER_H
#define FAULTINJECT_OFFER_H

/* Mutants that a machine can be offered: what it may do with them must not hurt Linux. */

#include "mutation.h"
#include "verdict.h"

/** The cell that is there while cells are offered. */
#define OFFER_WITNESS "tick-1"

struct offer {
	const struct subject *subject;
	unsigned int kind;
	struct mutant mutant;
	struct verdict verdict;
	/** False where none that a machine can be given was found: a trial that was not made. */
	bool can_be_given;
};

/** True if what both checkers accept does no harm, where the unchanged file does none. */
bool offer_is_harmless(const struct subject *subject, const struct mutant *mutant);

/**
 * Draw a mutant of the subject and judge it with what is there already, again and again until it is
 * one that a machine can be given, or one about which the checkers differ: the generator alone
 * decides. The offer is to be ended by mutant_free() of its mutant.
 */
void offer_draw(struct offer *offer, const struct subject *subject, struct generator *generator);

/** Keep some of the mutant's changes, as changes_keep() does, and judge what is left. */
void offer_keep(struct offer *offer, const char *kept);

#endif
