// SPDX-License-Identifier: GPL-2.0-only
/* yard run, yard test: choose, play, collect, report. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../base/files.h"
#include "../machine/domain.h"
#include "../results/maps.h"
#include "../results/report.h"
#include "../results/run_record.h"
#include "../scenario/ingredients.h"
#include "../scenario/mistakes.h"
#include "../scenario/order.h"
#include "../scenario/quarantine.h"
#include "../scenario/runner.h"
#include "../scenario/suite.h"
#include "accelerator.h"
#include "cli.h"
#include "keep.h"
#include "options.h"
#include "reaper.h"

/* A guest's RAM is joined by images, sockets and libvirt's folder. */
#define OVERHEAD_BYTES (256ull << 20)
/* machines at a time */
#define MOST_JOBS	  64
#define MOST_DEFAULT_JOBS 8

struct run {
	struct places places;
	struct yard_files files;
	struct run_user user;
	struct trial *trials;
	size_t count;
	unsigned int jobs;
	struct outcome *outcomes; /* of what came to its end */
	size_t played;
	struct words under_way; /* when it was interrupted */
	int interrupted;
	bool is_part;	       /* of a run that somebody else keeps */
	struct problem unkept; /* the first of what could not be kept, or "" */
	struct run_record record;
};

/* Machines and kernels that this computer can't have are skipped, with the reason. */
static void find_skips(struct run *r)
{
	for (size_t i = 0; i < r->count; i++) {
		struct trial *t = &r->trials[i];
		char *path = format("%s/kernels/%s/unavailable", r->places.build, t->kernel);
		struct text reason = { 0 };
		struct problem why;

		/* what is wrong is so everywhere */
		if (t->mistake[0]) {
			free(path);
			continue;
		}
		if (machine_usable(
			    machine_find(r->files.machines, r->files.machine_count, t->machine),
			    &why) != 0) {
			snprintf(t->skip, sizeof(t->skip), "%.250s", why.text);
		} else if (!r->places.images && file_exists(path) &&
			   file_read(path, &reason, NULL) == 0) {
			snprintf(t->skip, sizeof(t->skip), "kernel %s: %.*s", t->kernel,
				 (int)strcspn(text_str(&reason), "\n"), text_str(&reason));
		}
		text_free(&reason);
		free(path);
	}
}

/* Needs the user who will run the machines. */
static void choose_accelerators(struct run *r)
{
	for (size_t i = 0; i < r->count; i++) {
		struct trial *t = &r->trials[i];
		struct problem reason;

		t->kvm = accelerator_choose(
			machine_find(r->files.machines, r->files.machine_count, t->machine),
			&r->user, &r->places, &reason);
		r->user.kvm = r->user.kvm || t->kvm;
	}
}

static uint64_t bytes_needed(const struct run *r)
{
	uint64_t largest = 0;

	for (size_t i = 0; i < r->files.machine_count; i++) {
		if (r->files.machines[i].ram.size > largest) {
			largest = r->files.machines[i].ram.size;
		}
	}
	return (largest + OVERHEAD_BYTES) * r->jobs;
}

/* What ran: the origin of the kernels and the hashes of all files in the guest images. */
static void record_images(const struct run *r)
{
	for (size_t i = 0; i < r->count * 2 && !r->places.images; i++) {
		const char *kernel = r->trials[i / 2].kernel;
		char *from = i % 2 ? format("%s/images/%s/manifest", r->places.build, kernel)
				   : format("%s/kernels/%s/provenance", r->places.build, kernel);
		char *to =
			format("%s/%s-%s.txt", r->places.run, i % 2 ? "image" : "kernel", kernel);

		if (file_exists(from) && !file_exists(to)) {
			file_copy(from, to, NULL);
		}
		free(to);
		free(from);
	}
}

/* Before the first machine starts: a run that is killed says what it was to play, and on what. */
static int record_plan(struct run *r, struct problem *why)
{
	struct words machines = { 0 };
	int ret;

	for (size_t i = 0; i < r->count; i++) {
		words_add(&r->record.plan, r->trials[i].folder);
		if (!words_have(&machines, r->trials[i].machine)) {
			words_add(&machines, r->trials[i].machine);
		}
	}
	run_record_hold(r->places.run);
	ret = run_record_save(&r->record, r->places.run, why);
	if (ret == 0) {
		ret = maps_keep(r->places.build, &machines, r->places.run, why);
	}
	words_free(&machines);
	return ret;
}

