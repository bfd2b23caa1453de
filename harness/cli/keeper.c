// SPDX-License-Identifier: GPL-2.0-only
#include "keeper.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/command.h"
#include "../base/files.h"
#include "../machine/domain.h"
#include "../results/run_record.h"

/* Of the time at most one part in so many goes into what is kept for the case of a kill. */
#define SHARE 10

/* The first line that a program prints of its version. */
static char *version_line(const char *program, const char *option)
{
	const char *const argv[] = { program, option, NULL };
	struct text out = { 0 };
	char *line;

	command_run(argv, &out, NULL);
	line = format("%.*s", (int)strcspn(text_str(&out), "\n"), text_str(&out));
	text_free(&out);
	return line;
}

static char *own_hash(void)
{
	struct words self = { 0 };
	struct text line = { 0 };
	char *hash;

	words_add(&self, "/proc/self/exe");
	hash_files(&self, &line, NULL);
	hash = format("%.*s", (int)strcspn(text_str(&line), " "), text_str(&line));
	text_free(&line);
	words_free(&self);
	return hash;
}

void keeper_open(struct keeper *k)
{
	k->version = checkout_version(k->places->top);
	k->emulator = emulator_version(k->machine->emulator);
	k->tools[0] = (struct recording_tool){ "yard", own_hash() };
	k->tools[1] = (struct recording_tool){ "libvirt", libvirt_version() };
	k->tools[2] = (struct recording_tool){ "expect", version_line("expect", "-v") };
}

void keeper_close(struct keeper *k)
{
	for (struct recording_tool *t = k->tools; t->name; t++) {
		free(t->is);
	}
	free(k->version);
	free(k->emulator);
}

static int keep(const struct keeper *k, const struct recording_source *with, bool images,
		struct problem *why)
{
	const char *build = k->places->build;
	char *contents = format("%s/images/%s/manifest", build, k->kernel);
	char *provenance = format("%s/kernels/%s/provenance", build, k->kernel);
	char *vmlinuz = format("%s/kernels/%s/vmlinuz", build, k->kernel);
	char *initrd = format("%s/images/%s/initrd", build, k->kernel);
	char *tree = format("%s/machines/%s/%s.dtb", build, k->machine->name, k->machine->name);
	/* all but the last may be in the checkout or elsewhere */
	const char *const folders[] = { k->places->scenarios, build, k->places->results,
					k->places->top, NULL };
	struct recording_source from = *with;
	struct recording recording = { 0 };
	int ret;

	from.machine = k->machine->name;
	from.kernel = k->kernel;
	from.name = k->name;
	from.scenario = k->scenario;
	from.version = k->version;
	from.emulator = k->emulator ? k->emulator : "";
	from.tools = k->tools;
	from.poison_all = k->poison_all;
	from.contents = contents;
	from.provenance = provenance;
	from.folders = folders;
	if (images) {
		from.vmlinuz = vmlinuz;
		from.initrd = initrd;
		from.device_tree = tree;
	}
	ret = recording_make(&recording, &from, why);
	ret = ret == 0 ? recording_write(&recording, k->output, why) : ret;
	recording_free(&recording);
	free(tree);
	free(initrd);
	free(vmlinuz);
	free(provenance);
	free(contents);
	return ret;
}

int keeper_keep(const struct keeper *k, const char *trial, const char *inside, const char *reason,
		struct problem *why)
{
	const struct recording_source from = { .trial = trial, .inside = inside, .reason = reason };

	return keep(k, &from, k->images, why);
}

static long long bytes_of(const char *trial, enum recorded part)
{
	char *path = format("%s/%s", trial, recorded_name(part));
	struct stat st;
	long long size = stat(path, &st) == 0 ? st.st_size : 0;

	free(path);
	return size;
}

int keeper_keep_so_far(struct keeper *k, const char *trial, struct problem *why)
{
	const struct recording_source from = { .trial = trial,
					       .unfinished = true,
					       .reason = "its recorder did not come to the end" };
	long long now = bytes_of(trial, RECORDED_HYPERVISOR_LOG) +
			bytes_of(trial, RECORDED_LINUX_LOG) + bytes_of(trial, RECORDED_STEPS);

	int64_t began = clock_ms();
	int ret;

	/* without hashes nothing has begun */
	if (now == k->seen || began < k->next || !bytes_of(trial, RECORDED_HASHES) ||
	    !file_exists(k->scenario)) {
		return 0;
	}
	k->seen = now;
	ret = keep(k, &from, k->images, why);
	k->next = clock_ms() + (SHARE - 1) * (clock_ms() - began);
	return ret;
}
