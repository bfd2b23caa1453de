// SPDX-License-Identifier: GPL-2.0-only

/*
 * `jailhouse config check`: what enable and cell create would refuse, without
 * doing it. The verdict is the hypervisor's own code; the sections above it
 * list every overlap in the layout that scripts know.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <config/check.h>
#include <config/sentence.h>

#include "config_check.h"
#include "config_findings.h"
#include "image-sizes.h"

#define MAX_FILE_SIZE (16U << 20)

enum { EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE };

/** One file of the set. */
struct file {
	const char *path;
	void *blob;
	u32 size;
};

struct cell_file {
	struct file file;
	struct config_cell cell;
};

/** The whole set: cells[] without the root cell. */
struct set {
	struct file file;
	struct config_system system;
	struct cell_file *cells;
	u32 num_cells;
	/** For programs: then the only output; NULL for people. */
	struct findings *findings;
};

static const char *const architectures[] = { "x86", "arm", "arm64" };

/* ---- reading ---- */

static bool read_all(int fd, struct file *file)
{
	for (u32 room = 0;;) {
		ssize_t got;

		if (file->size == room) {
			void *blob;

			room = room ? room * 2 : 4096;
			blob = room <= MAX_FILE_SIZE ? realloc(file->blob, room) : NULL;
			if (!blob) {
				errno = EFBIG;
				return false;
			}
			file->blob = blob;
		}
		got = read(fd, (char *)file->blob + file->size, room - file->size);
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got <= 0) {
			return got == 0;
		}
		file->size += got;
	}
}

static bool read_file(struct file *file, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool done;

	file->path = path;
	if (fd < 0) {
		fprintf(stderr, "%s cannot be opened: %s\n", path, strerror(errno));
		return false;
	}
	done = read_all(fd, file);
	if (!done) {
		fprintf(stderr, "%s cannot be read: %s\n", path, strerror(errno));
	}
	close(fd);
	return done;
}

static bool read_set(struct set *set, int count, char **paths)
{
	set->num_cells = count - 1;
	set->cells = calloc(count, sizeof(*set->cells));
	if (!set->cells || !read_file(&set->file, paths[0])) {
		return false;
	}
	for (u32 n = 0; n < set->num_cells; n++) {
		if (!read_file(&set->cells[n].file, paths[1 + n])) {
			return false;
		}
	}
	return true;
}

static void free_set(struct set *set)
{
	for (u32 n = 0; set->cells && n < set->num_cells; n++) {
		free(set->cells[n].file.blob);
	}
	free(set->cells);
	free(set->file.blob);
}

/* ---- parsing ---- */

static void print_sentence(FILE *stream, const char *kind, const char *path,
			   const struct jailhouse_reason *reason)
{
	char sentence[REASON_SENTENCE_MAX];

	reason_sentence(sentence, sizeof(sentence), reason);
	fprintf(stream, "%s: %s: %s\n", kind, path, sentence);
}

static void add_finding(const struct set *set, bool refused, const char *path,
			const struct jailhouse_reason *reason)
{
	set->findings->format->add(set->findings, refused, path, reason);
}

/* The words that scripts know, the sentence for people. */
static void print_parse_error(const struct set *set, const char *path,
			      const struct jailhouse_reason *reason, bool root)
{
	if (set->findings) {
		add_finding(set, true, path, reason);
		return;
	}
	switch (reason->code) {
	case JAILHOUSE_REASON_REVISION:
		fprintf(stderr, "Configuration file revision mismatch\n");
		break;
	case JAILHOUSE_REASON_ARCHITECTURE:
		fprintf(stderr, "Configuration has unsupported architecture\n");
		break;
	default:
		fprintf(stderr,
			root ? "Not a root cell configuration\n" : "Not a cell configuration\n");
	}
	print_sentence(stderr, "Refused", path, reason);
}

static bool parse_cell(const struct set *set, struct cell_file *cell)
{
	struct jailhouse_reason why;

	if (config_parse_cell(&cell->cell, cell->file.blob, cell->file.size, &why)) {
		print_parse_error(set, cell->file.path, &why, false);
		return false;
	}
	if (set->findings) {
		return true;
	}
	printf("  Non-root cell: %.31s (%s)\n", cell->cell.desc->name, cell->file.path);
	if (cell->cell.desc->architecture != set->system.desc->architecture) {
		fprintf(stderr, "Cell architecture mismatch\n");
	}
	return true;
}

static void print_heading(const struct set *set)
{
	printf("  Architecture:  %s\n", architectures[set->system.desc->architecture]);
	printf("  Root cell:     %.31s (%s)\n", set->system.root.desc->name, set->file.path);
}

