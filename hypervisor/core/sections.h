/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_SECTIONS_H
#define CORE_SECTIONS_H

/* Borders of the image's sections, from the linker script. */
extern char __text_start[], __text_end[];
extern char __rodata_start[], __rodata_end[];
extern char __core_end[];

#endif