/* The scratch folder comes last: nobody would remove it before there is a reaper. */
static int prepare(struct run *r, struct problem *why)
{
	if (run_user_find(&r->user, &r->places, why) != 0 ||
	    (!r->is_part && places_new_run(&r->places, why) != 0)) {
		return -1;
	}
	choose_accelerators(r);
	record_images(r);
	if (!r->is_part && record_plan(r, why) != 0) {
		return -1;
	}
	if (r->user.drop && folder_chown(r->places.run, r->user.uid, r->user.gid, why) != 0) {
		return -1;
	}
	return scratch_make(&r->places, &r->user, bytes_needed(r), why);
}

static bool starts_machine(const struct trial *t)
{
	return !t->skip[0] && !t->mistake[0];
}

static int stage(const struct run *r, struct problem *why)
{
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < r->count; i++) {
		const struct trial *t = &r->trials[i];
		const struct machine *m =
			machine_find(r->files.machines, r->files.machine_count, t->machine);

		if (starts_machine(t)) {
			ret = ingredients_stage(&r->places, m, t->kernel, why);
		}
	}
	return ret;
}

static bool some_run(const struct run *r)
{
	for (size_t i = 0; i < r->count; i++) {
		if (starts_machine(&r->trials[i])) {
			return true;
		}
	}
	return false;
}

/* What joins Expect to the consoles. */
static int relay_built(const struct places *places, struct problem *why)
{
	char *path = format("%s/harness/relay", places->build);
	int ret = file_exists(path) ? 0 : problem_set(why, "%s is not built: run `make all`", path);

	free(path);
	return ret;
}

static int work(void *context)
{
	struct run *r = context;
	struct problem why;

	umask(022);
	if (relay_built(&r->places, &why) != 0 ||
	    mistakes_find(&r->places, &r->files, r->trials, r->count, &why) != 0 ||
	    stage(r, &why) != 0 || (some_run(r) && libvirt_works(r->places.scratch, &why) != 0)) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	return suite_run(&r->places, r->trials, r->count, r->jobs);
}

static void note_under_way(struct run *r, const struct trial *t)
{
	char *folder = format("%s/%s", r->places.run, t->folder);

	if (file_exists(folder)) {
		words_add(&r->under_way, t->folder);
	}
	free(folder);
}

/* Of a campaign's stretch that was cut short, what it has found is kept. */
static bool has_found(const struct run *r, const struct trial *t)
{
	char *path = format("%s/%s/outcomes.tsv", r->places.run, t->folder);
	bool found = r->is_part && file_exists(path);

	free(path);
	return found;
}

/* A trial without a result: its process died, or there was no room for it. What an interrupted run
 * did not come to has no verdict; its plan tells that it was wanted. */
static void collect(struct run *r)
{
	char *unsaved = format("%s/" UNSAVED, r->places.scratch);

	r->outcomes = calloc(r->count, sizeof(*r->outcomes));
	for (size_t i = 0; r->outcomes && i < r->count; i++) {
		struct outcome *o = &r->outcomes[r->played];
		bool saved, known;

		o->trial = r->trials[i];
		saved = outcome_load(o, r->places.run, NULL) == 0;
		known = saved || outcome_load(o, unsaved, NULL) == 0;
		if (!known && r->interrupted) {
			note_under_way(r, &o->trial);
			if (!has_found(r, &o->trial)) {
				continue;
			}
			outcome_set(o, VERDICT_SKIP, "it was interrupted");
		} else if (!known) {
			outcome_set(o, VERDICT_ERROR, "its worker process died; see criterion.log");
		}
		if (!saved) {
			outcome_save(o, r->places.run, NULL);
		}
		r->played++;
	}
	free(unsaved);
}

/* One cause keeps much from being written: it is told once. */
static void note_unkept(struct run *r, const struct problem *why)
{
	if (!r->unkept.text[0]) {
		r->unkept = *why;
	}
}

static int write_report(struct run *r, const char *name,
			void report(const struct outcome *list, size_t count, size_t planned,
				    struct text *out))
{
	char *path = format("%s/%s", r->places.run, name);
	struct text content = { 0 };
	struct problem why;
	int ret;

	report(r->outcomes, r->played, r->count, &content);
	ret = file_write(path, text_str(&content), &why);
	if (ret != 0) {
		note_unkept(r, &why);
	}
	text_free(&content);
	free(path);
	return ret;
}

