// SPDX-License-Identifier: GPL-2.0-only
#include "edit.h"

#define CTRL_D	  0x04
#define CTRL_U	  0x15
#define ESCAPE	  0x1b
#define BACKSPACE 0x08
#define DELETE	  0x7f

static void set_line(struct edit *e, const char *s)
{
	text_consume(&e->line, e->line.len);
	text_puts(&e->line, s);
}

/* A character can have several bytes: all but its first begin with the bits 10. */
static void erase_character(struct edit *e)
{
	bool more = true;

	while (more && e->line.len) {
		more = (e->line.data[e->line.len - 1] & 0xc0) == 0x80;
		e->line.data[--e->line.len] = 0;
	}
}

/* ESC [ LETTER, or ESC O LETTER; of all of them only "up" has a meaning. */
static enum edit_event escape_key(struct edit *e, char key)
{
	bool up = e->escape == 2 && key == 'A';

	e->escape = e->escape == 1 && (key == '[' || key == 'O') ? 2 : 0;
	if (up) {
		set_line(e, text_str(&e->last));
	}
	return up ? EDIT_CHANGED : EDIT_NONE;
}

static enum edit_event control_key(struct edit *e, char key)
{
	switch (key) {
	case '\r':
	case '\n':
		return e->line.len ? EDIT_LINE : EDIT_LEAVE;
	case CTRL_C:
		set_line(e, "");
		return EDIT_STOP;
	case CTRL_D:
		return e->line.len ? EDIT_NONE : EDIT_LEAVE;
	case CTRL_U:
		set_line(e, "");
		return EDIT_CHANGED;
	case BACKSPACE:
	case DELETE:
		erase_character(e);
		return EDIT_CHANGED;
	case ESCAPE:
		e->escape = 1;
		return EDIT_NONE;
	default:
		return EDIT_NONE;
	}
}

enum edit_event edit_key(struct edit *e, char key)
{
	if (e->escape) {
		return escape_key(e, key);
	}
	if ((unsigned char)key < ' ' || key == DELETE) {
		return control_key(e, key);
	}
	text_append(&e->line, &key, 1);
	return EDIT_CHANGED;
}

void edit_next(struct edit *e)
{
	text_consume(&e->last, e->last.len);
	text_puts(&e->last, text_str(&e->line));
	set_line(e, "");
}

void edit_free(struct edit *e)
{
	text_free(&e->line);
	text_free(&e->last);
}
