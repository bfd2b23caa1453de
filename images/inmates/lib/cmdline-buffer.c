/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate_common.h>

/*
 * Alone in its archive member: it must not take room in front of the buffer of
 * an inmate that defines its own.
 */
__attribute__((weak)) CMDLINE_BUFFER(256);
