// SPDX-License-Identifier: GPL-2.0-only
#include <core/defs.h>
#include <core/format.h>

struct spec {
	bool zero;
	unsigned int width;
	unsigned int longs;
};

static void put_padded(void (*put)(char c), const struct spec *spec, const char *text,
		       unsigned int length, bool negative)
{
	unsigned int pad = spec->width > length + negative ? spec->width - length - negative : 0;

	if (negative && spec->zero) {
		put('-');
	}
	while (pad--) {
		put(spec->zero ? '0' : ' ');
	}
	if (negative && !spec->zero) {
		put('-');
	}
	while (length--) {
		put(*text++);
	}
}

static void put_number(void (*put)(char c), const struct spec *spec, u64 value, unsigned int base,
		       bool negative)
{
	char digits[20];
	unsigned int pos = sizeof(digits);

	do {
		digits[--pos] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);

	put_padded(put, spec, digits + pos, sizeof(digits) - pos, negative);
}

static void put_text(void (*put)(char c), const struct spec *spec, const char *text)
{
	unsigned int length = 0;

	if (!text) {
		text = "(null)";
	}
	while (text[length]) {
		length++;
	}
	put_padded(put, spec, text, length, false);
}

static u64 next_unsigned(va_list *ap, unsigned int longs)
{
	if (longs == 0) {
		return va_arg(*ap, unsigned int);
	}
	return longs == 1 ? va_arg(*ap, unsigned long) : va_arg(*ap, unsigned long long);
}

static s64 next_signed(va_list *ap, unsigned int longs)
{
	if (longs == 0) {
		return va_arg(*ap, int);
	}
	return longs == 1 ? va_arg(*ap, long) : va_arg(*ap, long long);
}

static const char *parse_spec(const char *fmt, struct spec *spec)
{
	*spec = (struct spec){ .zero = *fmt == '0' };

	for (; *fmt >= '0' && *fmt <= '9'; fmt++) {
		spec->width = spec->width * 10 + *fmt - '0';
	}
	for (; *fmt == 'l'; fmt++) {
		spec->longs++;
	}
	return fmt;
}

static void put_argument(void (*put)(char c), char type, struct spec *spec, va_list *ap)
{
	s64 value;

	switch (type) {
	case 'c':
		put((char)va_arg(*ap, int));
		break;
	case 's':
		put_text(put, spec, va_arg(*ap, const char *));
		break;
	case 'd':
		value = next_signed(ap, spec->longs);
		put_number(put, spec, value < 0 ? -(u64)value : (u64)value, 10, value < 0);
		break;
	case 'u':
		put_number(put, spec, next_unsigned(ap, spec->longs), 10, false);
		break;
	case 'x':
		put_number(put, spec, next_unsigned(ap, spec->longs), 16, false);
		break;
	case 'p':
		put('0');
		put('x');
		*spec = (struct spec){ .zero = true, .width = 2 * sizeof(void *) };
		put_number(put, spec, (unsigned long)va_arg(*ap, void *), 16, false);
		break;
	default:
		put(type);
	}
}

void format_string(void (*put)(char c), const char *fmt, va_list ap)
{
	struct spec spec;
	va_list args;

	va_copy(args, ap);
	while (*fmt) {
		if (*fmt != '%') {
			put(*fmt++);
			continue;
		}
		fmt = parse_spec(fmt + 1, &spec);
		if (!*fmt) {
			break;
		}
		put_argument(put, *fmt++, &spec, &args);
	}
	va_end(args);
}
