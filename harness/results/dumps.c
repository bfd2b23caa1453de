// SPDX-License-Identifier: GPL-2.0-only
#include "dumps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What has been seen on the way down the log. */
struct reading {
	struct dump *dump;
	size_t count;
	char *reason;
	bool in_stack;
	/* names of cells, one word for each start */
	struct words started;
};

static struct dump *last_dump(struct reading *r)
{
	return r->count ? &r->dump[r->count - 1] : NULL;
}

static bool is_of_hypervisor(const char *line)
{
	return strstr(line, "Jailhouse triggered exception") ||
	       strstr(line, "Unhandled HYP exception");
}

static struct dump *add_dump(struct reading *r, enum dump_arch arch)
{
	struct dump *larger = realloc(r->dump, (r->count + 1) * sizeof(*larger));
	struct dump *d;

	if (!larger) {
		abort();
	}
	r->dump = larger;
	d = &r->dump[r->count++];
	*d = (struct dump){ .arch = arch, .reason = copy_string(r->reason ? r->reason : "") };
	d->hypervisor = is_of_hypervisor(d->reason);
	free(r->reason);
	r->reason = NULL;
	return d;
}

/* The first line of several that tell of one fault is the one to show, unless the hypervisor fails
 * over it. */
static void note_reason(struct reading *r, const char *line)
{
	if (is_of_hypervisor(line)) {
		free(r->reason);
		r->reason = NULL;
	}
	if (!r->reason && (starts_with(line, "FATAL:") || starts_with(line, "Unhandled "))) {
		r->reason = copy_string(line);
	}
}

/* The name between quotation marks. */
static char *quoted(const char *line)
{
	const char *start = strchr(line, '"');
	const char *end = start ? strchr(start + 1, '"') : NULL;

	return end ? strndup(start + 1, end - start - 1) : NULL;
}

static void note_start(struct reading *r, const char *line)
{
	char *name = quoted(line);

	if (name) {
		words_add(&r->started, name);
	}
	free(name);
}

static void note_parked(struct reading *r, const char *line)
{
	struct dump *d = last_dump(r);

	if (!d || d->cell || d->hypervisor) {
		return;
	}
	d->cell = quoted(line);
	for (size_t n = 0; d->cell && n < r->started.count; n++) {
		d->starts += strcmp(r->started.item[n], d->cell) == 0;
	}
}

static void read_x86(struct reading *r, const char *line)
{
	unsigned long long pc, sp;

	if (sscanf(line, "RIP: 0x%llx RSP: 0x%llx", &pc, &sp) == 2) {
		struct dump *d = add_dump(r, DUMP_X86);

		d->pc = pc;
		d->sp = sp;
	}
}

static void read_arm64(struct reading *r, const char *line)
{
	unsigned long long a, b, class, il, specific;
	struct dump *d = last_dump(r);

	if (sscanf(line, " pc: %llx lr: %llx", &a, &b) == 2) {
		d = add_dump(r, DUMP_ARM64);
		d->pc = a;
		d->lr = b;
	} else if (d && sscanf(line, " sp: %llx elr: %llx esr: %llx %llx %llx", &a, &b, &class, &il,
			       &specific) == 5) {
		d->sp = a;
		d->syndrome = (class & 0x3f) << 26 | (il & 1) << 25 | (specific & 0x1ffffff);
	}
}

/* Lines of numbers and nothing else. */
static void read_stack(struct reading *r, const char *line)
{
	struct dump *d = last_dump(r);
	int used;
	unsigned long long word;

	if (strspn(line, "0123456789abcdef ") != strlen(line)) {
		r->in_stack = false;
		return;
	}
	while (d && d->stack_count < DUMP_STACK_WORDS &&
	       sscanf(line, "%llx%n", &word, &used) == 1) {
		d->stack[d->stack_count++] = word;
		line += used;
	}
}

