// SPDX-License-Identifier: GPL-2.0-only
#include "runner.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/files.h"
#include "control.h"
#include "halt.h"
#include "interpreter.h"
#include "scenario.h"
#include "session.h"
#include "show.h"

/* How long a scenario may go on after its machine died, to say what it was doing. */
#define LAST_WORDS_MS 10000
/* The same for one that plays by itself: its end is no accident, and the scenario reads on. Nothing
 * but the computer's speed decides how long that takes. */
#define READ_ON_MS 600000
/* How much CPU time the emulator may use up after the scenario's end, which is before its own. */
#define PLAY_ON_MS 300000
/* So often is told how far a machine is that plays by itself. */
#define TELL_MS 5000
#define POLL_MS 200
/* How long after a console the emulator's other lines may close when it dies: it is one process. */
#define DEATH_MS 10000
/* What a trial's logs may take; without that room none is begun. */
#define LOGS_BYTES (2ull << 20)

struct runner {
	const struct places *places;
	struct outcome *outcome;
	const struct scenario *scenario;
	const struct machine *machine;
	struct yard_files files;
	struct session session;
	struct control control;
	struct halt halt;
	struct show *show;
	int64_t told; /* clock_ms() when it was told how far the machine is */
	pid_t expect; /* 0: ended */
	int expect_status;
	bool out_of_time;
};

static int load_files(struct runner *r, struct problem *why)
{
	char *machines = format("%s/machines", r->places->top);
	const struct trial *t = &r->outcome->trial;
	int ret = 0;

	if (machines_load(machines, &r->files.machines, &r->files.machine_count, why) != 0 ||
	    scenarios_load(r->places->scenarios, &r->files.scenarios, &r->files.scenario_count,
			   why) != 0) {
		ret = -1;
	} else {
		r->machine = machine_find(r->files.machines, r->files.machine_count, t->machine);
		r->scenario =
			scenario_find(r->files.scenarios, r->files.scenario_count, t->scenario);
		if (!r->machine || !r->scenario) {
			ret = problem_set(why, "%s on %s has vanished", t->scenario, t->machine);
		} else if (r->scenario->mistake) {
			ret = problem_set(why, "%s", r->scenario->mistake);
		}
	}
	free(machines);
	return ret;
}

/* What the scenario wants to find in the guest must have been built. */
static int check_needs(const struct runner *r, struct problem *why)
{
	bool x86 = strcmp(r->machine->arch, "x86") == 0;

	/* an image that comes from elsewhere has what it has */
	for (size_t i = 0; i < r->scenario->needs.count && !r->places->images; i++) {
		const char *need = r->scenario->needs.item[i];
		const char *word = strchr(need, ':') + 1;
		/* as in scenarios/lib/arch.tcl */
		const char *demo = x86 ? "apic-demo" : "gic-demo";
		const char *name = strcmp(word, "[demo]") == 0 ? demo : word;
		char *path = starts_with(need, "cell:")
				     ? format("%s/machines/%s/%s.cell", r->places->build,
					      r->machine->name, name)
				     : format("%s/inmates/%s%s%s.bin", r->places->build,
					      x86 ? "" : r->machine->arch, x86 ? "" : "/", name);
		bool there = file_exists(path);

		if (!there) {
			problem_set(why, "%s needs %s, and %s is not built: run `make all`",
				    r->scenario->name, need, path);
		}
		free(path);
		if (!there) {
			return -1;
		}
	}
	return 0;
}

static int start_expect(struct runner *r, struct problem *why)
{
	char *path = format("%s/scenario.log", r->session.results);
	int log = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	pid_t pid =
		interpreter_start(&r->session, "play.tcl", r->scenario->path, nothing, log, why);

	close(nothing);
	close(log);
	free(path);
	r->expect = pid > 0 ? pid : 0;
	return pid > 0 ? 0 : -1;
}

static void stop_expect(struct runner *r)
{
	if (r->expect > 0) {
		interpreter_stop(r->expect, &r->expect_status);
		r->expect = 0;
	}
}

static void watch_hypervisor(void *context, const char *text, size_t len)
{
	struct runner *r = context;

	halt_look(&r->halt, text, len);
	show_console(r->show, CONSOLE_HYPERVISOR, text, len);
}

static void watch_linux(void *context, const char *text, size_t len)
{
	show_console(context, CONSOLE_LINUX, text, len);
}

