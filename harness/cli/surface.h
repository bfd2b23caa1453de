/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the faults of a model are injected. */
#ifndef YARD_SURFACE_H
#define YARD_SURFACE_H

#include "../scenario/selection.h"
#include "campaign.h"

/**
 * surface_check - whether all machines of a campaign have the surface that it asks for.
 *
 * What there is stands in scenarios/surfaces.tsv. Returns -1 to go on, else the exit status, with
 * a sentence that lists them.
 */
int surface_check(const struct campaign *c, const char *top, const struct yard_files *files);

#endif
