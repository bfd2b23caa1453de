/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CONFIG_SUSPICIOUS_H
#define CONFIG_SUSPICIOUS_H

/*
 * What is legal but rarely meant, beside what the checks themselves warn of: for who checks
 * files, not for the hypervisor. Told to check->warn, which must not be NULL.
 */

#include <config/check.h>

/**
 * Look at the system's root cell; check->others is not used.
 * @param file_size	bytes of the file; neither driver nor hypervisor minds if that is more than
 *			its counts take
 */
void config_suspect_system(const struct config_check *check, u32 file_size);

/**
 * Look at a cell, whether it is refused or not.
 * @param check	others: all cells that are meant to live together; @cell may be among them
 * @param file_size	as for config_suspect_system()
 */
void config_suspect_cell(const struct config_check *check, const struct config_cell *cell,
			 u32 file_size);

#endif