static void read_code(struct reading *r, const char *line)
{
	unsigned long long at, first, second;
	struct dump *d = last_dump(r);

	if (d &&
	    (sscanf(line, "Cell code at 0x%llx: %llx %llx", &at, &first, &second) == 3 ||
	     sscanf(line, "Hypervisor code at 0x%llx: %llx %llx", &at, &first, &second) == 3)) {
		d->has_code = true;
		d->code_at = at;
		d->code[0] = first;
		d->code[1] = second;
	}
}

static void read_line(struct reading *r, const char *line)
{
	if (starts_with(line, "Hypervisor stack before exception") ||
	    starts_with(line, "Cell stack before exception")) {
		r->in_stack = true;
	} else if (r->in_stack) {
		read_stack(r, line);
	}
	note_reason(r, line);
	if (starts_with(line, "Started cell ")) {
		note_start(r, line);
	} else if (starts_with(line, "Parking CPU ")) {
		note_parked(r, line);
	}
	read_x86(r, line);
	read_arm64(r, line);
	read_code(r, line);
}

struct dump *dumps_find(const char *log, size_t *count)
{
	struct reading r = { 0 };
	char *copy = copy_string(log);
	char *rest = copy, *line;

	while ((line = strsep(&rest, "\n"))) {
		line[strcspn(line, "\r")] = 0;
		read_line(&r, line);
	}
	free(copy);
	free(r.reason);
	words_free(&r.started);
	*count = r.count;
	return r.dump;
}

void dumps_free(struct dump *dumps, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(dumps[i].reason);
		free(dumps[i].cell);
	}
	free(dumps);
}

/* ---- numbers ---- */

struct name {
	unsigned int number;
	const char *text;
};

static const char *find_name(const struct name *names, unsigned int number)
{
	for (; names->text; names++) {
		if (names->number == number) {
			return names->text;
		}
	}
	return NULL;
}

static const struct name exception_classes[] = {
	{ 0x00, "an instruction that is unknown" },
	{ 0x01, "WFI or WFE" },
	{ 0x03, "a register of coprocessor 15 (AArch32)" },
	{ 0x04, "two registers of coprocessor 15 (AArch32)" },
	{ 0x05, "a register of coprocessor 14 (AArch32)" },
	{ 0x06, "LDC or STC (AArch32)" },
	{ 0x07, "floating point or SIMD, which is switched off" },
	{ 0x08, "VMRS (AArch32)" },
	{ 0x0c, "two registers of coprocessor 14 (AArch32)" },
	{ 0x0e, "an illegal execution state" },
	{ 0x12, "HVC of AArch32" },
	{ 0x13, "SMC of AArch32" },
	{ 0x15, "SVC" },
	{ 0x16, "HVC" },
	{ 0x17, "SMC" },
	{ 0x18, "a system register" },
	{ 0x20, "an instruction abort below EL2" },
	{ 0x21, "an instruction abort at EL2" },
	{ 0x22, "an unaligned program counter" },
	{ 0x24, "a data abort below EL2" },
	{ 0x25, "a data abort at EL2" },
	{ 0x26, "an unaligned stack pointer" },
	{ 0x2f, "a system error" },
	{ 0x30, "a breakpoint below EL2" },
	{ 0x32, "a single step below EL2" },
	{ 0x34, "a watchpoint below EL2" },
	{ 0x3c, "BRK" },
	{ 0, NULL },
};

static void describe_fault_status(unsigned int status, struct text *out)
{
	static const char *const kinds[] = { "address size fault", "translation fault",
					     "access flag fault", "permission fault" };

	if (status < 0x10) {
		text_printf(out, ", %s, level %u", kinds[status >> 2], status & 3);
	} else if (status == 0x10) {
		text_puts(out, ", nothing answers there (external abort)");
	} else if (status >= 0x14 && status <= 0x17) {
		text_printf(out, ", external abort in a table walk, level %u", status & 3);
	} else if (status == 0x21) {
		text_puts(out, ", alignment fault");
	} else {
		text_printf(out, ", fault status 0x%02x", status);
	}
}