static int start(struct runner *r, const char *results, struct problem *why)
{
	struct session *s = &r->session;
	const struct session_request request = {
		.kernel = r->outcome->trial.kernel,
		.results = results,
		.scenario = r->scenario->path,
		.start = r->scenario->start,
		.cell = r->scenario->cell,
		.cold = r->places->cold,
		.poison_all = r->scenario->poison_all || r->places->poison_all,
		.without = &r->scenario->without,
		.counts = r->scenario->counts,
		.inside = r->places->inside,
		/* only TCG can count, or do the same each time */
		.kvm = r->outcome->trial.kvm && !r->scenario->counts && !r->places->inside
	};
	char *control;
	int ret;

	if (session_open(s, r->places, r->machine, &request, why) != 0) {
		return -1;
	}
	s->hypervisor.watcher = watch_hypervisor;
	s->linux_line.watcher = watch_linux;
	s->hypervisor.watcher_context = r;
	s->linux_line.watcher_context = r->show;
	control = format("%s/control", s->scratch);
	ret = control_open(&r->control, control, s, r->show, why);
	free(control);
	if (ret == 0) {
		ret = start_expect(r, why);
	}
	if (ret == 0) {
		ret = halt_begin(&r->halt, s, r->places->until, why);
	}
	return ret != 0 || r->halt.at_fault ? ret : session_go(s, why);
}

/* How much has been done, for somebody who waits at a busy computer. */
static void tell_progress(struct runner *r)
{
	double waited = clock_seconds() - r->session.started;
	char *text;

	if (r->places->inside && !r->session.dead && clock_ms() - r->told >= TELL_MS) {
		r->told = clock_ms();
		text = format("it plays by itself; in %.0f s it has had %.1f s of CPU time", waited,
			      patience_now(&r->session.patience) / 1000.0);
		show_step(r->show, text);
		free(text);
	}
}

static void turn(struct runner *r)
{
	struct pollfd p[SESSION_POLL + 1];

	session_poll_prepare(&r->session, p);
	control_poll_prepare(&r->control, &p[SESSION_POLL]);
	poll(p, SESSION_POLL + 1, POLL_MS);
	session_poll_handle(&r->session, p);
	halt_turn(&r->halt);
	tell_progress(r);
	control_poll_handle(&r->control, &p[SESSION_POLL]);
	if (r->expect > 0 && waitpid(r->expect, &r->expect_status, WNOHANG) == r->expect) {
		r->expect = 0;
	}
}

/* What it plays goes on when the scenario has seen enough; its end belongs to what is compared. */
static void await_end(struct runner *r)
{
	struct session *s = &r->session;
	int64_t deadline = patience_now(&s->patience) + PLAY_ON_MS;

	while (halt_holds(&r->halt) ||
	       (patience_now(&s->patience) < deadline && (!s->dead || s->hypervisor.fd >= 0))) {
		/* nobody is left who would do anything to it */
		session_let_go(s);
		turn(r);
	}
}

/* Until the scenario has ended, its time is over, or its machine has died. */
static void play(struct runner *r)
{
	struct patience *clock = &r->session.patience;
	int64_t deadline = patience_now(clock) + (int64_t)r->scenario->timeout * 1000;
	int64_t last_words = 0;

	while (r->expect > 0 || halt_holds(&r->halt)) {
		/* no question to the emulator may outlast the limit */
		r->session.qmp.until =
			r->places->inside ? 0 : clock_ms() + deadline - patience_now(clock);
		turn(r);
		if (halt_holds(&r->halt)) {
			continue;
		}
		if (r->halt.ready) {
			return;
		}
		if (patience_now(clock) >= deadline) {
			r->out_of_time = true;
			return;
		}
		if (r->session.dead && !last_words) {
			last_words = patience_now(clock) +
				     (r->places->inside ? READ_ON_MS : LAST_WORDS_MS);
		}
		if (last_words && patience_now(clock) >= last_words) {
			return;
		}
	}
	if (r->places->inside) {
		await_end(r);
		return;
	}
	/* the verdict may come with the last breath, and the death behind the end of a console */
	last_words = clock_ms() + DEATH_MS;
	do {
		turn(r);
	} while (r->control.eof && !r->session.dead && clock_ms() < last_words);
}

/* "scenarios/hello.tcl:15", with the lines that called that one. */
static void put_place(const struct runner *r, struct text *out)
{
	const char *lines = r->control.lines;
	size_t first = lines ? strcspn(lines, ",") : 0;

	text_puts(out, places_short(r->places, r->scenario->path));
	if (first && *lines != '-') {
		text_printf(out, ":%.*s", (int)first, lines);
		if (lines[first]) {
			text_printf(out, " (called in line %s)", lines + first + 1);
		}
	}
}

