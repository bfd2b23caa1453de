// SPDX-License-Identifier: GPL-2.0-only
/* A tool is killed at all of its stops, and few trials reach all of its parts. */
#include <criterion/criterion.h>
#include <stdbool.h>

#include "../../driver/guest-tests/mismanage/stops.h"

#define MOST_STOPS 400

/* Each once from whatever turn on, whatever the offset. */
Test(stops, come_once_each_before_any_comes_again)
{
	const unsigned long long offsets[] = { 0, 1, 28, 1ull << 63, ~0ull };
	const unsigned long long begins[] = { 0, 7, 1ull << 40 };

	for (unsigned int all = 1; all <= MOST_STOPS; all++) {
		for (unsigned int n = 0; n < 15; n++) {
			bool met[MOST_STOPS + 1] = { false };
			/* a round begins at a multiple of all */
			unsigned long long begin = begins[n / 5] * all;

			for (unsigned long long turn = begin; turn < begin + all; turn++) {
				unsigned int stop = stop_of_turn(turn, all, offsets[n % 5]);

				cr_assert(stop >= 1 && stop <= all, "%u of %u", stop, all);
				cr_assert_not(met[stop], "twice: %u of %u", stop, all);
				met[stop] = true;
			}
		}
	}
}

/* 143 trials of 7 commands, 20 turns each, ended at stop 20 of up to 139: the driver begins at 29.
 */
Test(stops, of_few_turns_lie_in_all_parts)
{
	const unsigned int turns = 20, parts = 8;

	for (unsigned int all = turns; all <= MOST_STOPS; all++) {
		for (unsigned long long offset = 0; offset < all; offset++) {
			unsigned int in_part[8] = { 0 };

			for (unsigned int turn = 0; turn < turns; turn++) {
				in_part[(stop_of_turn(turn, all, offset) - 1) * parts / all]++;
			}
			for (unsigned int n = 0; n < parts; n++) {
				cr_assert(in_part[n], "part %u of %u stops, offset %llu", n, all,
					  offset);
			}
		}
	}
}

static unsigned int first_stop(unsigned long long seed, const char *machine, unsigned int command)
{
	return stop_of_turn(0, 139, offset_of_stops(seed, machine, command));
}

/* All machines had the same stops, and all seeds. */
Test(stops, begin_elsewhere_with_another_seed_machine_and_command)
{
	unsigned int same = 0;

	for (unsigned long long seed = 0; seed < 100; seed++) {
		unsigned int stop = first_stop(seed, "q35-svm", 0);

		cr_assert(stop == first_stop(seed, "q35-svm", 0), "by --only it is the same");
		same += stop == first_stop(seed + 1, "q35-svm", 0);
		same += stop == first_stop(seed, "q35-svm-x2apic", 0);
		same += stop == first_stop(seed, "virt-arm64-gicv2", 0);
		same += stop == first_stop(seed, "q35-svm", 1);
	}
	cr_assert(same < 20, "%u of 400 are the same", same);
}
