/* SPDX-License-Identifier: GPL-2.0-only */
/* Files that yard carries in itself: see embedded.S. */
#ifndef YARD_EMBEDDED_H
#define YARD_EMBEDDED_H

extern const char schema_1[];
extern const char schema_2[];
extern const char schema_3[];
extern const char schema_4[];
extern const char schema_5[];
extern const char page_html[];
extern const char page_css[];
extern const char page_js[];

#endif