/* With all details: of a run elsewhere this output may be all that is kept. */
static void tell_failures(const struct run *r)
{
	for (size_t i = 0; i < r->played; i++) {
		const struct outcome *o = &r->outcomes[i];

		if (!outcome_failed(o) || o->expected) {
			continue;
		}
		printf("\n%s %s%s%s: %s\n", verdict_name(o->verdict), outcome_key(o),
		       outcome_known(o) ? ", known: " : "", outcome_known(o) ? o->trial.known : "",
		       o->message);
	}
}

/* A run whose results cannot be kept has been a run all the same. */
static void keep_results(struct run *r)
{
	struct problem why;

	if (keep_link(&r->places, &why) != 0) {
		note_unkept(r, &why);
	}
	r->record.interrupted = r->interrupted != 0;
	if (keep_run(&r->places, &r->files, &r->record, false, &why) != 0) {
		note_unkept(r, &why);
	}
}

static char *quarantine_path(const struct run *r)
{
	return format("%s/quarantine", r->places.scenarios);
}

/* Nobody shall believe that all of it was played on all machines. */
static void tell_left_out(const struct yard_files *files, const struct selection *wanted,
			  struct text *out)
{
	for (size_t i = 0; i < files->machine_count; i++) {
		const struct machine *m = &files->machines[i];
		size_t count = selection_count_all(wanted, files, m, true);

		if (count) {
			text_printf(out,
				    "Not played: %zu %s on %s, which is %s %s (-m %s plays %s)\n",
				    count, count == 1 ? "trial" : "trials", m->name,
				    m->like && !wanted->arch ? "like" : "near",
				    m->like && !wanted->arch ? m->like : m->near, m->name,
				    count == 1 ? "it" : "them");
		}
	}
}

/* A folder, and what is in it of what one looks for. */
static void tell_files(const struct run *r, const char *title, const char *folder,
		       const char *const *names, const char *rest)
{
	struct text found = { 0 };

	for (; *names; names++) {
		char *path = format("%s/%s", folder, *names);

		if (file_exists(path)) {
			text_printf(&found, "%s%s", found.len ? ", " : "", *names);
		}
		free(path);
	}
	if (found.len) {
		printf("%s: %s/ (%s%s)\n", title, places_short(&r->places, folder),
		       text_str(&found), rest);
	}
	text_free(&found);
}

/* Nothing that is not there. */
static void tell_results(const struct run *r)
{
	static const char *const of_run[] = { "junit.xml", "tap.txt", NULL };
	static const char *const of_trial[] = { "hypervisor.log",  "linux.log",	 "steps.log",
						"hypervisor.cast", "linux.cast", NULL };
	char *page = format("%s/report.html", r->places.run);
	char *folder = format("%s/%s", r->places.run, r->trials[0].folder);

	printf("\n");
	if (r->count == 1) {
		tell_files(r, "Logs", folder, of_trial, "");
	} else {
		tell_files(r, "Logs", r->places.run, of_run, ", MACHINE/SCENARIO/");
	}
	if (file_exists(page)) {
		printf("Report: %s\n", places_short(&r->places, page));
	}
	fflush(stdout);
	if (r->unkept.text[0]) {
		cli_fail(0, "not all of this run is kept: %s", r->unkept.text);
	}
	free(folder);
	free(page);
}

static int keep_files(struct run *r)
{
	int lost =
		write_report(r, "junit.xml", report_junit) | write_report(r, "tap.txt", report_tap);

	keep_results(r);
	return lost;
}

static void tell_interrupted(const struct run *r, struct text *out)
{
	text_printf(out, "Interrupted: %zu of %zu played", r->played, r->count);
	for (size_t i = 0; i < r->under_way.count; i++) {
		text_printf(out, "%s %s", i ? "," : "; under way:", r->under_way.item[i]);
	}
	text_puts(out, "\n");
}