/* What was under way, for messages about what came in between. */
static void add_circumstances(const struct runner *r, bool place, struct text *message)
{
	const struct control *c = &r->control;

	if (place) {
		text_puts(message, c->waits ? " (at " : " (last seen at ");
		put_place(r, message);
	}
	if (c->waits) {
		text_printf(message, "%swhile waiting for %s", place ? ", " : " (", c->waits);
	}
	if (c->step) {
		text_printf(message, "%sduring: %s", place || c->waits ? "; " : " (", c->step);
	}
	text_puts(message, place || c->waits || c->step ? ")" : "");
}

/* What the scenario said of itself has the place in front, as a compiler's message; what became of
 * its machine has it behind. */
static void put_said(const struct runner *r, struct text *message)
{
	const struct control *c = &r->control;
	const char *said = c->message ? c->message : "";
	size_t headline = strcspn(said, "\n");

	if (c->verdict == VERDICT_FAIL || c->verdict == VERDICT_ERROR) {
		put_place(r, message);
		text_printf(message, ": %s", said);
	} else if (c->verdict == VERDICT_CRASH) {
		text_append(message, said, headline);
		add_circumstances(r, true, message);
		text_puts(message, said + headline);
	} else {
		text_puts(message, said);
	}
}

static void put_out_of_time(const struct runner *r, struct text *message)
{
	bool known = r->control.waits != NULL;

	if (known) {
		put_place(r, message);
		text_puts(message, ": ");
	}
	text_printf(message, "not finished after its time limit of %u s", r->scenario->timeout);
	add_circumstances(r, !known, message);
}

/* The sentences of the outcome, without the consoles. */
static enum verdict judge(const struct runner *r, struct text *message)
{
	const struct control *c = &r->control;

	if (c->closing && !c->eof &&
	    (c->verdict == VERDICT_PASS || !r->session.dead || r->places->inside)) {
		put_said(r, message);
		return c->verdict;
	}
	if (r->session.dead) {
		text_puts(message, r->session.death);
		add_circumstances(r, true, message);
		if (c->message && !c->eof) {
			text_printf(message, "\nthe scenario said: %s", c->message);
		} else if (r->out_of_time) {
			text_printf(message, "\nthe scenario's time limit of %u s was over",
				    r->scenario->timeout);
		}
		return VERDICT_CRASH;
	}
	if (r->out_of_time) {
		put_out_of_time(r, message);
		return VERDICT_FAIL;
	}
	if (c->eof) {
		text_printf(message, "a console closed although the emulator runs: %s", c->message);
	} else if (interpreter_printed_too_much(r->expect_status)) {
		text_printf(message,
			    "the scenario printed more than the %u MiB that scenario.log may "
			    "have, and was ended; it is wrong, perhaps a loop without end",
			    PRINTED_MOST >> 20);
		add_circumstances(r, true, message);
	} else {
		text_printf(message, "the scenario ended without a verdict; see scenario.log");
	}
	return VERDICT_ERROR;
}

static bool said_something_good(const struct control *c)
{
	return c->closing && !c->eof && (c->verdict == VERDICT_PASS || c->verdict == VERDICT_SKIP);
}

/* Every byte of the hypervisor's console, if it came to its end. */
static void keep_bytes(const struct runner *r)
{
	const struct session *s = &r->session;
	char *path = format("%s/exact.log", s->results);
	FILE *f = s->dead && s->hypervisor.fd < 0 ? fopen(path, "we") : NULL;

	if (f) {
		bool whole = fwrite(s->hypervisor.raw.data, 1, s->hypervisor.raw.len, f) ==
			     s->hypervisor.raw.len;

		/* a part of it would be compared as all of it */
		if (fclose(f) != 0 || !whole) {
			unlink(path);
		}
	}
	free(path);
}

static void conclude(struct runner *r)
{
	struct text message = { 0 };
	enum verdict v;

	if (r->halt.ready) {
		outcome_set(r->outcome, VERDICT_SKIP, "gdb has had the machine");
		return;
	}
	if (r->places->inside) {
		keep_bytes(r);
	}
	/* what looks like a failure of the scenario may be one of its machine */
	if (!said_something_good(&r->control)) {
		session_ask(&r->session);
	}
	v = judge(r, &message);
	if (r->session.still[0] && v != VERDICT_PASS && v != VERDICT_SKIP) {
		text_printf(&message, "\nthe machine stands still: QEMU calls it `%s`",
			    r->session.still);
	}
	if (v == VERDICT_FAIL || v == VERDICT_CRASH || v == VERDICT_ERROR) {
		session_tail(&r->session, &message);
		session_record_cpus(&r->session, &message);
	}
	outcome_set(r->outcome, v, text_str(&message));
	text_free(&message);
}

