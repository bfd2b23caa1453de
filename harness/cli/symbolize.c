// SPDX-License-Identifier: GPL-2.0-only
/* yard symbolize: where in the sources the register dumps of a log come from. */
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "../base/command.h"
#include "../base/files.h"
#include "../results/dumps.h"
#include "../results/program.h"
#include "cli.h"
#include "options.h"
#include "symbols.h"

static const char help[] =
	"usage: yard symbolize [--inmate NAME|FILE] LOG\n\n"
	"For each register dump of a hypervisor's console: what happened, in words, and where in the\n"
	"sources, from the ELF files of this build. If the code that the dump shows is not that of the\n"
	"ELF file, the log is of another build, and no places are told. Nor can that be found out\n"
	"of a dump that shows no code, which is said.\n\n"
	"`from` and `stack` are its callers; `maybe` called another function than the one above it: left\n"
	"over from an earlier call, or made by a function that ended with a jump.\n\n"
	"  LOG                   a log, or the folder of a trial such as\n"
	"                        results/latest/q35-svm/contained\n"
	"  -i, --inmate NAME     the program that ran in the cell, or its ELF file; else linux.log\n"
	"                        beside the log tells what was loaded\n\n"
	"Exit status: 0 shown, 1 there is no dump in it, 2 usage, 3 impossible.\n";

struct symbolizing {
	struct places places;
	const char *inmate;
	struct text linux_log; /* of the same trial, or empty */
};

/* The toolchain of the ELF file's architecture. */
static const char *address_tool(enum dump_arch arch)
{
	struct utsname host;

	if (arch == DUMP_X86 || (uname(&host) == 0 && strcmp(host.machine, "aarch64") == 0)) {
		return "addr2line";
	}
	return "aarch64-linux-gnu-addr2line";
}

static char *named_behind(const char *log, const char *words, const char *cell, unsigned int nth)
{
	char *command = format("%s %s /inmates/", words, cell);
	char *found = NULL;
	unsigned int seen = 0;

	for (const char *at = strstr(log, command); at; at = strstr(at + 1, command)) {
		const char *name = at + strlen(command);
		size_t len = strcspn(name, " ;\r\n");

		if (len > 4 && strncmp(name + len - 4, ".bin", 4) == 0 && (!nth || seen++ < nth)) {
			free(found);
			found = strndup(name, len - 4);
		}
	}
	free(command);
	return found;
}

char *loaded_program(const char *log, const char *cell, unsigned int nth)
{
	char *found = named_behind(log, "jailhouse cell load", cell, nth);

	/* the guest's program that begins a cell again and again, each time with the same image */
	return found ? found : named_behind(log, "relive", cell, 0);
}

static char *inmate_file(const struct symbolizing *s, enum dump_arch arch, const char *name)
{
	return format("%s/inmates/%s%s.elf", s->places.build, arch == DUMP_ARM64 ? "arm64/" : "",
		      name);
}

/* The ELF file that the dump's addresses belong to, or NULL. */
static char *elf_of(const struct symbolizing *s, const struct dump *d)
{
	char *name, *path;

	if (d->hypervisor) {
		return format("%s/hypervisor/%s.elf", s->places.build,
			      d->arch == DUMP_X86 ? "jailhouse-amd" : "jailhouse");
	}
	if (s->inmate) {
		return strchr(s->inmate, '/') ? copy_string(s->inmate)
					      : inmate_file(s, d->arch, s->inmate);
	}
	if (!d->cell) {
		return NULL;
	}
	name = loaded_program(text_str(&s->linux_log), d->cell, d->starts);
	path = name ? inmate_file(s, d->arch, name) : NULL;
	free(name);
	return path;
}

/* Print one place; lines of inlined functions are indented further. Returns whether it is known. */
static bool show_place(const char *tool, const char *elf, const char *what, uint64_t address)
{
	char *number = format("0x%llx", (unsigned long long)address);
	const char *const argv[] = { tool, "-e", elf, "-f", "-i", "-p", number, NULL };
	struct text out = { 0 };
	struct problem why;
	bool known;

	if (command_run(argv, &out, &why) != 0) {
		text_printf(&out, "%s\n", why.text);
	}
	known = !starts_with(text_str(&out), "??");
	if (known) {
		printf("  %-7s %s %s", what, number, text_str(&out));
	}
	text_free(&out);
	free(number);
	return known;
}

/* The way out of the function that was executed. */
struct walk {
	const char *tool, *elf;
	const struct program *program;
	uint64_t inner; /* the function that the next one has called, 0 if that is not known */
};

/*
 * A number is a return address if a call returns there. One that calls another function is what an
 * earlier call left, or the function that it called ended with a jump to the inner one.
 */
static void show_caller(struct walk *w, const char *what, uint64_t address)
{
	uint64_t target = program_call_target(w->program, address);
	bool certain = !target || !w->inner || target == w->inner;

	if (!program_returns_to(w->program, address)) {
		return;
	}
	show_place(w->tool, w->elf, certain ? what : "maybe", address - 1);
	if (certain) {
		w->inner = program_function(w->program, address - 1);
	}
}