static int report(struct run *r, const struct selection *wanted)
{
	char *known = quarantine_path(r);
	struct tally t = report_count(r->outcomes, r->played);
	struct text summary = { 0 };
	int lost = r->is_part ? 0 : keep_files(r);

	/* the line of progress has done its work */
	fputs(isatty(STDOUT_FILENO) && !r->places.live ? "\r\033[K" : "", stdout);
	tell_failures(r);
	tell_results(r);
	/* again, in short: behind the stories of some failures others are out of sight */
	if (r->count > 1) {
		report_failures(r->outcomes, r->played, &summary);
	}
	tell_left_out(&r->files, wanted, &summary);
	report_quarantine(r->outcomes, r->played, places_short(&r->places, known), &summary);
	free(known);
	if (r->interrupted) {
		tell_interrupted(r, &summary);
	}
	/* who wanted to have it stopped for gdb does not ask whether it passed */
	if (!r->places.until || t.failed || t.of[VERDICT_PASS]) {
		report_summary(r->outcomes, r->played, !r->interrupted, &summary);
	}
	fputs(text_str(&summary), stdout);
	text_free(&summary);
	if (r->interrupted) {
		return 128 + r->interrupted;
	}
	if (t.failed || !t.of[VERDICT_PASS]) {
		return EXIT_FAILED;
	}
	/* who reads those would take it for a run that was not */
	return lost ? EXIT_IMPOSSIBLE : EXIT_PASSED;
}

static void arrange(struct run *r, const struct run_request *request)
{
	for (size_t i = 0; request->part_of && i < r->count; i++) {
		trial_number(&r->trials[i], request->number);
	}
	trials_repeat(&r->trials, &r->count, request->repeat);
	if (request->shuffle) {
		trials_shuffle(r->trials, r->count, request->seed);
	} else if (r->jobs > 1) {
		trials_longest_first(r->trials, r->count, &r->files);
	}
	r->places.trials = r->count;
	r->places.retries = request->retry;
}

/* Without the file nothing is known to fail. */
static int apply_quarantine(struct run *r, struct problem *why)
{
	char *path = quarantine_path(r);
	struct text text = { 0 };
	int ret = 0;

	if (file_exists(path)) {
		ret = file_read(path, &text, why);
	}
	if (ret == 0) {
		ret = quarantine_apply(text_str(&text), path, &r->files, r->trials, r->count, why);
	}
	text_free(&text);
	free(path);
	return ret;
}

/* What is known of the run before it has come to its end. */
static int begin(struct run *r, struct run_request *request, struct problem *why)
{
	int ret = prepare(r, why);

	if (ret == 0) {
		request->run = copy_string(r->places.run);
		request->first = copy_string(r->trials[0].folder);
	}
	return ret;
}

static void judge_all(struct run *r, const struct run_request *request)
{
	struct problem why;

	for (size_t i = 0; i < r->played; i++) {
		request->judge(&r->outcomes[i], r->places.run, request->judge_context);
		if (outcome_save(&r->outcomes[i], r->places.run, &why) != 0) {
			note_unkept(r, &why);
		}
	}
}

