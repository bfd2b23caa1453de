/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_LENT_H
#define CORE_LENT_H

/*
 * What cells have of pages that root has the rest of: regions smaller than a
 * page, MSI-X tables. Root loses the whole page; its accesses to the rest trap
 * and are performed here.
 */

#include <core/mmio.h>

/** A physical range that a cell has. */
struct lent {
	u64 start, size;
	/** The range in its pages, which the hypervisor has mapped as a whole. */
	volatile u8 *device;
	/** What root may do with the rest of the first and of the last page. */
	u64 rest_of_first, rest_of_last;
	/** Of the ranges up to this one, the one that ends last. */
	const struct lent *reach;
};

/**
 * Take a range away from root.
 * @lent:	start, size and device are set; belongs to this file until lent_remove()
 * @return: 0 or negative error
 */
int lent_add(struct lent *lent);

/** Root gets back what its configuration grants of it. No effect if it is not lent. */
void lent_remove(struct lent *lent);

/** Root must not have mapped what is lent of a range of pages. @return: 0 or negative error */
int lent_unmap(u64 start, u64 end);

/** True if one of these bytes is lent. */
bool lent_includes(u64 address, unsigned int size);

/** True if the address is root's, in a page of which parts are lent. */
bool lent_has_rest(u64 address);

/** Access of root to what is not lent, and which no handler took. */
enum mmio_result lent_access_rest(struct mmio_access *access);

#endif
