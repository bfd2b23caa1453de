// SPDX-License-Identifier: GPL-2.0-only
/*
 * A TCG plugin: counts what each CPU executes of the hypervisor, and of the program of a cell.
 *
 * -plugin counter.so,hypervisor=ELF,log=FILE
 *
 * An instruction is the hypervisor's if its address is in .text of the ELF and its bytes are what
 * stands there. A cell's are those below 1 MiB, where inmates are and nobody else is once Linux
 * runs. Two instructions without effect are markers of the cell's program: x86 `nopl` with a
 * displacement of 0xce11NNNN, arm64 `movz xzr, #NNNN, lsl #48`.
 *
 * Lines of the log; instructions are counted since the start, and of this CPU alone:
 *   image TEXT RODATA                       bytes of the hypervisor's sections
 *   mark CPU NUMBER HYPERVISOR EXITS CELL   a marker was reached
 *   stay CPU HYPERVISOR WAITED              the hypervisor is left after a long stay: how much it
 *                                           executed, and how much of it was waiting
 * Waiting is the turns of a loop around `pause` or `yield`: without them the same is left, however
 * long the wait was.
 */
#include <elf.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "qemu_plugin.h"

#define MAX_CPUS     64
#define CELL_END     0x100000
#define LONG_STAY    10000
#define LONGEST_TURN 10000 /* the console spins between two looks at its UART */
#define SHORT_TURN   500
#define MARK_X86     0xce11
#define LONGEST_INSN 16
#define MAX_LOOPS    64

/* Turns of a loop around a pause that count as its shortest, which may not be known yet. */
struct owed {
	uintptr_t at; /* address of its pause */
	uint64_t turns;
};

struct cpu {
	uint64_t hypervisor, exits, cell;
	uint64_t entered;	     /* `hypervisor` when it was entered */
	uint64_t waited;	     /* in this stay, but for what is owed */
	struct owed owed[MAX_LOOPS]; /* in this stay */
	unsigned int loops;
	uint64_t turn;	   /* `hypervisor` at the last pause */
	uintptr_t turn_at; /* address of that pause */
} __attribute__((aligned(64)));

struct code {
	const uint8_t *bytes;
	uint64_t start, size;
};

/* What is special about an instruction set; lengths of instructions are checked before. */
struct dialect {
	const char *target;
	bool (*leaves)(const uint8_t *insn, size_t size);
	bool (*waits)(const uint8_t *insn, size_t size);
	int (*mark)(const uint8_t *insn, size_t size); /* -1: it is none */
};

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

static struct cpu cpus[MAX_CPUS];
static struct code text, rodata;
static const struct dialect *dialect;
static uint16_t *turns; /* for each address of the text: length of the loop around it */
static FILE *record;

/* ---- the instruction sets ---- */

static bool x86_leaves(const uint8_t *insn, size_t size)
{
	return size == 3 && memcmp(insn, "\x0f\x01\xd8", 3) == 0; /* vmrun */
}

static bool x86_waits(const uint8_t *insn, size_t size)
{
	return size == 2 && memcmp(insn, "\xf3\x90", 2) == 0; /* pause */
}

static int x86_mark(const uint8_t *insn, size_t size)
{
	if (size != 7 || memcmp(insn, "\x0f\x1f\x80", 3) != 0 ||
	    (insn[5] | insn[6] << 8) != MARK_X86) {
		return -1;
	}
	return insn[3] | insn[4] << 8;
}

static uint32_t word_of(const uint8_t *insn)
{
	return insn[0] | insn[1] << 8 | insn[2] << 16 | (uint32_t)insn[3] << 24;
}

static bool arm64_leaves(const uint8_t *insn, size_t size)
{
	return size == 4 && word_of(insn) == 0xd69f03e0; /* eret */
}

static bool arm64_waits(const uint8_t *insn, size_t size)
{
	return size == 4 && word_of(insn) == 0xd503203f; /* yield */
}

static int arm64_mark(const uint8_t *insn, size_t size)
{
	if (size != 4 || (word_of(insn) & 0xffe0001f) != 0xd2e0001f) {
		return -1;
	}
	return word_of(insn) >> 5 & 0xffff;
}