int cli_run(struct run_request *request)
{
	struct run r = { .jobs = request->jobs };
	struct reaper reaper = { .places = &r.places,
				 .user = &r.user,
				 .work = work,
				 .context = &r,
				 .watch = { -1, -1 },
				 .tick = request->tick,
				 .tick_context = request->tick_context };
	struct problem why;
	int ret;

	if (request->live) {
		/* two stories at once are none */
		r.jobs = 1;
	}
	r.places.live = request->live;
	r.places.keep = request->keep;
	r.places.poison_all = request->poison_all;
	r.places.cold = request->cold || request->note;
	r.places.note = request->note;
	r.places.inside = request->inside ? copy_string(request->inside) : NULL;
	r.is_part = request->part_of != NULL;
	r.places.run = request->part_of ? copy_string(request->part_of) : NULL;
	r.places.images = request->images ? copy_string(request->images) : NULL;
	r.places.until = request->until ? copy_string(request->until) : NULL;
	if (cli_load(&r.places, &r.files) != 0) {
		return EXIT_IMPOSSIBLE;
	}
	if (selection_expand(&request->wanted, &r.files, &r.trials, &r.count, &why) != 0) {
		return cli_fail(EXIT_USAGE, "%s", why.text);
	}
	arrange(&r, request);
	run_record_begin(&r.record, r.places.top, request->argc, request->argv);
	if (apply_quarantine(&r, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	if (r.jobs > r.count) {
		r.jobs = r.count;
	}
	find_skips(&r);
	ret = begin(&r, request, &why) == 0 ? reaper_run(&reaper, &r.interrupted, &why) : -1;
	if (ret < 0) {
		ret = cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	} else if (ret != EXIT_IMPOSSIBLE) {
		collect(&r);
		if (request->judge) {
			judge_all(&r, request);
		}
		ret = report(&r, &request->wanted);
		request->outcomes = r.outcomes;
		request->count = r.played;
	}
	scratch_end(&r.places);
	run_record_free(&r.record);
	return ret;
}

static const char common_help[] =
	"  -m, --machine NAME   on this machine alone; may be repeated\n"
	"      --kernel NAME    with this kernel, whatever the scenario says; may be repeated\n"
	"      --arch ARCH      on all machines of this architecture, such as x86 or arm64\n"
	"      --all            with every kernel, and also on machines that differ little\n"
	"  -j, --jobs N         so many machines at a time\n"
	"      --cold           boot each machine; else it continues from a snapshot if there is one\n"
	"      --poison-all     fill all of RAM with a pattern before the start, which is a boot then;\n"
	"                       else the memory of hypervisor and cells alone\n"
	"      --live           show both consoles and the steps as they happen\n"
	"      --repeat N       run each trial N times\n"
	"      --retry N        try a failed trial N times more; it remains a failure\n"
	"      --shuffle SEED   in an order that the number SEED decides\n"
	"  -k, --keep           leave the scratch folder behind\n\n"
	"A SCENARIO is a name, a pattern such as 'fault-*', or @TAG. The last line counts the\n"
	"verdicts; FAIL (the claim does not hold), ERROR (the harness's own fault) and CRASH (the\n"
	"machine died or hangs) are all failures. Exit status: 0 all passed, 1 not, 2 usage, 3 impossible.\n";

int run_parse(struct run_request *request, int argc, char **argv, const char *help)
{
	const struct cli_option table[] = {
		{ "machine", 'm', OPTION_WORDS, .value = &request->wanted.machines },
		{ "kernel", 0, OPTION_WORDS, .value = &request->wanted.kernels },
		{ "arch", 0, OPTION_TEXT, .value = &request->wanted.arch },
		{ "all", 0, OPTION_FLAG, .value = &request->wanted.everything },
		{ "jobs", 'j', OPTION_NUMBER, .value = &request->jobs, .least = 1,
		  .most = MOST_JOBS },
		{ "cold", 0, OPTION_FLAG, .value = &request->cold },
		{ "poison-all", 0, OPTION_FLAG, .value = &request->poison_all },
		{ "live", 0, OPTION_FLAG, .value = &request->live },
		{ "repeat", 0, OPTION_NUMBER, .value = &request->repeat, .least = 1, .most = 1000 },
		{ "retry", 0, OPTION_NUMBER, .value = &request->retry, .least = 1, .most = 100 },
		{ "shuffle", 0, OPTION_NUMBER, .value = &request->seed, .least = 0,
		  .most = UINT64_MAX, .given = &request->shuffle },
		{ "keep", 'k', OPTION_FLAG, .value = &request->keep },
		{ 0 }
	};
	char *whole = format("%s%s", help, common_help);
	int ret = options_parse(table, whole, argc, argv);

	free(whole);
	request->argc = argc;
	request->argv = argv;
	for (int i = optind; ret < 0 && i < argc; i++) {
		words_add(&request->wanted.scenarios, argv[i]);
	}
	return ret;
}

/* One more than processors: while one waits for its machine another computes. Each takes a
 * gigabyte. */
unsigned int default_jobs(void)
{
	long jobs = sysconf(_SC_NPROCESSORS_ONLN) + 1;

	return jobs < 2 ? 2 : jobs > MOST_DEFAULT_JOBS ? MOST_DEFAULT_JOBS : (unsigned int)jobs;
}

int cmd_run(int argc, char **argv)
{
	struct run_request request = { .jobs = default_jobs(), .repeat = 1 };
	int ret = run_parse(&request, argc, argv,
			    "usage: yard run [OPTION...] SCENARIO...\n\n"
			    "Plays scenarios, two at a time where there are two processors.\n\n");

	if (ret >= 0) {
		return ret;
	}
	if (!request.wanted.scenarios.count) {
		return cli_fail(EXIT_USAGE, "say which scenario; `yard list` shows them");
	}
	return cli_run(&request);
}

int cmd_test(int argc, char **argv)
{
	struct run_request request = { .jobs = default_jobs(), .repeat = 1 };
	int ret = run_parse(&request, argc, argv,
			    "usage: yard test [OPTION...] [SCENARIO...]\n\n"
			    "Plays all scenarios, or those that are named, two at a time.\n\n");

	return ret >= 0 ? ret : cli_run(&request);
}
