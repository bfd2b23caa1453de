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
		"%s has %zu bytes, but what its header counts takes %zu: it is truncated, copy or "
		"build it again\n",
		name, size, announced);
	return true;
}

int cmd_enable(int argc, char **argv)
{
	size_t size;
	void *config;
	int status;

	if (argc != 1) {
		return TOOL_USAGE;
	}
	config = file_read_or_complain(argv[0], &size);
	if (!config) {
		return TOOL_ERROR;
	}
	if (size < sizeof(struct jailhouse_system)) {
		/* the driver reads a whole header: give it one that it refuses */
		void *padded = calloc(1, sizeof(struct jailhouse_system));

		if (padded) {
			memcpy(padded, config, size);
			free(config);
			config = padded;
		}
		fprintf(stderr, "%s has %zu bytes: a system configuration has %zu at least\n",
			argv[0], size, sizeof(struct jailhouse_system));
	}
	status = is_cut(argv[0], config, size) ? TOOL_ERROR : enable(config, size);
	free(config);
	return status;
}

int cmd_disable(int argc, char **argv)
{
	(void)argv;
	if (argc != 0) {
		return TOOL_USAGE;
	}
	progress_begin("destroying all cells and leaving the hypervisor");
	return device_call(JAILHOUSE_DISABLE, "JAILHOUSE_DISABLE", NULL);
}
