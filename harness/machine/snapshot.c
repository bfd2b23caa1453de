// SPDX-License-Identifier: GPL-2.0-only
#include "snapshot.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/files.h"

#define MIGRATION_TIMEOUT_MS 60000
#define POLL_MS		     2

/* RAM that is shared with the harness is its business, not QEMU's. */
static int leave_ram_out(struct qmp *q, struct problem *why)
{
	return qmp_command(
		q,
		"{\"execute\":\"migrate-set-capabilities\",\"arguments\":{"
		"\"capabilities\":[{\"capability\":\"x-ignore-shared\",\"state\":true}]}}",
		NULL, why);
}

/* 0: completed, 1: still on its way, -1: failed */
static int migration_status(struct qmp *q, struct problem *why)
{
	json_t *answer = NULL;
	const char *status, *reason;
	int ret = 1;

	if (qmp_command(q, "{\"execute\":\"query-migrate\"}", &answer, why) != 0) {
		return -1;
	}
	status = json_string_value(json_object_get(answer, "status"));
	reason = json_string_value(json_object_get(answer, "error-desc"));
	if (status && strcmp(status, "completed") == 0) {
		ret = 0;
	} else if (status && strcmp(status, "failed") == 0) {
		ret = problem_set(why, "QEMU cannot migrate: %s", reason ? reason : "no reason");
	}
	json_decref(answer);
	return ret;
}

static int migrate(struct qmp *q, const char *command, const char *path, struct problem *why)
{
	char *text =
		format("{\"execute\":\"%s\",\"arguments\":{\"uri\":\"file:%s\"}}", command, path);
	int64_t deadline = clock_ms() + MIGRATION_TIMEOUT_MS;
	int ret = leave_ram_out(q, why);

	if (ret == 0) {
		ret = qmp_command(q, text, NULL, why);
	}
	free(text);
	while (ret == 0 && (ret = migration_status(q, why)) == 1) {
		if (clock_ms() >= deadline) {
			return problem_set(why, "QEMU does not finish %s in %d s", command,
					   MIGRATION_TIMEOUT_MS / 1000);
		}
		poll(NULL, 0, POLL_MS);
		ret = 0;
	}
	return ret;
}

int snapshot_save(struct qmp *q, const struct guest_memory *m, const char *folder,
		  const struct range *left_out, struct problem *why)
{
	char *state = format("%s/state", folder);
	char *ram = format("%s/ram", folder);
	int ret = qmp_command(q, "{\"execute\":\"stop\"}", NULL, why);
	struct problem resume;

	if (ret == 0) {
		ret = migrate(q, "migrate", state, why);
	}
	if (ret == 0) {
		/* QEMU makes it for its own user alone */
		chmod(state, 0644);
		ret = memory_save(m, ram, left_out, why);
	}
	/* whatever became of the snapshot, the machine has to go on */
	if (qmp_command(q, "{\"execute\":\"cont\"}", NULL, &resume) != 0 && ret == 0) {
		ret = problem_set(why, "%s", resume.text);
	}
	free(ram);
	free(state);
	return ret;
}

int snapshot_load(struct qmp *q, const struct guest_memory *m, const char *state, const char *ram,
		  struct problem *why)
{
	return memory_load(m, ram, why) == 0 ? migrate(q, "migrate-incoming", state, why) : -1;
}
