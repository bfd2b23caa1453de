/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTINJECT_CHANGES_H
#define FAULTINJECT_CHANGES_H

/*
 * What a mutant changes in its file, to be taken back one by one: fields, bytes that are in none,
 * and at last the file's length with what is behind the shorter one's end.
 */

#include "mutation.h"

/** Keeps all changes. */
#define KEEP_ALL "all"

/**
 * Take back all changes but some, and describe what is left: "2 of 5 changes: ..."
 * @param kept	their numbers from 0 on, such as "0-2,4"; or KEEP_ALL
 * @return: the number of changes that there were
 */
size_t changes_keep(const struct subject *subject, struct mutant *mutant, const char *kept);

#endif
