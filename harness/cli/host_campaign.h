/* SPDX-License-Identifier: GPL-2.0-only */
/* A campaign that needs no machine: model `config`, by a program of its own. */
#ifndef YARD_HOST_CAMPAIGN_H
#define YARD_HOST_CAMPAIGN_H

#include "campaign.h"

/**
 * host_campaign_play - make the trials, as a run in results/ like any other campaign.
 * @minimize: with a single trial, which is shown and no run.
 *
 * Returns the exit status.
 */
int host_campaign_play(const struct campaign *c, bool minimize);

#endif
