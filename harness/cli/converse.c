// SPDX-License-Identifier: GPL-2.0-only
/* yard shell, the worker's side: what both consoles show, what is typed, and steps. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../scenario/ingredients.h"
#include "cli.h"
#include "shell.h"

#define PROMPT	   "cellyard# "
#define CYAN	   "\033[36m"
#define RESET	   "\033[0m"
#define CLEAR_LINE "\r\033[K"
#define KILL_LINE  "\025"
/* A command from a file or pipe that shows no prompt for so long is given up. */
#define SCRIPT_PATIENCE_MS 120000

static void out(struct shell *s, const char *data, size_t len)
{
	if (len) {
		s->line_is_open = data[len - 1] != '\n';
	}
	write_all(STDOUT_FILENO, data, len, 10000);
}

static void out_text(struct shell *s, struct text *t)
{
	out(s, text_str(t), t->len);
	text_free(t);
}

/* ---- what is shown ---- */

/* What stands on the line that Linux is writing. */
static const char *unfinished(const struct shell *s)
{
	const char *log = text_str(&s->session.linux_line.log);
	const char *newline = strrchr(log, '\n');

	return newline ? newline + 1 : log;
}

/* A step is being typed, and nothing else goes on. */
static bool at_step_prompt(const struct shell *s)
{
	return s->terminal && s->at_step && !s->steps.busy;
}

/* The line that the cursor is on; all that has a line of its own goes above it. */
static void put_open_line(const struct shell *s, struct text *t)
{
	if (at_step_prompt(s)) {
		text_printf(t, "%s%s", s->more ? "    > " : "step> ", text_str(&s->edit.line));
	} else {
		text_puts(t, unfinished(s));
	}
}

static void show_open_line(struct shell *s)
{
	struct text t = { 0 };

	text_puts(&t, CLEAR_LINE);
	put_open_line(s, &t);
	out_text(s, &t);
}

/* Linux has the line only while no step is typed. */
static void hold_back(struct shell *s, const char *text, size_t len)
{
	const char *last;

	text_append(&s->linux_lines, text, len);
	last = memrchr(s->linux_lines.data, '\n', s->linux_lines.len);
	if (last) {
		size_t whole = last - s->linux_lines.data + 1;

		out(s, CLEAR_LINE, strlen(CLEAR_LINE));
		out(s, s->linux_lines.data, whole);
		text_consume(&s->linux_lines, whole);
		show_open_line(s);
	}
}

static void show_linux(void *context, const char *text, size_t len)
{
	struct shell *s = context;

	s->last_output = clock_ms();
	if (s->steps.pid > 0 && !s->steps.settled) {
		/* the talk by which the steps get hold of the shell */
		return;
	}
	if (at_step_prompt(s)) {
		hold_back(s, text, len);
	} else {
		out(s, text, len);
	}
}

static void show_hypervisor_line(struct shell *s, size_t len)
{
	struct text t = { 0 };

	if (s->terminal) {
		text_puts(&t, CLEAR_LINE);
	} else if (s->line_is_open) {
		text_puts(&t, "\n");
	}
	text_printf(&t, "%shypervisor | %.*s%s\n", s->terminal ? CYAN : "", (int)len,
		    s->hypervisor_line.data, s->terminal ? RESET : "");
	if (s->terminal) {
		put_open_line(s, &t);
	}
	out_text(s, &t);
}

static void show_hypervisor(void *context, const char *text, size_t len)
{
	struct shell *s = context;
	char *end;

	text_append(&s->hypervisor_line, text, len);
	while ((end = memchr(s->hypervisor_line.data, '\n', s->hypervisor_line.len))) {
		story_hypervisor(s->story, s->hypervisor_line.data, end - s->hypervisor_line.data);
		show_hypervisor_line(s, end - s->hypervisor_line.data);
		text_consume(&s->hypervisor_line, end - s->hypervisor_line.data + 1);
	}
	s->last_output = clock_ms();
}

/* A remark of our own, or of the steps; ends with a newline. */
static void remark(struct shell *s, const char *text)
{
	struct text t = { 0 };

	text_puts(&t, s->terminal ? CLEAR_LINE : s->line_is_open ? "\n" : "");
	text_puts(&t, text);
	out_text(s, &t);
}

/* ---- steps ---- */

/* Linux shows its prompt, and has done so since the last line was typed. */
static bool at_prompt(const struct shell *s)
{
	return s->session.linux_line.log.len > s->answered && strstr(unfinished(s), PROMPT);
}

/* The first step needs the shell to get hold of it. */
static bool shell_is_free(const struct shell *s)
{
	return s->steps.pid > 0 || starts_with(unfinished(s), PROMPT);
}

static void begin_steps(struct shell *s)
{
	const char *open = unfinished(s);

	/* what was typed at the prompt must not become part of what a step types */
	if (starts_with(open, PROMPT) && open[strlen(PROMPT)]) {
		line_type(&s->session.linux_line, KILL_LINE, 1);
	}
	s->at_step = true;
	s->more = false;
	show_open_line(s);
}