static void describe_data_abort(uint32_t specific, struct text *out)
{
	text_puts(out, specific & 1 << 6 ? ", a write" : ", a read");
	if (specific & 1 << 24) {
		text_printf(out, " of %u bytes, register x%u", 1 << (specific >> 22 & 3),
			    specific >> 16 & 31);
	} else {
		text_puts(out, " by an instruction that the syndrome does not describe");
	}
	if (specific & 1 << 7) {
		text_puts(out, ", in a walk of the cell's own tables");
	}
	describe_fault_status(specific & 0x3f, out);
}

static void describe_register(uint32_t specific, struct text *out)
{
	text_printf(out, ", %s s%u_%u_c%u_c%u_%u, register x%u", specific & 1 ? "read" : "write",
		    specific >> 20 & 3, specific >> 14 & 7, specific >> 10 & 15, specific >> 1 & 15,
		    specific >> 17 & 7, specific >> 5 & 31);
}

/* MCR and MRC as an assembler writes them: coprocessor, opc1, Rt, CRn, CRm, opc2. */
static void describe_coprocessor(unsigned int class, uint32_t specific, struct text *out)
{
	text_printf(out, ", %s p%u, %u, r%u, c%u, c%u, %u", specific & 1 ? "mrc" : "mcr",
		    class == 0x03 ? 15 : 14, specific >> 14 & 7, specific >> 5 & 15,
		    specific >> 10 & 15, specific >> 1 & 15, specific >> 17 & 7);
}

void describe_syndrome(uint64_t syndrome, struct text *out)
{
	unsigned int class = syndrome >> 26 & 0x3f;
	uint32_t specific = syndrome & 0x1ffffff;
	const char *name = find_name(exception_classes, class);

	if (name) {
		text_puts(out, name);
	} else {
		text_printf(out, "exception class 0x%02x", class);
	}
	if (class == 0x24 || class == 0x25) {
		describe_data_abort(specific, out);
	} else if (class == 0x20 || class == 0x21) {
		describe_fault_status(specific & 0x3f, out);
	} else if (class == 0x18) {
		describe_register(specific, out);
	} else if (class == 0x03 || class == 0x05) {
		describe_coprocessor(class, specific, out);
	} else if (class == 0x16 || class == 0x17) {
		text_printf(out, " #%u", specific & 0xffff);
	}
}

static const struct name exits[] = {
	{ 0x52, "a machine check" },
	{ 0x5e, "an SVM-related security exception" },
	{ 0x60, "an interrupt" },
	{ 0x61, "an NMI" },
	{ 0x63, "INIT" },
	{ 0x66, "a write of descriptor table registers" },
	{ 0x72, "CPUID" },
	{ 0x73, "RSM" },
	{ 0x76, "INVD" },
	{ 0x78, "HLT" },
	{ 0x7a, "INVLPGA" },
	{ 0x7b, "a port" },
	{ 0x7c, "a model-specific register" },
	{ 0x7d, "a task switch" },
	{ 0x7f, "shutdown: a triple fault" },
	{ 0x80, "VMRUN" },
	{ 0x81, "VMMCALL" },
	{ 0x82, "VMLOAD" },
	{ 0x83, "VMSAVE" },
	{ 0x84, "STGI" },
	{ 0x85, "CLGI" },
	{ 0x86, "SKINIT" },
	{ 0x87, "RDTSCP" },
	{ 0x89, "WBINVD" },
	{ 0x8a, "MONITOR" },
	{ 0x8b, "MWAIT" },
	{ 0x8d, "XSETBV" },
	{ 0x400, "a nested page fault" },
	{ 0, NULL },
};

