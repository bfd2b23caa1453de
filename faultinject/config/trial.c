// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "trial.h"

uint64_t count_trials(const struct subjects *subjects)
{
	uint64_t sum = 0;

	for (size_t n = 0; n < subjects->count; n++) {
		sum += subjects->items[n].num_mutations;
	}
	return sum;
}

static bool mutate_counted(struct trial *trial, const struct subjects *subjects)
{
	uint64_t n = trial->number;

	for (size_t s = 0; s < subjects->count; s++) {
		const struct subject *subject = &subjects->items[s];
		uint64_t count = subject->num_mutations;

		if (n < count) {
			trial->subject = subject;
			mutant_begin(&trial->mutant, subject);
			trial->kind = apply_mutation(subject, n, &trial->mutant);
			return true;
		}
		n -= count;
	}
	return false;
}

static void mutate_drawn(struct trial *trial, const struct subjects *subjects, uint64_t seed)
{
	struct generator generator = { .state = seed };

	generator.state = draw(&generator) ^ trial->number;
	trial->subject = &subjects->items[draw_below(&generator, subjects->count)];
	trial->kind = KIND_DRAWN;
	mutant_begin(&trial->mutant, trial->subject);
	apply_drawn(trial->subject, &generator, &trial->mutant);
}

void trial_run(struct trial *trial, const struct subjects *subjects, uint64_t seed, uint64_t number)
{
	*trial = (struct trial){ .number = number };
	if (!mutate_counted(trial, subjects)) {
		mutate_drawn(trial, subjects, seed);
	}
	judge_mutant(&trial->verdict, trial->subject, &trial->mutant);
}

void trial_end(struct trial *trial)
{
	mutant_free(&trial->mutant);
}

void trial_cause(const struct verdict *verdict, char *cause, size_t size)
{
	switch (verdict->agreement) {
	case ONLY_PRODUCT_ACCEPTS:
		snprintf(cause, size, "%s", verdict->opinion.objections[0].rule);
		break;
	case ONLY_PRODUCT_REFUSES:
	case NO_REASON:
		snprintf(cause, size, "reason-%u", verdict->why.code);
		break;
	default:
		cause[0] = '\0';
	}
}