static void end_steps(struct shell *s)
{
	s->at_step = false;
	text_consume(&s->linux_lines, s->linux_lines.len);
	show_open_line(s);
}

static void do_step(struct shell *s, const char *line, size_t len)
{
	struct problem why;
	struct text t = { 0 };

	story_step(s->story, line, len);
	if (!shell_is_free(s)) {
		remark(s, "Steps need the shell: end first what runs there.\n");
		s->step_failed = true;
	} else if (steps_do(&s->steps, line, len, &why) != 0) {
		text_printf(&t, "%s\n", why.text);
		remark(s, t.data);
		s->step_failed = true;
	} else if (s->terminal && s->steps.settled) {
		out(s, unfinished(s), strlen(unfinished(s)));
	}
	text_free(&t);
}

static void interrupt(struct shell *s)
{
	if (s->steps.busy) {
		steps_interrupt(&s->steps);
		remark(s, "Interrupted; what steps have set or defined is forgotten. What they had "
			  "begun in the shell may still run there.\n");
	}
	s->more = false;
	show_open_line(s);
}

static void take_answer(struct shell *s, enum steps_answer answer)
{
	if (answer == STEPS_LOST && s->steps.busy) {
		remark(s, "The interpreter of the steps has ended.\n");
	}
	s->step_failed |= answer == STEPS_WRONG || answer == STEPS_LOST;
	if (answer != STEPS_MORE) {
		story_step_done(s->story, answer == STEPS_DONE);
	}
	s->more = answer == STEPS_MORE;
	s->last_output = clock_ms();
	/* the prompt that is there answers the next line of a script, too */
	s->answered = 0;
	if (s->terminal) {
		show_open_line(s);
	}
}

static void handle_steps(struct shell *s, const struct pollfd *p)
{
	struct text said = { 0 };
	bool settled = s->steps.settled;
	enum steps_answer answer = steps_handle(&s->steps, p, &said);

	if (said.len) {
		remark(s, said.data);
	}
	if (s->terminal && !settled && s->steps.settled && s->steps.busy) {
		out(s, unfinished(s), strlen(unfinished(s)));
	}
	if (answer != STEPS_BUSY) {
		take_answer(s, answer);
	}
	text_free(&said);
}

/* ---- what is typed ---- */

static void take_script_line(struct shell *s, const char *line, size_t len)
{
	size_t prefix = strlen(STEP_PREFIX);

	if (len >= prefix && memcmp(line, STEP_PREFIX, prefix) == 0) {
		out(s, line, len);
		out(s, "\n", 1);
		do_step(s, line + prefix, len - prefix);
		return;
	}
	story_keys(s->story, line, len, true);
	story_keys(s->story, "\r", 1, true);
	s->answered = s->session.linux_line.log.len + len;
	line_type(&s->session.linux_line, line, len);
	line_type(&s->session.linux_line, "\r", 1);
}

/* Lines of a script go out one at a time, each when the one before is done. */
static void pass_script(struct shell *s)
{
	char *end = s->typed.len ? memchr(s->typed.data, '\n', s->typed.len) : NULL;
	size_t len = end ? (size_t)(end - s->typed.data) : s->typed.len;

	if (s->steps.busy || !at_prompt(s) || (!end && !(s->typing_ended && len))) {
		return;
	}
	take_script_line(s, s->typed.data, len);
	text_consume(&s->typed, len + (end != NULL));
}

static void take_step_key(struct shell *s, char key)
{
	enum edit_event event = key == STEP_KEY ? EDIT_LEAVE : edit_key(&s->edit, key);

	switch (event) {
	case EDIT_CHANGED:
		show_open_line(s);
		break;
	case EDIT_LINE:
		out(s, "\n", 1);
		do_step(s, s->edit.line.data, s->edit.line.len);
		edit_next(&s->edit);
		if (!s->steps.busy) {
			show_open_line(s);
		}
		break;
	case EDIT_LEAVE:
		end_steps(s);
		break;
	case EDIT_STOP:
		interrupt(s);
		break;
	case EDIT_NONE:
		break;
	}
}

static void take_key(struct shell *s, char key)
{
	if (!s->at_step && key == STEP_KEY) {
		begin_steps(s);
	} else if (!s->at_step) {
		story_keys(s->story, &key, 1, strcmp(unfinished(s), PROMPT) == 0);
		line_type(&s->session.linux_line, &key, 1);
	} else {
		take_step_key(s, key);
	}
}

static bool step_runs(const struct shell *s)
{
	return s->at_step && s->steps.busy;
}

/* What is typed while a step runs waits for its end, but for Ctrl-C. */
static void stop_if_asked(struct shell *s)
{
	char *stop = memchr(s->typed.data, CTRL_C, s->typed.len);

	if (stop) {
		text_consume(&s->typed, stop - s->typed.data + 1);
		interrupt(s);
	}
}

