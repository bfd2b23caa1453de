// SPDX-License-Identifier: GPL-2.0-only
#include "debug.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/command.h"
#include "../base/files.h"
#include "../base/hash.h"
#include "../recording/compare.h"
#include "../scenario/halt.h"
#include "symbols.h"

/* Knows all machines; the other one those of this computer. */
#define GDB "gdb-multiarch"
#define OWN_GDB "gdb"
/* Where the hypervisor gives up a CPU: what it says before has been said. */
#define PLACES_OF_FAULTS "panic_park", "panic_stop"

static bool is_there(const char *name)
{
	char *program = find_program(name);
	bool there = program;

	free(program);
	return there;
}

/* NULL if there is none for the machine. */
static const char *gdb_for(const struct machine *machine)
{
	bool arm = strcmp(machine->arch, "arm64") == 0;
	struct utsname host;

	if (is_there(GDB)) {
		return GDB;
	}
	return uname(&host) == 0 && strcmp(host.machine, arm ? "aarch64" : "x86_64") == 0 &&
			       is_there(OWN_GDB)
		       ? OWN_GDB
		       : NULL;
}

static int debug_possible(const struct machine *machine, struct problem *why)
{
	return gdb_for(machine) ? 0
				: problem_set(why,
					      "there is no gdb for %s here: `apt-get install " GDB
					      "` (it is not among what `make setup` installs)",
					      machine->name);
}

static void add(struct words *argv, const char *command)
{
	words_add(argv, "-ex");
	words_add(argv, command);
}

static void add_file(struct words *argv, const char *verb, const char *path)
{
	char *command = format("%s %s", verb, path ? path : "");

	if (path && file_exists(path)) {
		add(argv, command);
	}
	free(command);
}

/* The cell of the last CPU that was parked when this was recorded, or NULL. */
static char *parked_cell(const char *console)
{
	static const char before[] = "(Cell: \"";
	const char *last = NULL;

	for (const char *p = console; (p = strstr(p, "Parking CPU ")) != NULL; p++) {
		last = p;
	}
	last = last ? strstr(last, before) : NULL;
	return last ? strndup(last + sizeof(before) - 1, strcspn(last + sizeof(before) - 1, "\"\n"))
		    : NULL;
}

/* Whether what is played has under @name what this build has in @file. */
static bool fits(const struct debug *d, const char *name, const char *file)
{
	struct text content = { 0 }, line = { 0 };
	struct words other = { 0 };
	char hash[HASH_TEXT];
	bool same = false;

	if (file_exists(file) && file_read(file, &content, NULL) == 0) {
		hash_text(text_str(&content), content.len, hash);
		text_printf(&line, "%s  %s\n", hash, name);
		compare_hashes(text_str(&line), d->played, &other);
		same = !other.count;
	}
	words_free(&other);
	text_free(&line);
	text_free(&content);
	return same;
}

/* The ELF file beside @binary, if that is what is played; else it is told, for @what. */
static char *symbols_of(const struct debug *d, const char *what, const char *name,
			const char *binary)
{
	if (!fits(d, name, binary)) {
		char *shown = visible(what);

		printf("Without symbols, as it is not of this build: %s.\n", shown);
		free(shown);
		return NULL;
	}
	return format("%.*s.elf", (int)(strrchr(binary, '.') - binary), binary);
}

static void find_hypervisor(struct debug *d)
{
	const char *name = d->machine->hypervisor;
	char *binary = format("%s/hypervisor/%s.bin", d->places->build, name);
	char *in_image = format("/lib/firmware/%s.bin", name);

	d->symbols.hypervisor = symbols_of(d, "the hypervisor", in_image, binary);
	free(in_image);
	free(binary);
}

/* Programs of several cells are at the same addresses: the one that matters. */
static void find_program_of_cell(struct debug *d)
{
	bool x86 = strcmp(d->machine->arch, "x86") == 0;
	char *cell = parked_cell(d->hypervisor);
	char *program = cell ? loaded_program(d->linux_log, cell, 0) : NULL;

	if (program) {
		char *binary = format("%s/inmates/%s%s.bin", d->places->build, x86 ? "" : "arm64/",
				      program);
		char *in_image = format("/inmates/%s.bin", program);
		char *what = format("the program `%s` of cell `%s`", program, cell);

		d->symbols.program = symbols_of(d, what, in_image, binary);
		free(what);
		free(in_image);
		free(binary);
	}
	free(program);
	free(cell);
}

static char *kernel_symbols(const struct debug *d)
{
	return format("%s/kernels/%s/functions.elf", d->places->build, d->kernel);
}

