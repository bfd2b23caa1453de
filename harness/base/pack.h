/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef YARD_PACK_H
#define YARD_PACK_H

#include <archive.h>
#include <sys/types.h>

#include "text.h"

/**
 * pack_add - append an entry to an archive that is being written.
 * @mode: type and rights, such as S_IFREG | 0644.
 * @content: of a file; empty for a folder.
 *
 * Returns ARCHIVE_OK, or libarchive's error.
 */
int pack_add(struct archive *a, const char *path, mode_t mode, const struct text *content);

#endif
