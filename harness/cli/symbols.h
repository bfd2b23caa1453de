/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef YARD_SYMBOLS_H
#define YARD_SYMBOLS_H

/**
 * loaded_program - what a log of root Linux loads into a cell.
 * @nth: which of several, counted from 1; 0 is the last one.
 *
 * Returns its name, such as "fault", which the caller frees, or NULL.
 */
char *loaded_program(const char *log, const char *cell, unsigned int nth);

#endif
