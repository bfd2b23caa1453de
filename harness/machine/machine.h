/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the harness knows of a machine: the folder machines/<name>/ with machine.conf (needs and
 * facts, see the keys in machine.c) and domain.xml (the libvirt domain with @PLACEHOLDERS@).
 */
#ifndef YARD_MACHINE_H
#define YARD_MACHINE_H

#include <stdint.h>

#include "../base/problem.h"
#include "../base/text.h"

struct range {
	uint64_t base;
	uint64_t size;
};

struct machine {
	char *name;
	char *folder;
	char *title;
	char *arch;	      /* x86, arm64, arm */
	char *emulator;	      /* program name, looked up in PATH */
	char *kvm;	      /* the extension that KVM must give: svm, vmx; or NULL: never KVM */
	unsigned int version; /* least major version of the emulator */
	unsigned int libvirt; /* least major version of libvirt */
	unsigned int cpus;
	struct range ram;      /* guest-physical */
	struct range reserved; /* kept from Linux for hypervisor and cells */
	struct words kernels;  /* the first is the default */
	struct words tags;
	char *hypervisor; /* name of its image: $(B)/hypervisor/<name>.elf; or NULL: has none */
	char *like;	  /* the machine that it varies: plays what that can only when asked for */
	char *near;	  /* the same, and not even when its architecture is asked for */
	struct words snapshots; /* states that can be restored */
	char *cmdline;		/* of the root Linux kernel */
	char *nudge; /* type of the interrupt controller that forgets, see nudge.h; or NULL */
};

/* Parse the text of a machine.conf into @m, which must be zeroed but for name and folder. */
int machine_parse(struct machine *m, const char *text, const char *source, struct problem *why);

/**
 * machines_load - read every machine below @folder, sorted by name.
 * @list: receives an array, freed with machines_free().
 */
int machines_load(const char *folder, struct machine **list, size_t *count, struct problem *why);
void machines_free(struct machine *list, size_t count);
const struct machine *machine_find(const struct machine *list, size_t count, const char *name);

/**
 * machine_can_run - look whether the emulator is here and new enough.
 * Returns 0, or -1 with the reason and what to do in @why.
 */
int machine_can_run(const struct machine *m, struct problem *why);

/* Major number out of the first line of `qemu-system-... --version`; 0 if there is none. */
unsigned int emulator_major(const char *version_line);

/* The first line that `PROGRAM --version` prints; the caller frees it. */
char *emulator_version(const char *program);

/* Search PATH for a program; caller frees. NULL if it is not there. */
char *find_program(const char *name);

#endif
