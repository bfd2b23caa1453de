/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate_common.h>

static bool is_separator(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool ends_word(char c)
{
	return !c || is_separator(c);
}

/* Characters up to the end of the word. */
static unsigned long word_length(const char *s)
{
	unsigned long len = 0;

	while (!ends_word(s[len])) {
		len++;
	}
	return len;
}

/*
 * First word that is the parameter's name, alone or followed by '='.
 * Returns what follows the name, or NULL.
 */
static const char *find_param(const char *param)
{
	unsigned long name_len = strlen(param);
	const char *word = cmdline;

	while (*word) {
		unsigned long len = word_length(word);

		if (name_len > 0 && len >= name_len && strncmp(word, param, name_len) == 0 &&
		    (len == name_len || word[name_len] == '=')) {
			return word + name_len;
		}
		word += len;
		while (is_separator(*word)) {
			word++;
		}
	}
	return NULL;
}

/* Value of "param=value", or NULL. */
static const char *find_value(const char *param)
{
	const char *rest = find_param(param);

	return rest && *rest == '=' ? rest + 1 : NULL;
}

const char *cmdline_parse_str(const char *param, char *value_buffer, unsigned long buffer_size,
			      const char *default_value)
{
	const char *value = find_value(param);
	unsigned long len;

	if (!value || buffer_size == 0) {
		return default_value;
	}
	len = word_length(value);
	if (len >= buffer_size) {
		len = buffer_size - 1;
	}
	memcpy(value_buffer, value, len);
	value_buffer[len] = 0;
	return value_buffer;
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	if (c >= 'a' && c <= 'f') {
		return c - 'a' + 10;
	}
	if (c >= 'A' && c <= 'F') {
		return c - 'A' + 10;
	}
	return 99;
}

/* Sixteen digits at most: the value is taken as a bit pattern. */
static bool parse_hex(const char *s, long long *result)
{
	unsigned long long value = 0;

	if (ends_word(*s)) {
		return false;
	}
	for (; !ends_word(*s); s++) {
		if (digit_value(*s) >= 16 || value >> 60) {
			return false;
		}
		value = value << 4 | digit_value(*s);
	}
	*result = value;
	return true;
}

static bool parse_decimal(const char *s, long long *result)
{
	const unsigned long long max = ~0ULL >> 1;
	bool negative = *s == '-';
	unsigned long long value = 0;

	if (*s == '-' || *s == '+') {
		s++;
	}
	if (ends_word(*s)) {
		return false;
	}
	for (; !ends_word(*s); s++) {
		unsigned int digit = digit_value(*s);

		/* 922337203685477580 is the limit divided by ten */
		if (digit >= 10 || value > 922337203685477580ULL) {
			return false;
		}
		value = value * 10 + digit;
		if (value > max + negative) {
			return false;
		}
	}
	*result = negative ? 0 - value : value;
	return true;
}

long long cmdline_parse_int(const char *param, long long default_value)
{
	const char *value = find_value(param);
	long long result;
	bool valid;

	if (!value) {
		return default_value;
	}
	if (value[0] == '0' && (value[1] == 'x' || value[1] == 'X')) {
		valid = parse_hex(value + 2, &result);
	} else {
		valid = parse_decimal(value, &result);
	}
	return valid ? result : default_value;
}

static bool word_is(const char *word, const char *expected)
{
	unsigned long len = word_length(word);

	return len == strlen(expected) && strncasecmp(word, expected, len) == 0;
}

bool cmdline_parse_bool(const char *param, bool default_value)
{
	const char *rest = find_param(param);

	if (!rest) {
		return default_value;
	}
	if (*rest != '=') {
		return true;
	}
	rest++;
	if (word_is(rest, "true") || word_is(rest, "1")) {
		return true;
	}
	if (word_is(rest, "false") || word_is(rest, "0")) {
		return false;
	}
	return default_value;
}
