// SPDX-License-Identifier: GPL-2.0-only
#include "order.h"
#include "trial.h"

void order_begin(struct order *order, const struct subjects *subjects)
{
	for (unsigned int kind = 0; kind < NUM_MUTATORS; kind++) {
		order->possible[kind] = count_of_kind(subjects, kind);
		order->shares[kind] = mutators[kind]->share;
	}
	order->possible[KIND_DRAWN] = UINT64_MAX;
	order->shares[KIND_DRAWN] = 1;
}

/* Rounds that are alike, and what was made of each kind before them. */
struct rounds {
	uint64_t done[NUM_KINDS];
	uint64_t shares[NUM_KINDS];
	uint64_t size; /* trials of one */
	uint64_t count;
};

/* Until the next kind comes to its end; the last one of it may have less than its share. */
static void plan_rounds(struct rounds *rounds, const struct order *order)
{
	rounds->size = 0;
	rounds->count = UINT64_MAX;
	for (unsigned int kind = 0; kind < NUM_KINDS; kind++) {
		uint64_t left = order->possible[kind] - rounds->done[kind];
		uint64_t share = left < order->shares[kind] ? left : order->shares[kind];

		rounds->shares[kind] = share;
		rounds->size += share;
		if (share > 0 && left / share < rounds->count) {
			rounds->count = left / share;
		}
	}
}

static void pass_rounds(struct rounds *rounds)
{
	for (unsigned int kind = 0; kind < NUM_KINDS; kind++) {
		rounds->done[kind] += rounds->count * rounds->shares[kind];
	}
}

/* Not one subject after the other, but spread over all of them by a prime. */
static uint64_t spread(uint64_t index, uint64_t count)
{
	const uint64_t step = 1000003;

	return count % step == 0 ? index : index * step % count;
}

uint64_t order_number(const struct order *order, uint64_t n)
{
	struct rounds rounds = { .count = 0 };
	uint64_t before = 0, index;
	unsigned int kind = 0;

	plan_rounds(&rounds, order);
	while (n / rounds.size >= rounds.count) {
		n -= rounds.size * rounds.count;
		pass_rounds(&rounds);
		plan_rounds(&rounds, order);
	}
	index = n % rounds.size;
	while (index >= rounds.shares[kind]) {
		index -= rounds.shares[kind];
		before += order->possible[kind];
		kind++;
	}
	index += rounds.done[kind] + n / rounds.size * rounds.shares[kind];
	return before + (kind == KIND_DRAWN ? index : spread(index, order->possible[kind]));
}
