/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Code that is another when it is read again. The processor fetches from one page by a translation
 * that it keeps; the tables lead to another page by then, and whoever reads the instruction that
 * made the access, as the hypervisor does, finds another one, or nothing. A second CPU that writes
 * at the right moment would show the same, but not by the number of the try.
 */

#include "hostile.h"

/* What comes before the code: returns at once, so that the translation is kept. */
#define LEAD_SIZE 16

struct code_page {
	u8 bytes[PAGE_SIZE];
};

static struct code_page pages[2] __attribute__((aligned(PAGE_SIZE)));

static void fill(struct code_page *page, bool usual, char *text)
{
	unsigned long at;

	for (at = 0; at < PAGE_SIZE; at += arch_return_size) {
		memcpy(page->bytes + at, arch_return, arch_return_size);
	}
	arch_draw_code(page->bytes + LEAD_SIZE, usual, text);
}

/* What the tables lead to when the code is read again: mostly the other page. */
static u64 draw_replacement(unsigned long target, const char **what)
{
	switch (draw_below(16)) {
	case 0:
		*what = "nothing";
		return NO_PAGE;
	case 1:
		*what = "the registers";
		return target & ~(u64)(PAGE_SIZE - 1);
	case 2:
		*what = "memory of another";
		return arch_windows[draw_below(arch_num_windows)].start;
	default:
		return (unsigned long)&pages[1];
	}
}

bool try_self_modifying(void)
{
	char before[2 * CODE_SIZE + 1], after[2 * CODE_SIZE + 1];
	unsigned long target = draw_trapped();
	const char *what = after;
	u64 replacement;

	fill(&pages[0], draw_below(8), before);
	fill(&pages[1], draw_bool(), after);
	replacement = draw_replacement(target, &what);
	reach(target);
	arch_sync_code(pages, sizeof(pages));
	announce("%s then %s, at %lx", before, what, target);
	map_code((unsigned long)&pages[0]);
	arch_run_code(CODE_WINDOW, target);
	remap_code(replacement);
	arch_run_code(CODE_WINDOW + LEAD_SIZE, target);
	return true;
}