/* Of the kernel that is there now. */
static bool up_to_date(const struct debug *d, const char *symbols)
{
	char *kernel = format("%s/kernels/%s/vmlinuz", d->places->build, d->kernel);
	struct stat made, from;
	bool ret = stat(symbols, &made) == 0 && stat(kernel, &from) == 0 &&
		   made.st_mtime >= from.st_mtime;

	free(kernel);
	return ret;
}

/* Its machine is asked. */
static void ask_kernel(const struct debug *d, char *symbols)
{
	char *script = format("%s/harness/kernel-symbols", d->places->top);
	char *self = realpath("/proc/self/exe", NULL);
	const char *const argv[] = { script, self, d->machine->name, d->kernel, symbols, NULL };
	struct text out = { 0 };
	struct problem why;

	puts("Asking the kernel for the names of its functions, this once.");
	fflush(stdout);
	if (command_run(argv, &out, &why) != 0) {
		printf("They have no names: %s\n", why.text);
	}
	text_free(&out);
	free(self);
	free(script);
}

static void find_kernel(struct debug *d)
{
	char *binary = format("%s/kernels/%s/vmlinuz", d->places->build, d->kernel);

	if (!strstr(d->machine->cmdline, "nokaslr")) {
		puts("The kernel's functions have no names: it is at another address each time.");
	} else if (!fits(d, "vmlinuz", binary)) {
		puts("Without symbols, as it is not of this build: the kernel.");
	} else {
		d->symbols.kernel = kernel_symbols(d);
		if (!up_to_date(d, d->symbols.kernel)) {
			ask_kernel(d, d->symbols.kernel);
		}
	}
	free(binary);
}

int debug_prepare(struct debug *d, struct problem *why)
{
	if (debug_possible(d->machine, why) != 0) {
		return -1;
	}
	find_hypervisor(d);
	if (!d->symbols.hypervisor && strcmp(d->until, HALT_FAULT) == 0) {
		return problem_set(
			why,
			"where that hypervisor gives up a CPU is not known: take a checkout of its "
			"version, or this build's (--own-images), or stop at a line of its "
			"console (--until REGEX)");
	}
	find_program_of_cell(d);
	find_kernel(d);
	return 0;
}

void debug_end(struct debug *d)
{
	free(d->symbols.hypervisor);
	free(d->symbols.program);
	free(d->symbols.kernel);
}

static void compose(struct words *argv, const struct debug *d, const char *socket)
{
	static const char *const places[] = { PLACES_OF_FAULTS };
	bool at_fault = strcmp(d->until, HALT_FAULT) == 0;
	char *target = format("target remote %s", socket);

	words_add(argv, gdb_for(d->machine));
	words_add(argv, "-q");
	words_add(argv, d->commands.count ? "-batch" : "-nh");
	add(argv, "set confirm off");
	add(argv, "set pagination off");
	add_file(argv, "file", d->symbols.hypervisor);
	add_file(argv, "add-symbol-file", d->symbols.program);
	add_file(argv, "add-symbol-file", d->symbols.kernel);
	add_file(argv, "directory", d->places->top);
	add(argv, target);
	for (size_t i = 0; at_fault && i < sizeof(places) / sizeof(places[0]); i++) {
		char *command = format("hbreak %s", places[i]);

		add(argv, command);
		free(command);
	}
	if (at_fault) {
		add(argv, "continue");
	}
	for (size_t i = 0; i < d->commands.count; i++) {
		add(argv, d->commands.item[i]);
	}
	free(target);
}

/* The terminal's keys are gdb's: Ctrl-C among them. */
static int run_gdb(const struct words *argv)
{
	const char **list = calloc(argv->count + 1, sizeof(*list));
	sigset_t none;
	pid_t pid;
	int status = 0;

	for (size_t i = 0; list && i < argv->count; i++) {
		list[i] = argv->item[i];
	}
	fflush(NULL);
	pid = list ? fork() : -1;
	if (pid == 0) {
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		execvp(list[0], (char *const *)list);
		fprintf(stderr, "yard: cannot start %s: %s\n", list[0], strerror(errno));
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
	}
	free(list);
	return pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int debug_tick(void *context)
{
	struct debug *d = context;
	char *trial = format("%s/%s", d->request->run, d->request->first);
	char *ready = format("%s/" HALT_READY, trial);
	char *released = format("%s/" HALT_RELEASED, trial);
	struct words argv = { 0 };
	struct text socket = { 0 };

	if (!d->done && file_exists(ready) && file_read(ready, &socket, NULL) == 0) {
		compose(&argv, d, text_str(&socket));
		d->status = run_gdb(&argv);
		d->done = true;
		file_write(released, "", NULL);
	}
	words_free(&argv);
	text_free(&socket);
	free(released);
	free(ready);
	free(trial);
	return 0;
}
