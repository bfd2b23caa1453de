// SPDX-License-Identifier: GPL-2.0-only
#include "suite.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "runner.h"

/*
 * Scenarios have limits of their own, which end in a verdict with a message; Criterion's is the
 * last resort against a worker that hangs.
 */
#define LAST_RESORT_SECONDS 4000

/* Criterion asks for the parameters in the process that called suite_run(). */
static const struct trial *chosen;
static size_t chosen_count;

ParameterizedTestParameters(yard, scenario)
{
	struct trial *copy = cr_malloc(sizeof(*copy) * (chosen_count + 1));

	if (chosen_count) {
		memcpy(copy, chosen, sizeof(*copy) * chosen_count);
	}
	return cr_make_param_array(struct trial, copy, chosen_count, NULL);
}

ParameterizedTest(struct trial *trial, yard, scenario, .timeout = LAST_RESORT_SECONDS)
{
	struct outcome outcome = { .trial = *trial };
	struct places places = { 0 };
	struct problem why;

	cr_assert(places_import(&places, &why) == 0, "%s", why.text);
	trial_run(&places, &outcome);
	cr_expect(outcome.verdict == VERDICT_PASS || outcome.verdict == VERDICT_SKIP, "%s %s: %s",
		  verdict_name(outcome.verdict), outcome_key(&outcome), outcome.message);
	outcome_free(&outcome);
}

/* Criterion and libvirt talk on standard error; the user's terminal shows verdicts alone. */
static void redirect_stderr(const struct places *places)
{
	char *path = format("%s/criterion.log", places->run);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);

	if (fd >= 0) {
		dup2(fd, STDERR_FILENO);
		close(fd);
	}
	free(path);
}

int suite_run(const struct places *places, const struct trial *trials, size_t count,
	      unsigned int jobs)
{
	struct criterion_test_set *tests;

	chosen = trials;
	chosen_count = count;
	places_export(places);
	redirect_stderr(places);
	tests = criterion_initialize();
	criterion_options.jobs = jobs;
	criterion_options.color = false;
	criterion_run_all_tests(tests);
	criterion_finalize(tests);
	return 0;
}
