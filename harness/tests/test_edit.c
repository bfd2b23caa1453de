// SPDX-License-Identifier: GPL-2.0-only
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "../base/edit.h"

static enum edit_event type(struct edit *e, const char *keys)
{
	enum edit_event event = EDIT_NONE;

	while (*keys) {
		event = edit_key(e, *keys++);
	}
	return event;
}

Test(edit, a_line_is_what_remains_of_the_keys)
{
	struct edit e = { 0 };

	cr_expect(eq(int,
		     type(&e, "first\x15"
			      "cell listed\x7f\x08"),
		     EDIT_CHANGED));
	cr_expect(eq(str, (char *)text_str(&e.line), "cell list"));
	cr_expect(eq(int, edit_key(&e, '\r'), EDIT_LINE));
	edit_next(&e);
	cr_expect(eq(str, (char *)text_str(&e.line), ""));
	edit_free(&e);
}

Test(edit, a_character_of_several_bytes_is_erased_as_one)
{
	struct edit e = { 0 };

	type(&e, "a\xc3\xa4\x7f");
	cr_expect(eq(str, (char *)text_str(&e.line), "a"));
	type(&e, "\x7f\x7f");
	cr_expect(eq(str, (char *)text_str(&e.line), ""));
	edit_free(&e);
}

Test(edit, arrow_up_brings_the_line_before_back_and_other_sequences_nothing)
{
	struct edit e = { 0 };

	type(&e, "one\r");
	edit_next(&e);
	cr_expect(eq(int, type(&e, "x\x1b[A"), EDIT_CHANGED));
	cr_expect(eq(str, (char *)text_str(&e.line), "one"));
	cr_expect(eq(int, type(&e, "\x1b[D\x1bOC"), EDIT_NONE));
	cr_expect(eq(str, (char *)text_str(&e.line), "one"));
	edit_free(&e);
}

Test(edit, an_empty_line_leaves_and_ctrl_c_forgets)
{
	struct edit e = { 0 };

	cr_expect(eq(int, edit_key(&e, '\r'), EDIT_LEAVE));
	cr_expect(eq(int, edit_key(&e, 4), EDIT_LEAVE));
	type(&e, "x");
	cr_expect(eq(int, edit_key(&e, 4), EDIT_NONE));
	cr_expect(eq(int, edit_key(&e, CTRL_C), EDIT_STOP));
	cr_expect(eq(str, (char *)text_str(&e.line), ""));
	edit_free(&e);
}
