/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTINJECT_BOARDS_H
#define FAULTINJECT_BOARDS_H

#include "subject.h"

/**
 * Read the configurations of one machine.
 * @param images	where the hypervisor binaries are
 * @param folder	where they were built; the last part is the machine's name
 * @return: 0; -1 with a sentence on standard error
 */
int board_read(struct board *board, const char *images, const char *folder);
void board_free(struct board *board);

#endif
