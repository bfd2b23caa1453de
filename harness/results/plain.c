// SPDX-License-Identifier: GPL-2.0-only
#include "plain.h"

#include <stdbool.h>

/* Whether the character belongs to the text. */
static bool take(struct plain *p, unsigned char c)
{
	switch (p->state) {
	case PLAIN_ESCAPE:
		p->state = c == '[' ? PLAIN_SEQUENCE : PLAIN_TEXT;
		return false;
	case PLAIN_SEQUENCE:
		/* parameters and intermediates go on, 0x40-0x7e is the final byte */
		if (c >= 0x40 && c <= 0x7e) {
			p->state = PLAIN_TEXT;
		}
		return false;
	case PLAIN_TEXT:
		break;
	}
	if (c == 0x1b) {
		p->state = PLAIN_ESCAPE;
		return false;
	}
	return c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7f);
}

void plain_filter(struct plain *p, const char *data, size_t len, struct text *out)
{
	for (size_t i = 0; i < len; i++) {
		if (take(p, data[i])) {
			text_append(out, &data[i], 1);
		}
	}
}