static void prepare_and_play(struct runner *r)
{
	char *results = format("%s/%s", r->places->run, r->outcome->trial.folder);
	struct problem why = { "" };

	/* what the cleaning up below touches must be valid however early it ends */
	r->session.qmp.fd = r->control.listener = r->control.client = -1;
	r->session.hypervisor = r->session.linux_line =
		(struct line){ .fd = -1, .listener = -1, .client = -1 };
	r->session.hold = (struct hold)HOLD_INIT;
	r->session.host_cpu = (struct host_cpu)HOST_CPU_NONE;
	if (load_files(r, &why) != 0 || check_needs(r, &why) != 0 || start(r, results, &why) != 0) {
		outcome_set(r->outcome, VERDICT_ERROR, why.text);
	} else {
		play(r);
		conclude(r);
	}
	stop_expect(r);
	halt_end(&r->halt);
	control_close(&r->control);
	session_close(&r->session);
	free(results);
}

/* Once, in the folder of the outcome's trial. */
static void run_once(const struct places *places, struct outcome *outcome, struct show *show)
{
	struct runner r = { .places = places, .outcome = outcome, .show = show };
	double started = clock_seconds();

	prepare_and_play(&r);
	outcome->seconds = clock_seconds() - started;
	machines_free(r.files.machines, r.files.machine_count);
	scenarios_free(r.files.scenarios, r.files.scenario_count);
}

/*
 * Trying again tells chance from certainty, and nothing else: the verdict remains that of the
 * first try. Later ones have their logs in folders below the first one's.
 */
static void try_again(const struct places *places, struct outcome *first, struct show *show)
{
	struct text message = { 0 };
	unsigned int passed = 0;
	size_t used = strlen(first->trial.folder);

	for (unsigned int i = 1; i <= places->retries; i++) {
		struct outcome again = { .trial = first->trial };

		snprintf(again.trial.folder + used, sizeof(again.trial.folder) - used, "/retry-%u",
			 i);
		run_once(places, &again, show);
		passed += again.verdict == VERDICT_PASS;
		outcome_save(&again, places->run, NULL);
		outcome_free(&again);
	}
	text_printf(&message, "%.*s (tried again: %u of %u passed)%s", outcome_headline(first),
		    first->message, passed, places->retries,
		    first->message + outcome_headline(first));
	outcome_set(first, first->verdict, text_str(&message));
	text_free(&message);
}

static bool has_room(const struct places *places, struct outcome *outcome)
{
	uint64_t left = folder_free_bytes(places->run);
	char *message;

	if (left >= LOGS_BYTES) {
		return true;
	}
	message = format(
		"no room for results: %llu KiB are left where %s is, and logs take up to %llu; "
		"free some",
		(unsigned long long)left >> 10, places->run, LOGS_BYTES >> 10);
	outcome_set(outcome, VERDICT_ERROR, message);
	free(message);
	return false;
}

/* A result that cannot be kept is handed over to the front end all the same. */
static void save(const struct places *places, struct outcome *outcome)
{
	char *unsaved = format("%s/" UNSAVED, places->scratch);
	char *message;
	struct problem why;

	if (outcome_save(outcome, places->run, &why) != 0) {
		message = format("it was %s, and its result cannot be kept: %s",
				 verdict_name(outcome->verdict), why.text);
		/* one that was not begun for lack of room has said so */
		outcome_set(outcome, VERDICT_ERROR,
			    starts_with(outcome->message, "no room for results") ? outcome->message
										 : message);
		outcome_save(outcome, unsaved, NULL);
		free(message);
	}
	free(unsaved);
}

void trial_run(const struct places *places, struct outcome *outcome)
{
	char *progress = format("%s/progress", places->scratch);
	struct show show;

	show_init(&show, places->live, progress, places->trials);
	show_begin(&show, outcome);
	if (outcome->trial.skip[0]) {
		outcome_set(outcome, VERDICT_SKIP, outcome->trial.skip);
	} else if (outcome->trial.mistake[0]) {
		outcome_set(outcome, VERDICT_ERROR, outcome->trial.mistake);
	} else if (has_room(places, outcome)) {
		run_once(places, outcome, &show);
	}
	if (outcome_failed(outcome) && places->retries && !outcome->trial.mistake[0]) {
		try_again(places, outcome, &show);
	}
	save(places, outcome);
	show_outcome(&show, outcome);
	show_close(&show);
	free(progress);
}