static bool parse_set(struct set *set)
{
	struct jailhouse_reason why;

	if (!set->findings) {
		printf("Reading configuration set:\n");
		fflush(stdout);
	}
	if (config_parse_system(&set->system, set->file.blob, set->file.size, &why)) {
		print_parse_error(set, set->file.path, &why, true);
		return false;
	}
	if (!set->findings) {
		print_heading(set);
	}
	for (u32 n = 0; n < set->num_cells; n++) {
		if (!parse_cell(set, &set->cells[n])) {
			return false;
		}
	}
	return true;
}

/* ---- the sections: every overlap, in all cells ---- */

/** A section's heading line ends with its first finding or with "None". */
struct section {
	bool found;
};

/** Lists what is wrong with one region. */
typedef void (*region_check)(struct section *section, const struct set *set,
			     const struct config_cell *cell, u32 index, const void *context);

static void print_region(const struct jailhouse_memory *region)
{
	char flags[512];

	reason_memory_flags(flags, sizeof(flags), region->flags);
	printf("  phys_start: 0x%016llx\n", region->phys_start);
	printf("  virt_start: 0x%016llx\n", region->virt_start);
	printf("  size:       0x%016llx\n", region->size);
	printf("  flags:      %s\n", flags);
}

static void begin_finding(struct section *section, const struct config_cell *cell, u32 index)
{
	if (!section->found) {
		printf("\n");
	}
	section->found = true;
	printf("\nIn cell '%.31s', region %u\n", cell->desc->name, index);
	print_region(&cell->memory[index]);
}

static const struct config_cell *get_cell(const struct set *set, u32 n)
{
	return n ? &set->cells[n - 1].cell : &set->system.root;
}

static bool run_section(const struct set *set, region_check check, const void *context)
{
	struct section section = { .found = false };

	for (u32 n = 0; n <= set->num_cells; n++) {
		const struct config_cell *cell = get_cell(set, n);

		for (u32 index = 0; index < cell->num_memory; index++) {
			check(&section, set, cell, index, context);
		}
	}
	printf(section.found ? "\n" : " None\n");
	return section.found;
}

static void find_neighbours(struct section *section, const struct set *set,
			    const struct config_cell *cell, u32 index, const void *context)
{
	(void)set;
	(void)context;
	for (u32 n = index + 1; n < cell->num_memory; n++) {
		if (config_regions_clash(cell, index, n)) {
			begin_finding(section, cell, index);
			printf("overlaps with region %u\n", n);
			print_region(&cell->memory[n]);
		}
	}
}

static void find_hypervisor(struct section *section, const struct set *set,
			    const struct config_cell *cell, u32 index, const void *context)
{
	(void)context;
	if (config_hits_hypervisor(&set->system, &cell->memory[index])) {
		begin_finding(section, cell, index);
		printf("overlaps with hypervisor memory region\n");
		print_region(&set->system.desc->hypervisor_memory);
	}
}

/** Which windows a section is about. */
struct window_filter {
	const u16 *objects;
	u32 count;
};

static bool selects(const struct window_filter *filter, u16 object)
{
	for (u32 n = 0; n < filter->count; n++) {
		if (filter->objects[n] == object) {
			return true;
		}
	}
	return false;
}

static void find_windows(struct section *section, const struct set *set,
			 const struct config_cell *cell, u32 index, const void *context)
{
	struct config_window window;

	for (u32 n = 0; config_get_window(&set->system, n, &window); n++) {
		if (selects(context, window.object) &&
		    config_hits_window(&cell->memory[index], &window)) {
			begin_finding(section, cell, index);
			printf("overlaps with resource to be intercepted\n");
			printf("  start:      0x%016llx\n", window.start);
			printf("  size:       0x%016llx\n", window.size);
		}
	}
}

static bool run_windows(const struct set *set, const u16 *objects, u32 count)
{
	const struct window_filter filter = { .objects = objects, .count = count };

	return run_section(set, find_windows, &filter);
}

static bool print_sections(const struct set *set)
{
	static const u16 mmconfig[] = { JAILHOUSE_OBJECT_MMCONFIG };
	static const u16 platform[] = { JAILHOUSE_OBJECT_LOCAL_APIC, JAILHOUSE_OBJECT_IRQCHIP,
					JAILHOUSE_OBJECT_GIC };
	static const u16 iommus[] = { JAILHOUSE_OBJECT_IOMMU };
	bool found;

	printf("Overlapping memory regions inside cell:");
	found = run_section(set, find_neighbours, NULL);
	printf("Overlapping memory regions with hypervisor:");
	found |= run_section(set, find_hypervisor, NULL);
	if (set->system.desc->platform_info.pci_mmconfig_base) {
		printf("Missing PCI MMCONFIG interceptions:");
		found |= run_windows(set, mmconfig, ARRAY_SIZE(mmconfig));
	}
	printf("Missing resource interceptions for architecture %s:",
	       architectures[set->system.desc->architecture]);
	found |= run_windows(set, platform, ARRAY_SIZE(platform));
	if (set->system.num_iommus) {
		printf("Missing IOMMU interceptions:");
		found |= run_windows(set, iommus, ARRAY_SIZE(iommus));
	}
	return found;
}