static const struct dialect dialects[] = {
	{ "x86_64", x86_leaves, x86_waits, x86_mark },
	{ "aarch64", arm64_leaves, arm64_waits, arm64_mark },
};

/* ---- what is done when they are executed ---- */

static void count_cell(unsigned int vcpu, void *unused)
{
	(void)unused;
	cpus[vcpu].cell++;
}

static void count_mark(unsigned int vcpu, void *number)
{
	struct cpu *c = &cpus[vcpu];

	c->cell++;
	fprintf(record, "mark %u %u %llu %llu %llu\n", vcpu, (unsigned int)(uintptr_t)number,
		(unsigned long long)c->hypervisor, (unsigned long long)c->exits,
		(unsigned long long)c->cell);
}

static void count_hypervisor(unsigned int vcpu, void *unused)
{
	(void)unused;
	cpus[vcpu].hypervisor++;
}

static uint16_t *shortest_turn(uintptr_t pause)
{
	return &turns[pause - text.start];
}

static void owe_turn(struct cpu *c, uintptr_t pause)
{
	unsigned int i = 0;

	while (i < c->loops && c->owed[i].at != pause) {
		i++;
	}
	/* there are fewer pauses than that in the hypervisor; of any more the turns would be work
	 */
	if (i == c->loops && i < MAX_LOOPS) {
		c->owed[c->loops++] = (struct owed){ .at = pause };
	}
	if (i < c->loops) {
		c->owed[i].turns++;
	}
}

static uint64_t waited(const struct cpu *c)
{
	uint64_t all = c->waited;

	for (unsigned int i = 0; i < c->loops; i++) {
		all += c->owed[i].turns * *shortest_turn(c->owed[i].at);
	}
	return all;
}

static void forget_waiting(struct cpu *c)
{
	c->loops = 0;
	c->waited = 0;
	c->turn_at = 0;
}

static void count_turn(unsigned int vcpu, void *address)
{
	struct cpu *c = &cpus[vcpu];
	uint16_t *shortest = shortest_turn((uintptr_t)address);
	bool again = c->turn_at == (uintptr_t)address;
	uint64_t since;

	c->hypervisor++;
	since = c->hypervisor - c->turn;
	if (again && since < LONGEST_TURN && (!*shortest || since < *shortest)) {
		*shortest = since;
	}
	/*
	 * Much longer is no turn: the loop was left, and this is the first pause of another wait.
	 * Nor is a little more than a long one: something was done between two waits. How long such
	 * a one is may be known only when the wait has lasted for two of them.
	 */
	if (again && since < SHORT_TURN && since < 2ull * *shortest) {
		c->waited += since;
	} else {
		owe_turn(c, (uintptr_t)address);
	}
	c->turn_at = (uintptr_t)address;
	c->turn = c->hypervisor;
}

static void count_exit(unsigned int vcpu, void *unused)
{
	struct cpu *c = &cpus[vcpu];

	(void)unused;
	c->hypervisor++;
	c->exits++;
	if (c->hypervisor - c->entered > LONG_STAY) {
		fprintf(record, "stay %u %llu %llu\n", vcpu,
			(unsigned long long)(c->hypervisor - c->entered),
			(unsigned long long)waited(c));
	}
	c->entered = c->hypervisor;
	forget_waiting(c);
}

/* ---- and when they are translated ---- */

static bool is_hypervisor(uint64_t address, const uint8_t *insn, size_t size)
{
	uint64_t offset = address - text.start;

	return address >= text.start && offset < text.size && size <= text.size - offset &&
	       memcmp(text.bytes + offset, insn, size) == 0;
}

static void watch(struct qemu_plugin_insn *insn, qemu_plugin_vcpu_udata_cb_t cb, uintptr_t data)
{
	qemu_plugin_register_vcpu_insn_exec_cb(insn, cb, QEMU_PLUGIN_CB_NO_REGS, (void *)data);
}