static const struct name vectors[] = {
	{ 0, "division error" },
	{ 1, "debug" },
	{ 2, "NMI" },
	{ 3, "breakpoint" },
	{ 4, "overflow" },
	{ 6, "invalid opcode" },
	{ 7, "device not available" },
	{ 8, "double fault" },
	{ 10, "invalid TSS" },
	{ 11, "segment not present" },
	{ 12, "stack fault" },
	{ 13, "general protection" },
	{ 14, "page fault" },
	{ 16, "x87 error" },
	{ 17, "alignment check" },
	{ 18, "machine check" },
	{ 19, "SIMD error" },
	{ 30, "security exception" },
	{ 0, NULL },
};

/* What the hypervisor itself puts into words; the exit is not told then. */
static const struct {
	const char *beginning, *text;
} explained[] = {
	{ "FATAL: Invalid MMIO/RAM ", "a nested page fault (exit code 400): memory that the cell "
				      "does not have, or not like this" },
	{ "FATAL: Invalid MMIO ", "a nested page fault (exit code 400): registers that the cell "
				  "has, but not like this" },
	{ "FATAL: Invalid PIO ", "a port (exit code 7b) that the cell does not have" },
	{ "FATAL: Unhandled MSR ", "a model-specific register (exit code 7c) that cells may not "
				   "access like this" },
	{ "FATAL: VM-Entry failure",
	  "the processor did not enter the cell (exit code -1): a register "
	  "of the cell, or its control state, holds what must not be; "
	  "QEMU ends so also where a program sets reserved bits of CR3 or CR4, "
	  "which a processor answers with #GP" },
	{ "FATAL: unsupported instruction",
	  "an access to emulated registers by an instruction that "
	  "the hypervisor does not emulate" },
};

static const char *explanation(const char *reason)
{
	for (size_t i = 0; i < sizeof(explained) / sizeof(explained[0]); i++) {
		if (starts_with(reason, explained[i].beginning)) {
			return explained[i].text;
		}
	}
	return NULL;
}

/* EXITINFO1 of a nested page fault. */
static void describe_nested_fault(unsigned long long info, struct text *out)
{
	text_puts(out, info & 1 << 4 ? ", a fetch" : info & 1 << 1 ? ", a write" : ", a read");
	text_puts(out, info & 1 ? ", not with these rights" : ", nothing is mapped there");
	if (info & 1ULL << 33) {
		text_puts(out, ", in a walk of the cell's own tables");
	}
}

/* EXITINFO1 of an access to a port. */
static void describe_port(unsigned long long info, struct text *out)
{
	text_printf(out, ", %s 0x%llx, width %llu", info & 1 ? "read from" : "write to",
		    info >> 16 & 0xffff, info >> 4 & 7);
}

static void describe_exit(const char *code, struct text *out)
{
	unsigned long number = strtoul(code, NULL, 16);
	const char *name = find_name(exits, number);
	const char *info = strstr(code, "exitinfo1 ");
	unsigned long long bits = info ? strtoull(info + strlen("exitinfo1 "), NULL, 16) : 0;

	if (name) {
		text_puts(out, name);
	} else if (number < 0x20) {
		text_printf(out, "a %s of CR%lu", number < 0x10 ? "read" : "write", number & 15);
	} else if (number < 0x40) {
		text_printf(out, "a %s of DR%lu", number < 0x30 ? "read" : "write", number & 15);
	} else if (number < 0x60) {
		name = find_name(vectors, number - 0x40);
		text_printf(out, "exception #%lu%s%s", number - 0x40, name ? ", " : "",
			    name ? name : "");
	}
	if (number == 0x400 && info) {
		describe_nested_fault(bits, out);
	} else if (number == 0x7b && info) {
		describe_port(bits, out);
	}
}

void describe_x86_reason(const char *reason, struct text *out)
{
	const char *code = strstr(reason, "exitcode ");
	const char *vector = strstr(reason, "exception #");
	const char *name = explanation(reason);

	if (code) {
		describe_exit(code + strlen("exitcode "), out);
	} else if (vector) {
		name = find_name(vectors, strtoul(vector + strlen("exception #"), NULL, 10));
	}
	text_puts(out, name ? name : "");
}
