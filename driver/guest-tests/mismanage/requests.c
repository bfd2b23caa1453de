// SPDX-License-Identifier: GPL-2.0-only
/* Requests that make no sense, and configurations that are not quite right. */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "mismanage.h"

/* Where a request's structure lies: nowhere, in the kernel, at the end of what is mapped... */
static void *draw_argument(void)
{
	static uint64_t random[512];
	char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for (unsigned int n = 0; n < 512; n++) {
		random[n] = pick_below(4) ? pick_below(256) << pick_below(57) : 0;
	}
	/* ids of cells are small, and somebody else may have one */
	if ((uint32_t)random[0] < 256) {
		random[0] <<= 8;
	}
	switch (pick_below(5)) {
	case 0:
		return NULL;
	case 1:
		return (void *)(UINTPTR_MAX << pick_below(48));
	case 2:
		munmap(pages + 4096, 4096);
		return pages + 4096 - pick_below(48);
	default:
		return random;
	}
}

static int try_ioctl(void)
{
	static const unsigned int good[] = { JAILHOUSE_ENABLE,	       JAILHOUSE_CELL_CREATE,
					     JAILHOUSE_CELL_LOAD,      JAILHOUSE_CELL_START,
					     JAILHOUSE_CELL_DESTROY,   JAILHOUSE_GET_REASON,
					     JAILHOUSE_CHECK_INTEGRITY };
	unsigned int request = pick_below(8) ? good[pick_below(7)] : pick_below(1ULL << 32);
	void *argument = draw_argument();

	/* the cell that watches would be gone */
	if (request == JAILHOUSE_DISABLE) {
		request++;
	}
	printf("request %x, argument at %p", request, argument);
	return result_of(ioctl(device, request, argument));
}

/* Of a good configuration some bytes of the header are changed, or the end is missing. */
static int try_config(void)
{
	unsigned int cell = pick_below(CELLS), count = pick_below(3), size = sizes[cell];
	static char changed[CONFIG_ROOM];
	int err;

	memcpy(changed, config[cell], size);
	printf("%s", names[cell]);
	for (unsigned int n = 0; n < count; n++) {
		unsigned int at = pick_below(sizeof(struct jailhouse_cell_desc));

		changed[at] ^= 1 << pick_below(8);
		printf(", byte %u is %02x", at, changed[at] & 0xff);
	}
	if (count == 0) {
		size = pick_below(size + 1);
		printf(", the first %u bytes", size);
	}
	err = create_from(changed, size);
	if (!err) {
		destroy_named(((struct jailhouse_cell_desc *)changed)->name);
	}
	return err;
}

const struct surface request_surfaces[] = {
	{ "ioctl", GROUP_LIVE, try_ioctl, NULL },
	{ "config", GROUP_LIVE, try_config, NULL },
	{ "asked", GROUP_START, try_ioctl, NULL },
	{ 0 },
};
