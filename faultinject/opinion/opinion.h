/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTINJECT_OPINION_H
#define FAULTINJECT_OPINION_H

/*
 * A second opinion on system and cell configurations: which of them have to be
 * refused, written from the interface documents alone. It shares no code with
 * hypervisor/config, whose verdicts it is compared with; it is slow, allocates
 * as it likes, and says of each rule where it comes from.
 *
 * A rule's source is named as DOCUMENT CHAPTER: "format" is the configuration
 * format, "cell" the cell environment, "ivshmem", "linux", "boot" and
 * "hypercalls" what they say, "additions" the audit's corrections, "decisions"
 * and "design" this project's own.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A file's content. */
struct bytes {
	const uint8_t *data;
	size_t size;
};

/** What is known of the machine that the configurations are for. */
struct machine_facts {
	uint8_t architecture; /* JAILHOUSE_X86 ... */
	bool intel;
	uint32_t num_cpus;    /* they are numbered from 0 */
	uint64_t core_size;   /* hypervisor image in bytes */
	uint64_t percpu_size; /* what it needs for each CPU, in bytes */
};

/** Why a configuration cannot be accepted. */
struct objection {
	const char *rule;   /* short name, the same each time */
	const char *source; /* document and chapter */
	char sentence[256];
};

#define OBJECTIONS_KEPT 8

/** Zeroed: nothing to object to. */
struct opinion {
	unsigned int count; /* may be larger than what is kept */
	struct objection objections[OBJECTIONS_KEPT];
	/* the rule that is being applied */
	const char *rule;
	const char *source;
};

/** Whether the system configuration can be accepted. */
void opinion_on_system(struct opinion *opinion, const struct machine_facts *facts,
		       struct bytes system);

/**
 * Whether a cell can be created.
 * @param system	of which opinion_on_system() found nothing
 * @param others	the cells that exist, accepted one after the other
 */
void opinion_on_cell(struct opinion *opinion, const struct machine_facts *facts,
		     struct bytes system, const struct bytes *others, size_t num_others,
		     struct bytes cell);

#endif
