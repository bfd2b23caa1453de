/* SPDX-License-Identifier: GPL-2.0-only */
/* One trial from start to verdict: a machine, an expect process, and the tee between them. */
#ifndef YARD_RUNNER_H
#define YARD_RUNNER_H

#include "../base/places.h"
#include "../results/outcome.h"

/**
 * trial_run - run one scenario on one machine.
 * @outcome: its trial is given; verdict, message and time are filled in, result.json is written.
 *
 * Whatever goes wrong becomes a verdict.
 */
void trial_run(const struct places *places, struct outcome *outcome);

/* Where in the scratch folder results are that could not be kept in the run's folder. */
#define UNSAVED "unsaved"

#endif
