/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _UNIT_LIBRARY_H
#define _UNIT_LIBRARY_H

/*
 * The library's functions beside those of the C library. The objects under test
 * are compiled with the same names (see build.mk). Include the C library first.
 */

#define memset	    inmate_memset
#define memcpy	    inmate_memcpy
#define memcmp	    inmate_memcmp
#define strlen	    inmate_strlen
#define strcmp	    inmate_strcmp
#define strncmp	    inmate_strncmp
#define strncasecmp inmate_strncasecmp

#include <inmate_common.h>

#endif
