/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate_common.h>
#include <format.h>

/* A conversion specification, taken apart. */
struct spec {
	format_put_t put;
	void *context;
	unsigned int width;
	bool fill_zero;
	/* number of l modifiers */
	unsigned int longs;
};

/* 64 bits in decimal */
#define MAX_DIGITS 20

/*
 * Divide in place, return the remainder. In steps of 16 bits, because 32-bit
 * inmates have no library function for 64-bit division.
 */
static unsigned int divide(unsigned long long *value, unsigned int base)
{
	unsigned long long quotient = 0;
	unsigned int rest = 0;
	int shift;

	for (shift = 48; shift >= 0; shift -= 16) {
		unsigned int part = rest << 16 | ((*value >> shift) & 0xffff);

		quotient = quotient << 16 | part / base;
		rest = part % base;
	}
	*value = quotient;
	return rest;
}

static void put_fill(const struct spec *spec, unsigned int used, char fill)
{
	for (; used < spec->width; used++) {
		spec->put(fill, spec->context);
	}
}

static void put_number(const struct spec *spec, unsigned long long value, unsigned int base,
		       bool negative)
{
	char digits[MAX_DIGITS];
	unsigned int count = 0;

	do {
		digits[count++] = "0123456789abcdef"[divide(&value, base)];
	} while (value);

	if (!spec->fill_zero) {
		put_fill(spec, count + negative, ' ');
	}
	if (negative) {
		spec->put('-', spec->context);
	}
	if (spec->fill_zero) {
		put_fill(spec, count + negative, '0');
	}
	while (count > 0) {
		spec->put(digits[--count], spec->context);
	}
}

static void put_string(const struct spec *spec, const char *s)
{
	if (!s) {
		s = "(null)";
	}
	put_fill(spec, strlen(s), ' ');
	while (*s) {
		spec->put(*s++, spec->context);
	}
}

static void put_pointer(const struct spec *spec, unsigned long value)
{
	struct spec digits = *spec;

	digits.width = 2 * sizeof(value);
	digits.fill_zero = true;
	put_fill(spec, digits.width + 2, ' ');
	spec->put('0', spec->context);
	spec->put('x', spec->context);
	put_number(&digits, value, 16, false);
}

/* The argument is passed by reference: va_list may be an array type. */
struct arguments {
	va_list list;
};

static void put_signed(const struct spec *spec, struct arguments *args)
{
	long long value;

	if (spec->longs > 1) {
		value = va_arg(args->list, long long);
	} else if (spec->longs == 1) {
		value = va_arg(args->list, long);
	} else {
		value = va_arg(args->list, int);
	}
	put_number(spec, value < 0 ? 0ULL - value : (unsigned long long)value, 10, value < 0);
}

static void put_unsigned(const struct spec *spec, struct arguments *args, unsigned int base)
{
	unsigned long long value;

	if (spec->longs > 1) {
		value = va_arg(args->list, unsigned long long);
	} else if (spec->longs == 1) {
		value = va_arg(args->list, unsigned long);
	} else {
		value = va_arg(args->list, unsigned int);
	}
	put_number(spec, value, base, false);
}

/* Returns what follows the modifiers. */
static const char *parse_spec(struct spec *spec, const char *fmt)
{
	spec->fill_zero = *fmt == '0';
	spec->width = 0;
	spec->longs = 0;
	for (; *fmt >= '0' && *fmt <= '9'; fmt++) {
		if (spec->width < 1000) {
			spec->width = spec->width * 10 + *fmt - '0';
		}
	}
	for (; *fmt == 'l'; fmt++) {
		spec->longs++;
	}
	return fmt;
}

/* Returns false for a conversion that does not exist. */
static bool put_conversion(const struct spec *spec, char conversion, struct arguments *args)
{
	switch (conversion) {
	case 'c':
		put_fill(spec, 1, ' ');
		spec->put(va_arg(args->list, int), spec->context);
		return true;
	case 'd':
		put_signed(spec, args);
		return true;
	case 'u':
		put_unsigned(spec, args, 10);
		return true;
	case 'x':
		put_unsigned(spec, args, 16);
		return true;
	case 'p':
		put_pointer(spec, va_arg(args->list, unsigned long));
		return true;
	case 's':
		put_string(spec, va_arg(args->list, const char *));
		return true;
	case '%':
		spec->put('%', spec->context);
		return true;
	default:
		return false;
	}
}

void format_text(format_put_t put, void *context, const char *fmt, va_list ap)
{
	struct spec spec = { .put = put, .context = context };
	struct arguments args;

	va_copy(args.list, ap);
	while (*fmt) {
		const char *start = fmt;

		if (*fmt++ != '%') {
			put(*start, context);
			continue;
		}
		fmt = parse_spec(&spec, fmt);
		if (*fmt && put_conversion(&spec, *fmt, &args)) {
			fmt++;
			continue;
		}
		while (start < fmt) {
			put(*start++, context);
		}
	}
	va_end(args.list);
}