/* ---- the verdict ---- */

/** Whose warnings come. */
struct checked {
	const struct set *set;
	const char *path;
};

static void tell_refusal(const struct set *set, const char *path,
			 const struct jailhouse_reason *reason)
{
	if (set->findings) {
		add_finding(set, true, path, reason);
	} else {
		print_sentence(stdout, "Refused", path, reason);
	}
}

static void tell_warning(void *context, const struct jailhouse_reason *warning)
{
	const struct checked *checked = context;

	if (checked->set->findings) {
		add_finding(checked->set, false, checked->path, warning);
	} else {
		print_sentence(stdout, "Warning", checked->path, warning);
	}
}

static bool check_cells(const struct set *set, struct config_check *check, struct checked *checked)
{
	const struct config_cell **others = calloc(set->num_cells + 1, sizeof(*others));
	bool refused = false;

	if (!others) {
		fprintf(stderr, "Out of memory\n");
		return true;
	}
	check->others = others;
	for (u32 n = 0; n < set->num_cells; n++) {
		const struct cell_file *cell = &set->cells[n];

		checked->path = cell->file.path;
		if (config_check_cell(check, &cell->cell)) {
			tell_refusal(set, cell->file.path, check->why);
			refused = true;
		} else {
			others[check->num_others++] = &cell->cell;
		}
	}
	free(others);
	return refused;
}

/* The hypervisors of this release, by architecture. */
static const struct {
	u64 core_size, percpu_size;
} images[] = {
	[JAILHOUSE_X86] = IMAGE_X86,
	[JAILHOUSE_ARM64] = IMAGE_ARM64,
};

static bool print_verdict(const struct set *set)
{
	const u8 architecture = set->system.desc->architecture;
	const struct config_platform platform = {
		.core_size = images[architecture].core_size,
		.percpu_size = images[architecture].percpu_size,
	};
	struct checked checked = { set, set->file.path };
	struct jailhouse_reason why;
	struct config_check check = {
		.system = &set->system,
		.platform = &platform,
		.why = &why,
		.warn = tell_warning,
		.warn_context = &checked,
	};

	if (config_check_system(&check)) {
		tell_refusal(set, set->file.path, &why);
		if (set->num_cells && !set->findings) {
			printf("The cells were not checked: they depend on the system configuration.\n");
		}
		return true;
	}
	return check_cells(set, &check, &checked);
}

static void print_help(FILE *stream)
{
	fprintf(stream,
		"Usage: jailhouse config check [-h] [--json | --sarif] SYSCONFIG [CELLCONFIG ...]\n"
		"\n"
		"Checks a system configuration, and cell configurations as if all of these\n"
		"cells were created. Says what would be refused and why.\n"
		"\n"
		"  SYSCONFIG    system configuration, a .cell file\n"
		"  CELLCONFIG   cell configuration, a .cell file\n"
		"  --json       print the findings alone, as JSON: code, object, index and field of\n"
		"               jailhouse/reason.h, and the sentence\n"
		"  --sarif      the same as SARIF 2.1.0, for editors and code reviews\n"
		"  -h, --help   print this\n"
		"\n"
		"Exit status: 0 all would be accepted (warnings are no findings),\n"
		"1 findings, 2 wrong usage or a file that cannot be read.\n");
}

/* @return: whether there is anything to find fault with */
static bool check_set(struct set *set)
{
	bool findings;

	if (!parse_set(set)) {
		return true;
	}
	findings = !set->findings && print_sections(set);
	return print_verdict(set) || findings;
}

static bool check_set_for_programs(struct set *set, const struct findings_format *format)
{
	struct findings findings = { .format = format, .out = stdout };
	bool refused;

	set->findings = &findings;
	format->begin(&findings);
	refused = check_set(set);
	format->end(&findings, !refused);
	return refused;
}

static const struct findings_format *find_format(const char *option)
{
	static const struct findings_format *const formats[] = { &findings_json, &findings_sarif };

	for (u32 n = 0; option && n < ARRAY_SIZE(formats); n++) {
		if (!strcmp(option, formats[n]->option)) {
			return formats[n];
		}
	}
	return NULL;
}

int cmd_config_check(int argc, char **argv)
{
	struct set set = { 0 };
	const struct findings_format *format;
	bool findings;

	if (argc > 1 && (!strcmp(argv[1], "-h") || !strcmp(argv[1], "--help"))) {
		print_help(stdout);
		return EXIT_CLEAN;
	}
	format = find_format(argv[1]);
	if (format) {
		argc--;
		argv++;
	}
	if (argc < 2 || argv[1][0] == '-') {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (!read_set(&set, argc - 1, argv + 1)) {
		free_set(&set);
		return EXIT_USAGE;
	}
	findings = format ? check_set_for_programs(&set, format) : check_set(&set);
	free_set(&set);
	return findings ? EXIT_FINDINGS : EXIT_CLEAN;
}
