// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <string.h>

#include "domain.h"

/* Length of NAME if @p is at "@NAME@", else 0. */
static size_t word_length(const char *p)
{
	size_t n = 1;

	while (isupper((unsigned char)p[n]) || p[n] == '_') {
		n++;
	}
	return p[n] == '@' && n > 1 ? n - 1 : 0;
}

static const char *find_value(const char *const *values, const char *name, size_t len)
{
	for (; values[0]; values += 2) {
		if (strlen(values[0]) == len && memcmp(values[0], name, len) == 0) {
			return values[1];
		}
	}
	return NULL;
}

int domain_fill(const char *template, const char *const *values, struct text *out,
		struct problem *why)
{
	const char *p = template;

	while (*p) {
		size_t plain = strcspn(p, "@");
		size_t len;
		const char *value;

		text_append(out, p, plain);
		p += plain;
		len = *p ? word_length(p) : 0;
		if (!len) {
			text_append(out, p, *p != 0);
			p += *p != 0;
			continue;
		}
		value = find_value(values, p + 1, len);
		if (!value) {
			return problem_set(why, "the domain description asks for an unknown @%.*s@",
					   (int)len, p + 1);
		}
		text_xml(out, value);
		p += len + 2;
	}
	return 0;
}