static void watch_hypervisor(struct qemu_plugin_insn *insn, const uint8_t *bytes, size_t size)
{
	if (dialect->leaves(bytes, size)) {
		watch(insn, count_exit, 0);
	} else if (dialect->waits(bytes, size)) {
		watch(insn, count_turn, qemu_plugin_insn_vaddr(insn));
	} else {
		watch(insn, count_hypervisor, 0);
	}
}

static void watch_cell(struct qemu_plugin_insn *insn, const uint8_t *bytes, size_t size)
{
	int number = dialect->mark(bytes, size);

	if (number >= 0) {
		watch(insn, count_mark, number);
	} else {
		watch(insn, count_cell, 0);
	}
}

static void translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t count = qemu_plugin_tb_n_insns(tb);

	(void)id;
	for (size_t i = 0; i < count; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uint64_t address = qemu_plugin_insn_vaddr(insn);
		uint8_t bytes[LONGEST_INSN];
		size_t size = qemu_plugin_insn_data(insn, bytes, sizeof(bytes));

		if (is_hypervisor(address, bytes, size)) {
			watch_hypervisor(insn, bytes, size);
		} else if (address < CELL_END) {
			watch_cell(insn, bytes, size);
		}
	}
}

/* ---- start ---- */

static int refuse(const char *what, const char *name)
{
	fprintf(stderr, "counter: %s: %s\n", name, what);
	return -1;
}

/* The file is our own build's: it is not checked like one of a stranger. */
static struct code find_section(const uint8_t *file, const char *name)
{
	const Elf64_Ehdr *header = (const Elf64_Ehdr *)file;
	const Elf64_Shdr *section = (const Elf64_Shdr *)(file + header->e_shoff);
	const char *names = (const char *)file + section[header->e_shstrndx].sh_offset;

	for (int i = 0; i < header->e_shnum; i++) {
		if (strcmp(names + section[i].sh_name, name) == 0) {
			return (struct code){ file + section[i].sh_offset, section[i].sh_addr,
					      section[i].sh_size };
		}
	}
	return (struct code){ 0 };
}

static int load_hypervisor(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat info;
	void *file;

	if (fd < 0 || fstat(fd, &info) != 0) {
		return refuse("cannot be read", path);
	}
	file = mmap(NULL, info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (file == MAP_FAILED || info.st_size < (off_t)sizeof(Elf64_Ehdr) ||
	    memcmp(file, ELFMAG, SELFMAG) != 0) {
		return refuse("is not an ELF file", path);
	}
	text = find_section(file, ".text");
	rodata = find_section(file, ".rodata");
	turns = calloc(text.size + 1, sizeof(*turns));
	return text.size && turns ? 0 : refuse("has no section .text", path);
}

static int open_record(const char *path)
{
	record = fopen(path, "we");
	if (!record) {
		return refuse("cannot be written", path);
	}
	/* each line at once: others read the file while the machine runs */
	setvbuf(record, NULL, _IOLBF, 0);
	return 0;
}

static int take_argument(char *argument)
{
	char *value = strchr(argument, '=');

	if (value && strncmp(argument, "hypervisor=", 11) == 0) {
		return load_hypervisor(value + 1);
	}
	if (value && strncmp(argument, "log=", 4) == 0) {
		return open_record(value + 1);
	}
	return refuse("is not hypervisor=ELF or log=FILE", argument);
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc,
					   char **argv)
{
	for (size_t i = 0; i < sizeof(dialects) / sizeof(dialects[0]); i++) {
		if (strcmp(dialects[i].target, info->target_name) == 0) {
			dialect = &dialects[i];
		}
	}
	if (!dialect) {
		return refuse("no hypervisor is known for this emulator", info->target_name);
	}
	for (int i = 0; i < argc; i++) {
		if (take_argument(argv[i]) != 0) {
			return -1;
		}
	}
	if (!text.size || !record) {
		return refuse("both are needed", "hypervisor=ELF, log=FILE");
	}
	fprintf(record, "image %llu %llu\n", (unsigned long long)text.size,
		(unsigned long long)rodata.size);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
	return 0;
}
