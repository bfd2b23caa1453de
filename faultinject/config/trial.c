// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "trial.h"

uint64_t count_of_kind(const struct subjects *subjects, unsigned int kind)
{
	uint64_t sum = 0;

	for (size_t n = 0; n < subjects->count; n++) {
		sum += subjects->items[n].mutations[kind].count;
	}
	return sum;
}

uint64_t count_trials(const struct subjects *subjects)
{
	uint64_t sum = 0;

	for (unsigned int kind = 0; kind < NUM_MUTATORS; kind++) {
		sum += count_of_kind(subjects, kind);
	}
	return sum;
}

static void mutate_counted(struct trial *trial, const struct subjects *subjects)
{
	const struct subject *subject = subjects->items;
	uint64_t n = trial->number;
	uint64_t count = count_of_kind(subjects, 0);

	while (n >= count) {
		n -= count;
		trial->kind++;
		count = count_of_kind(subjects, trial->kind);
	}
	while (n >= subject->mutations[trial->kind].count) {
		n -= subject->mutations[trial->kind].count;
		subject++;
	}
	trial->subject = subject;
	mutant_begin(&trial->mutant, subject);
	apply_mutation(subject, trial->kind, n, &trial->mutant);
}

static void mutate_drawn(struct trial *trial, const struct subjects *subjects, uint64_t seed)
{
	struct generator generator = { .state = seed };

	generator.state = draw(&generator) ^ trial->number;
	trial->subject = &subjects->items[draw_below(&generator, subjects->count)];
	trial->kind = KIND_DRAWN;
	draw_mutant(trial->subject, &generator, &trial->mutant);
}

void trial_run(struct trial *trial, const struct subjects *subjects, uint64_t seed, uint64_t number)
{
	*trial = (struct trial){ .number = number };
	if (number < count_trials(subjects)) {
		mutate_counted(trial, subjects);
	} else {
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
