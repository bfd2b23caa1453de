/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Claim: whatever bytes a configuration has, the checker ends, reads inside
 * of it, and either accepts or says why. The sanitizers watch; seeds are
 * fixed, so a failure comes back.
 */

#include <config/suspicious.h>

#include "world.h"

#define ROUNDS 60000

static u32 next_random(u64 *state)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return *state >> 33;
}

/* Flip bits, or put values where limits are. */
static void mutate(struct blob *blob, u64 *state)
{
	static const u64 values[] = { 0,	  1,	      0x7f,	  0x80,	      0xff,
				      0xfff,	  0x1000,     0xffff,	  0x7fffffff, 0x80000000,
				      0xffffffff, 0xfee00000, 0x3a000000, ~0ULL };
	u32 count = 1 + next_random(state) % 6;

	while (count--) {
		u32 at = next_random(state) % blob->size;
		u32 width = 1u << next_random(state) % 4;

		if (next_random(state) & 1) {
			blob->bytes[at] ^= 1 << next_random(state) % 8;
		} else if (at + width <= blob->size) {
			memcpy(blob->bytes + at, &values[next_random(state) % ARRAY_SIZE(values)],
			       width);
		}
	}
}

/* A mutated copy, at times shorter, in memory of exactly its size. */
static struct blob make_mutant(const struct blob *original, u64 *state)
{
	struct blob mutant = { .size = original->size };

	if (next_random(state) % 8 == 0) {
		mutant.size -= next_random(state) % original->size;
	}
	mutant.bytes = malloc(mutant.size);
	cr_assert_not_null(mutant.bytes);
	memcpy(mutant.bytes, original->bytes, mutant.size);
	mutate(&mutant, state);
	return mutant;
}

static void drop_warning(void *context, const struct jailhouse_reason *warning)
{
	(void)context;
	cr_assert_geq(warning->code, JAILHOUSE_WARN_FLAGS);
}

static void judge(int err, const struct jailhouse_reason *why, u32 *refused)
{
	char sentence[REASON_SENTENCE_MAX];

	cr_assert_leq(err, 0);
	if (err) {
		cr_assert_eq(why->error, err);
		cr_assert_gt(reason_sentence(sentence, sizeof(sentence), why), 20);
		cr_assert(!strstr(sentence, "does not know"), "code %u", why->code);
		(*refused)++;
	}
}

Test(fuzz, system, .timeout = 1800)
{
	struct world *world = world_new();
	struct blob original = build_system(world);
	u64 state = 1;
	u32 refused = 0;

	for (u32 round = 0; round < ROUNDS; round++) {
		struct blob mutant = make_mutant(&original, &state);
		struct jailhouse_reason why = { 0 };
		struct config_system system;
		const struct config_check check = { .system = &system,
						    .why = &why,
						    .warn = drop_warning };
		int err = config_parse_system(&system, mutant.bytes, mutant.size, NULL, &why);

		if (!err) {
			err = config_check_system(&check);
			config_suspect_system(&check, mutant.size);
		}
		judge(err, &why, &refused);
		free(mutant.bytes);
	}
	/* the mutations are neither all harmless nor all deadly */
	cr_expect_gt(refused, ROUNDS / 10u);
	cr_expect_lt(refused, ROUNDS - ROUNDS / 10u);
	free(original.bytes);
	free(world);
}