static void pass_typed(struct shell *s)
{
	size_t done = 0;

	if (!s->terminal) {
		pass_script(s);
		return;
	}
	while (done < s->typed.len && !step_runs(s)) {
		take_key(s, s->typed.data[done++]);
	}
	text_consume(&s->typed, done);
	if (step_runs(s) && s->typed.len) {
		stop_if_asked(s);
	}
}

static bool script_done(const struct shell *s)
{
	return !s->terminal && s->typing_ended &&
	       ((!s->typed.len && !s->steps.busy && at_prompt(s)) ||
		(!s->steps.busy && clock_ms() - s->last_output > SCRIPT_PATIENCE_MS));
}

static void read_typed(struct shell *s, const struct pollfd *p)
{
	char block[1024];
	ssize_t n;

	if (!p->revents) {
		return;
	}
	n = read(s->back, block, sizeof(block));
	if (n > 0) {
		text_append(&s->typed, block, n);
	} else {
		s->typing_ended = true;
	}
}

static void converse(struct shell *s)
{
	struct pollfd p[SESSION_POLL + STEPS_POLL + 1];
	struct pollfd *steps = &p[SESSION_POLL], *typed = &p[SESSION_POLL + STEPS_POLL];

	s->last_output = clock_ms();
	while (!s->session.dead && !(s->terminal && s->typing_ended) && !script_done(s)) {
		session_poll_prepare(&s->session, p);
		steps_prepare(&s->steps, steps);
		*typed = (struct pollfd){ .fd = s->typing_ended ? -1 : s->back, .events = POLLIN };
		poll(p, SESSION_POLL + STEPS_POLL + 1, 200);
		session_poll_handle(&s->session, p);
		handle_steps(s, steps);
		read_typed(s, typed);
		pass_typed(s);
	}
	if (s->session.dead) {
		printf("\nyard: %s\n", s->session.death);
	}
}

/* ---- from beginning to end ---- */

/* How it ended, for the recording. */
static void save_outcome(struct shell *s)
{
	struct outcome o = { 0 };
	struct problem why;

	snprintf(o.trial.folder, sizeof(o.trial.folder), "%s/shell", s->machine->name);
	snprintf(o.trial.scenario, sizeof(o.trial.scenario), "%s", STORY_NAME);
	snprintf(o.trial.machine, sizeof(o.trial.machine), "%s", s->machine->name);
	snprintf(o.trial.kernel, sizeof(o.trial.kernel), "%s", s->kernel);
	o.trial.kvm = s->user.kvm;
	outcome_set(&o,
		    s->session.dead  ? VERDICT_CRASH
		    : s->step_failed ? VERDICT_FAIL
				     : VERDICT_PASS,
		    s->session.death);
	if (outcome_save(&o, s->places.run, &why) != 0) {
		printf("\nyard: %s\n", why.text);
	}
	outcome_free(&o);
}

static int begin_story(struct shell *s, const char *results, struct problem *why)
{
	static struct story story;
	char *path = format("%s/" STORY_NAME ".tcl", results);
	int ret = s->note ? story_open(&story, path, s->machine->name, why) : 0;

	s->story = s->note && ret == 0 ? &story : NULL;
	free(path);
	return ret;
}

static void end_story(struct shell *s)
{
	if (s->story) {
		story_close(s->story, starts_with(unfinished(s), PROMPT), s->session.dead);
		save_outcome(s);
	}
}

static int open_machine(struct shell *s, const char *results, struct problem *why)
{
	const struct session_request request = { .kernel = s->kernel,
						 .results = results,
						 .start = STATE_LINUX,
						 .cold = s->places.cold,
						 .poison_all = s->poison_all,
						 .kvm = s->user.kvm };

	if (ingredients_stage(&s->places, s->machine, s->kernel, why) != 0 ||
	    session_open(&s->session, &s->places, s->machine, &request, why) != 0) {
		return -1;
	}
	s->session.linux_line.watcher = show_linux;
	s->session.hypervisor.watcher = show_hypervisor;
	s->session.linux_line.watcher_context = s;
	s->session.hypervisor.watcher_context = s;
	/* a prompt of before a snapshot answers nothing */
	s->answered = s->session.linux_line.log.len;
	return session_go(&s->session, why);
}

int shell_work(void *context)
{
	struct shell *s = context;
	char *results = shell_results(s);
	struct problem why;
	int ret;

	close(s->front);
	steps_init(&s->steps, &s->session);
	if (open_machine(s, results, &why) == 0 && begin_story(s, results, &why) == 0) {
		converse(s);
		end_story(s);
		ret = s->session.dead || (s->step_failed && !s->terminal) ? EXIT_FAILED
									  : EXIT_PASSED;
	} else {
		ret = cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	steps_close(&s->steps);
	session_close(&s->session);
	edit_free(&s->edit);
	free(results);
	return ret;
}
