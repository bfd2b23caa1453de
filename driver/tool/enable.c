// SPDX-License-Identifier: GPL-2.0-only
/* Enabling, disabling, and what is worth saying before. */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jailhouse/cell-config.h>

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

/* What the driver would read behind the end of the file: that is not the configuration's. */
static bool is_cut(const char *name, const struct jailhouse_system *config, size_t size)
{
	size_t announced = jailhouse_system_config_size((struct jailhouse_system *)config);

	if (memcmp(config->signature, JAILHOUSE_SYSTEM_SIGNATURE, sizeof(config->signature)) != 0 ||
	    config->revision != JAILHOUSE_CONFIG_REVISION || size >= announced) {
		return false;
	}
	fprintf(stderr,
		"jailhouse: %s has %zu bytes, but what its header counts takes %zu: it is truncated, copy or "
		"build it again\n",
		name, size, announced);
	return true;
}

/*
 * The driver reads a whole header. What is no system configuration at all it refuses by its
 * signature; the beginning of one would be refused by what is not there.
 */
static void *pad(const char *path, void *config, size_t size)
{
	const size_t signature = sizeof(JAILHOUSE_SYSTEM_SIGNATURE) - 1;
	void *padded = NULL;

	if (size >= signature && memcmp(config, JAILHOUSE_SYSTEM_SIGNATURE, signature) == 0) {
		fprintf(stderr,
			"jailhouse: %s has %zu bytes: a system configuration has %zu at least\n",
			path, size, sizeof(struct jailhouse_system));
	} else {
		padded = calloc(1, sizeof(struct jailhouse_system));
	}
	if (padded) {
		memcpy(padded, config, size);
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
	if (size < sizeof(struct jailhouse_system)) {
		config = pad(argv[0], config, size);
	}
	if (!config) {
		return TOOL_ERROR;
	}
	status = is_cut(argv[0], config, size) ? TOOL_ERROR : enable(config, size);
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