static void show_callers(const struct dump *d, const char *elf, const struct program *p)
{
	struct walk w = { address_tool(d->arch), elf, p, program_function(p, d->pc) };

	if (d->arch == DUMP_ARM64) {
		show_caller(&w, "from", d->lr);
	}
	for (size_t n = 0; n < d->stack_count; n++) {
		if (d->arch != DUMP_ARM64 || d->stack[n] != d->lr) {
			show_caller(&w, "stack", d->stack[n]);
		}
	}
}

/* Can it be told whether the program is the one that ran? */
static bool shows_code(const struct dump *d, const struct program *p, uint64_t code[2])
{
	return d->has_code && program_code(p, d->code_at, code, sizeof(d->code));
}

static void show_places(const struct dump *d, const char *elf, const struct program *p)
{
	uint64_t code[2];
	bool shown = shows_code(d, p, code);

	if (shown && memcmp(code, d->code, sizeof(code)) != 0) {
		printf("  at      0x%llx, where %s has other code: it is not of the build that wrote "
		       "this log\n",
		       (unsigned long long)d->pc, elf);
		return;
	}
	if (!show_place(address_tool(d->arch), elf, "at", d->pc)) {
		printf("  at      0x%llx, which is no code of %s\n", (unsigned long long)d->pc,
		       elf);
	}
	show_callers(d, elf, p);
	if (!shown) {
		printf("  note    the dump shows no code of %s: if the log is of another build, these places "
		       "are wrong\n",
		       elf);
	}
}

static void look_into(const struct dump *d, const char *elf)
{
	struct program p;
	struct problem why;

	if (program_read(elf, &p, &why) == 0) {
		show_places(d, elf, &p);
	} else {
		printf("  at      0x%llx; %s\n", (unsigned long long)d->pc, why.text);
	}
	program_free(&p);
}

static void show_meaning(const struct dump *d)
{
	struct text meaning = { 0 };

	if (d->arch == DUMP_ARM64) {
		describe_syndrome(d->syndrome, &meaning);
	} else {
		describe_x86_reason(d->reason, &meaning);
	}
	if (meaning.len) {
		printf("  means   %s\n", text_str(&meaning));
	}
	text_free(&meaning);
}

static void show_dump(const struct symbolizing *s, const struct dump *d)
{
	char *elf = elf_of(s, d);

	printf("%s\n", *d->reason ? d->reason : "registers");
	if (d->hypervisor) {
		printf("  in      the hypervisor\n");
	} else {
		printf("  in      cell \"%s\"\n", d->cell ? d->cell : "?");
	}
	show_meaning(d);
	if (!elf) {
		printf("  at      0x%llx; say which program it was: --inmate NAME\n",
		       (unsigned long long)d->pc);
	} else if (!file_exists(elf)) {
		printf("  at      0x%llx; there is no %s to look into\n", (unsigned long long)d->pc,
		       elf);
	} else {
		look_into(d, elf);
	}
	printf("\n");
	free(elf);
}

/* The log, and that of Linux beside it if there is one. */
static int read_logs(struct symbolizing *s, const char *path, struct text *log, struct problem *why)
{
	struct stat st;
	bool folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
	char *file = folder ? format("%s/hypervisor.log", path) : copy_string(path);
	char *copy = copy_string(file);
	char *beside = format("%s/linux.log", dirname(copy));
	int ret = file_read(file, log, why);

	if (ret == 0 && file_exists(beside)) {
		ret = file_read(beside, &s->linux_log, why);
	}
	free(beside);
	free(copy);
	free(file);
	return ret;
}

/* One that is named has to be there; which one a cell had is looked for. */
static int check_inmate(const struct symbolizing *s)
{
	char *x86 = inmate_file(s, DUMP_X86, s->inmate),
	     *arm = inmate_file(s, DUMP_ARM64, s->inmate);
	bool there = strchr(s->inmate, '/') ? file_exists(s->inmate)
					    : file_exists(x86) || file_exists(arm);
	int ret = there ? 0
			: cli_fail(-1,
				   "there is no program `%s` in %s/inmates; a file of your own is "
				   "named with its folder, ./%s.elf",
				   s->inmate, s->places.build, s->inmate);

	free(arm);
	free(x86);
	return ret;
}

static int symbolize(struct symbolizing *s, const char *path)
{
	struct text log = { 0 };
	struct problem why;
	struct dump *dumps;
	size_t count;

	if (places_find(&s->places, &why) != 0 || read_logs(s, path, &log, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	if (s->inmate && check_inmate(s) != 0) {
		return EXIT_IMPOSSIBLE;
	}
	dumps = dumps_find(text_str(&log), &count);
	for (size_t i = 0; i < count; i++) {
		show_dump(s, &dumps[i]);
	}
	dumps_free(dumps, count);
	text_free(&log);
	text_free(&s->linux_log);
	return count ? EXIT_PASSED
		     : cli_fail(EXIT_FAILED, "%s: there is no register dump in it", path);
}

int cmd_symbolize(int argc, char **argv)
{
	struct symbolizing s = { 0 };
	const struct cli_option table[] = { { "inmate", 'i', OPTION_TEXT, .value = &s.inmate },
					    { 0 } };
	int ret = options_parse(table, help, argc, argv);

	if (ret >= 0) {
		return ret;
	}
	if (optind != argc - 1) {
		return cli_fail(EXIT_USAGE, "say which log: yard symbolize LOG");
	}
	return symbolize(&s, argv[optind]);
}
