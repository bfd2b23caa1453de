/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The libvirt domain of one machine, in libvirt's embedded driver: no daemon, everything below
 * one private folder. libvirt only builds and destroys the machine; all talk with it after the
 * start goes over QMP and sockets.
 */
#ifndef YARD_DOMAIN_H
#define YARD_DOMAIN_H

#include <stdbool.h>
#include <sys/types.h>

#include "machine.h"

struct domain; /* opaque */

/* Where the machine's parts are; every path absolute and readable for the emulator. */
struct domain_files {
	const char *scratch; /* private folder; libvirt's root and the sockets live there */
	const char *kernel;
	const char *initrd;
	const char *device_tree; /* what Linux is told of the machine, where QEMU does not say it */
	const char *hypervisor_socket;
	const char *linux_socket;
	const char *qmp_socket;
	const char *qtest_socket;
	const char *capability_cache; /* folder of earlier probes; read, and added to */
	const char *plugin;	      /* TCG plugin with its arguments, or NULL */
	const struct words *without;  /* CPU features that the machine shall lack, or NULL */
	bool kvm;		      /* else TCG */
	bool inside;		      /* it plays by itself: see inside.h */
	bool incoming;		      /* wait for snapshot_load() */
};

/**
 * domain_start - create the machine, paused before its first instruction.
 * @xml: content of the machine's domain.xml.
 *
 * Returns the domain, or NULL with the sentence in @why. End it with domain_destroy().
 */
struct domain *domain_start(const struct machine *m, const char *xml,
			    const struct domain_files *files, struct problem *why);

/* Process of the emulator. */
pid_t domain_pid(const struct domain *d);

/* The last thing that the emulator had to say of itself, to be freed; "" if nothing. */
char *domain_last_words(const struct domain *d);

/* Stop the emulator and forget the domain. NULL is allowed. */
void domain_destroy(struct domain *d);

/**
 * domain_fill - replace the @WORDS@ of a template.
 * @values: pairs name, value; NULL ends them.
 * @out: receives the text, values escaped for XML.
 *
 * A word without a value is an error, so that a misspelt one can't go unnoticed.
 */
int domain_fill(const char *template, const char *const *values, struct text *out,
		struct problem *why);

/* "11.3.0"; the caller frees it. */
char *libvirt_version(void);
/* Whether the libvirt that is linked in is new enough; else -1 and what to do. */
int libvirt_suits(const struct machine *m, struct problem *why);

/* Whether its embedded QEMU driver starts; @scratch is a folder of this run. */
int libvirt_works(const char *scratch, struct problem *why);

#endif
