// SPDX-License-Identifier: GPL-2.0-only
#include "pack.h"

#include <archive_entry.h>

int pack_add(struct archive *a, const char *path, mode_t mode, const struct text *content)
{
	struct archive_entry *entry = archive_entry_new();
	int ret;

	archive_entry_set_pathname(entry, path);
	archive_entry_set_mode(entry, mode);
	archive_entry_set_nlink(entry, 1);
	archive_entry_set_size(entry, content->len);
	ret = archive_write_header(a, entry);
	if (ret == ARCHIVE_OK && content->len &&
	    archive_write_data(a, content->data, content->len) != (la_ssize_t)content->len) {
		ret = ARCHIVE_FATAL;
	}
	archive_entry_free(entry);
	return ret;
}
