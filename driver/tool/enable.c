// SPDX-License-Identifier: GPL-2.0-only
/* Enabling, disabling, and what is worth saying before. */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jailhouse/cell-config.h>

#include <config/check.h>
#include <config/sentence.h>

#include "advice.h"
#include "tool.h"

static int enable(void *config, size_t size)
{
	struct advice advice;
	int status;

	advice_collect(&advice, config, size);
	advice_print_warnings(stderr, &advice);
	progress_begin("loading the hypervisor and entering it on all CPUs");
	status = device_call(JAILHOUSE_ENABLE, "JAILHOUSE_ENABLE", config);
	if (status != TOOL_OK) {
		advice_print_help(stderr, &advice);
	}
	return status;
}

/*
 * The driver is not told how long the file is: what it would read behind the end is not the
 * configuration's. So that is said here, by the checker's sentence.
 */
static bool is_cut(const char *path, const void *config, size_t size)
{
	char sentence[REASON_SENTENCE_MAX];
	struct jailhouse_reason why;
	struct config_system system;

	if (config_parse_system(&system, config, size, NULL, &why) == 0 ||
	    (why.code != JAILHOUSE_REASON_TOO_SHORT && why.code != JAILHOUSE_REASON_COUNT)) {
		return false;
	}
	reason_sentence(sentence, sizeof(sentence), &why);
	fprintf(stderr, "jailhouse: %s: %s\n", path, sentence);
	return true;
}

/* The driver reads a whole header: what is none at all is refused by its beginning. */
static void *pad(void *config, size_t size)
{
	void *padded = calloc(1, sizeof(struct jailhouse_system));

	if (padded) {
		memcpy(padded, config, size);
	} else {
		fprintf(stderr, "Out of memory\n");
	}
	free(config);
	return padded;
}

int cmd_enable(int argc, char **argv)
{
	size_t size;
	void *config;
	int status;

	if (argc == 0) {
		return usage("say which configuration describes this machine");
	}
	if (argc != 1) {
		return expect_nothing(argc - 1, argv + 1);
	}
	config = file_read_or_complain(argv[0], &size);
	if (!config) {
		return TOOL_ERROR;
	}
	if (is_cut(argv[0], config, size)) {
		free(config);
		return TOOL_ERROR;
	}
	if (size < sizeof(struct jailhouse_system)) {
		config = pad(config, size);
	}
	status = config ? enable(config, size) : TOOL_ERROR;
	free(config);
	return status;
}

int cmd_disable(int argc, char **argv)
{
	if (argc != 0) {
		return expect_nothing(argc, argv);
	}
	progress_begin("destroying all cells and leaving the hypervisor");
	return device_call(JAILHOUSE_DISABLE, "JAILHOUSE_DISABLE", NULL);
}