Test(fuzz, cell, .timeout = 1800)
{
	struct world *world = world_new();
	struct blob system_blob = build_system(world), other_blob = build_cell(&world->other),
		    original = build_cell(&world->cell);
	struct config_system system;
	struct config_cell other;
	const struct config_cell *others[] = { &other };
	u64 state = 2;
	u32 refused = 0;

	cr_assert_eq(config_parse_system(&system, system_blob.bytes, system_blob.size, NULL, NULL),
		     0);
	cr_assert_eq(config_parse_cell(&other, other_blob.bytes, other_blob.size, NULL), 0);
	for (u32 round = 0; round < ROUNDS; round++) {
		struct blob mutant = make_mutant(&original, &state);
		struct jailhouse_reason why = { 0 };
		struct config_cell cell;
		const struct config_check check = { .system = &system,
						    .others = others,
						    .num_others = 1,
						    .why = &why,
						    .warn = drop_warning };
		int err = config_parse_cell(&cell, mutant.bytes, mutant.size, &why);

		if (!err) {
			err = config_check_cell(&check, &cell);
			config_suspect_cell(&check, &cell, mutant.size);
		}
		judge(err, &why, &refused);
		free(mutant.bytes);
	}
	cr_expect_gt(refused, ROUNDS / 10u);
	cr_expect_lt(refused, ROUNDS - ROUNDS / 10u);
	free(original.bytes);
	free(other_blob.bytes);
	free(system_blob.bytes);
	free(world);
}

/* ---- what an accepted cell can never have ---- */

static void expect_harmless(const struct config_system *system, const struct config_cell *cell)
{
	const struct jailhouse_memory *hypervisor = &system->desc->hypervisor_memory;

	for (u32 n = 0; n < cell->num_memory; n++) {
		const struct jailhouse_memory *region = &cell->memory[n];
		u64 last = region->phys_start + region->size - 1;

		if (!region->size || region->flags & JAILHOUSE_MEM_COMM_REGION) {
			continue;
		}
		cr_assert_geq(last, region->phys_start);
		cr_assert(last < hypervisor->phys_start ||
			  region->phys_start >= hypervisor->phys_start + hypervisor->size);
		cr_assert(last < 0xfee00000 || region->phys_start > 0xfee00fff);
		cr_assert(last < 0xb0000000 || region->phys_start > 0xbfffffff);
	}
	for (u32 n = 0; n < cell->num_pio; n++) {
		cr_assert_leq((u32)cell->pio[n].base + cell->pio[n].length, 0x10000u);
	}
	cr_assert_not(config_has_cpu(cell, 2));
	cr_assert_not(config_has_cpu(cell, 4));
}

/* The same judgement without the checker's own arithmetic, on regions moved at random. */
Test(fuzz, accepted_cells_are_harmless, .timeout = 1800)
{
	struct world *world = world_new();
	struct blob system_blob = build_system(world), other_blob = build_cell(&world->other);
	struct config_system system;
	struct config_cell other, cell;
	const struct config_cell *others[] = { &other };
	const struct config_check check = { .system = &system, .others = others, .num_others = 1 };
	u64 state = 3;
	u32 accepted = 0;

	cr_assert_eq(config_parse_system(&system, system_blob.bytes, system_blob.size, NULL, NULL),
		     0);
	cr_assert_eq(config_parse_cell(&other, other_blob.bytes, other_blob.size, NULL), 0);
	for (u32 round = 0; round < ROUNDS; round++) {
		struct plan plan = world->cell;
		u64 pages = 1ULL << next_random(&state) % 21;
		struct blob blob;

		add_memory(&plan, (u64)(next_random(&state) % 0x180000) << 12,
			   0x200000000ULL + ((u64)next_random(&state) << 12), pages << 12, RW);
		plan.cpus[0] = 1 << next_random(&state) % 6;
		plan.pio[plan.desc.num_pio_regions++] =
			(struct jailhouse_pio){ .base = next_random(&state),
						.length = next_random(&state) % 64 };
		blob = build_cell(&plan);
		cr_assert_eq(config_parse_cell(&cell, blob.bytes, blob.size, NULL), 0);
		if (!config_check_cell(&check, &cell)) {
			expect_harmless(&system, &cell);
			accepted++;
		}
		free(blob.bytes);
	}
	cr_expect_gt(accepted, ROUNDS / 100u);
	cr_expect_lt(accepted, ROUNDS);
	free(other_blob.bytes);
	free(system_blob.bytes);
	free(world);
}
