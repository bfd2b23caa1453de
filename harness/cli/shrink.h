/* SPDX-License-Identifier: GPL-2.0-only */
/* yard inject --minimize on a machine. */
#ifndef YARD_SHRINK_H
#define YARD_SHRINK_H

#include "campaign.h"

/**
 * shrink_play - play a single trial of model config again and again with fewer of the changes that
 * its configuration has, and show those without which it does not end as it did.
 *
 * Returns the exit status: that of the trial as it is, unless something is impossible.
 */
int shrink_play(const struct campaign *c);

#endif
