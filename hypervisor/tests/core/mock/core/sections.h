/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MOCK_CORE_SECTIONS_H
#define MOCK_CORE_SECTIONS_H

/* What stands for the hypervisor's image. */
extern char test_image[0x2000];
#define __text_start   test_image
#define __text_end     (test_image + 0x1000)
#define __rodata_start (test_image + 0x1000)
#define __rodata_end   (test_image + 0x2000)
#define __core_end     (test_image + 0x2000)

#endif
