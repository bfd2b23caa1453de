/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTINJECT_MUTATION_H
#define FAULTINJECT_MUTATION_H

/* The faults: some can be counted off, others are drawn from a seed without end. */

#include "subject.h"

/** One kind of fault that can be counted off. */
struct mutator {
	const char *name;
	/** Trials that it gets in each round of a campaign, as long as it has any left. */
	unsigned int share;
	/** Add the numbers of all faults that change the subject's file. */
	void (*list)(const struct subject *subject, struct numbers *numbers);
	/**
	 * Apply that number and describe it; the mutant is the subject's file so far.
	 * To undo it is to begin another mutant.
	 */
	void (*apply)(const struct subject *subject, uint32_t number, struct mutant *mutant);
};

extern const struct mutator *const mutators[NUM_MUTATORS];
/** Their number in tables of results; drawn ones have the next. */
#define KIND_DRAWN NUM_MUTATORS
#define NUM_KINDS  (NUM_MUTATORS + 1)

const char *kind_name(unsigned int kind);

void add_number(struct numbers *numbers, uint32_t number);

/** List the faults of a subject once, which takes its time. */
void list_mutations(struct subject *subject);
void forget_mutations(struct subject *subject);
/** Apply the one of that kind and index. */
void apply_mutation(const struct subject *subject, unsigned int kind, uint64_t index,
		    struct mutant *mutant);

/** A generator whose numbers depend on its seed alone. */
struct generator {
	unsigned long long state;
};

uint64_t draw(struct generator *generator);
/** A number below @limit, which is not 0. */
uint64_t draw_below(struct generator *generator, uint64_t limit);

/** Apply some faults at once: bytes, values, and those that can be counted off. */
void apply_drawn(const struct subject *subject, struct generator *generator, struct mutant *mutant);
/** Begin a mutant that some faults at once have changed. */
void draw_mutant(const struct subject *subject, struct generator *generator, struct mutant *mutant);

/** Add to the mutant's description. */
void describe(struct mutant *mutant, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
