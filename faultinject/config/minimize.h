/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTINJECT_MINIMIZE_H
#define FAULTINJECT_MINIMIZE_H

#include "trial.h"

/**
 * Find the smallest set of files about which both checkers still differ for the
 * same cause: mutated bytes restored, cells and array elements left out.
 * @param folder	where the files are written to; it is created
 * @return: 0; -1 with a sentence on standard error
 */
int minimize(const struct trial *trial, const char *folder);

#endif
