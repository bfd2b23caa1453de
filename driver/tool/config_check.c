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
#include <config/suspicious.h>

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
	bool unread;
	bool parsed;
};

/** The whole set: cells[] without the root cell. */
struct set {
	struct file file;
	struct config_system system;
	struct cell_file *cells;
	u32 num_cells;
	/** For programs: then the only output; NULL for people. */
	struct findings *findings;
	/** What was only warned of so far. */
	u32 warnings;
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

/* : false */
static bool cannot(const struct set *set, const char *path, const char *what)
{
	char sentence[256];

	snprintf(sentence, sizeof(sentence), "cannot be %s: %s", what, strerror(errno));
	fprintf(stderr, "%s %s\n", path, sentence);
	if (set->findings) {
		set->findings->format->unreadable(set->findings, path, sentence);
	}
	return false;
}

static bool read_file(const struct set *set, struct file *file, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool done;

	file->path = path;
	if (fd < 0) {
		return cannot(set, path, "opened");
	}
	done = read_all(fd, file) || cannot(set, path, "read");
	close(fd);
	return done;
}

/* Each file that cannot be read is named. @return: whether the others can be checked */
static bool read_set(struct set *set, int count, char **paths)
{
	bool done = read_file(set, &set->file, paths[0]);

	set->num_cells = count - 1;
	set->cells = calloc(count, sizeof(*set->cells));
	if (!set->cells) {
		fprintf(stderr, "Out of memory\n");
		return false;
	}
	for (u32 n = 0; n < set->num_cells; n++) {
		set->cells[n].unread = !read_file(set, &set->cells[n].file, paths[1 + n]);
	}
	return done;
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

static bool parse_cell(const struct set *set, struct cell_file *cell, bool system_known)
{
	struct jailhouse_reason why;

	if (config_parse_cell(&cell->cell, cell->file.blob, cell->file.size, &why)) {
		print_parse_error(set, cell->file.path, &why, false);
		return false;
	}
	cell->parsed = true;
	if (set->findings) {
		return true;
	}
	printf("  Non-root cell: %.31s (%s)\n", cell->cell.desc->name, cell->file.path);
	if (system_known && cell->cell.desc->architecture != set->system.desc->architecture) {
		fprintf(stderr, "Cell architecture mismatch\n");
	}
	return true;
}

static void print_heading(const struct set *set)
{
	printf("  Architecture:  %s\n", architectures[set->system.desc->architecture]);
	printf("  Root cell:     %.31s (%s)\n", set->system.root.desc->name, set->file.path);
}

/* : whether all of the files are configurations */
static bool parse_set(struct set *set, bool *system_known)
{
	struct jailhouse_reason why;
	bool done;

	if (!set->findings) {
		printf("Reading configuration set:\n");
		fflush(stdout);
	}
	*system_known =
		!config_parse_system(&set->system, set->file.blob, set->file.size, NULL, &why);
	if (!*system_known) {
		print_parse_error(set, set->file.path, &why, true);
	} else if (!set->findings) {
		print_heading(set);
	}
	done = *system_known;
	for (u32 n = 0; n < set->num_cells; n++) {
		if (!set->cells[n].unread) {
			done &= parse_cell(set, &set->cells[n], *system_known);
		}
	}
	return done;
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

/* The root cell is 0. : NULL for what is no configuration */
static const struct config_cell *get_cell(const struct set *set, u32 n)
{
	if (!n) {
		return &set->system.root;
	}
	return set->cells[n - 1].parsed ? &set->cells[n - 1].cell : NULL;
}

static bool run_section(const struct set *set, region_check check, const void *context)
{
	struct section section = { .found = false };

	for (u32 n = 0; n <= set->num_cells; n++) {
		const struct config_cell *cell = get_cell(set, n);

		for (u32 index = 0; cell && index < cell->num_memory; index++) {
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

/** Whose findings come, and how many of each kind there were. */
struct checked {
	const struct set *set;
	const char *path;
	u32 refusals;
	u32 warnings;
	/** Regions in pages that root maps as a whole: how many, the first, and the last's index.
	 */
	u32 num_parts;
	struct jailhouse_reason part;
	u32 last_part;
};

static void tell_refusal(void *context, const struct jailhouse_reason *reason)
{
	struct checked *checked = context;

	checked->refusals++;
	if (checked->set->findings) {
		add_finding(checked->set, true, checked->path, reason);
	} else {
		print_sentence(stdout, "Refused", checked->path, reason);
	}
}

static void put_warning(struct checked *checked, const struct jailhouse_reason *warning)
{
	checked->warnings++;
	if (checked->set->findings) {
		add_finding(checked->set, false, checked->path, warning);
	} else {
		print_sentence(stdout, "Warning", checked->path, warning);
	}
}

/* A region is told of once for each region of root that it is in, one after the other. */
static void note_part(struct checked *checked, const struct jailhouse_reason *warning)
{
	if (!checked->num_parts) {
		checked->part = *warning;
	}
	if (!checked->num_parts || checked->last_part != warning->index) {
		checked->num_parts++;
	}
	checked->last_part = warning->index;
}

/* A cell with one such region often has many: one line for all of them. */
static void tell_parts(struct checked *checked)
{
	if (checked->num_parts > 1) {
		checked->part.code = JAILHOUSE_WARN_SUBPAGES_IN_ROOT;
		checked->part.expected = checked->num_parts - 1;
	}
	if (checked->num_parts) {
		put_warning(checked, &checked->part);
	}
	checked->num_parts = 0;
}

static void tell_warning(void *context, const struct jailhouse_reason *warning)
{
	struct checked *checked = context;

	if (warning->code == JAILHOUSE_WARN_SUBPAGE_IN_ROOT) {
		note_part(checked, warning);
	} else {
		put_warning(checked, warning);
	}
}

/*
 * As if all of these cells were created: what one that is refused takes is told to
 * the next ones, too, since they are meant to live together.
 */
static bool check_cells(const struct set *set, const struct config_check *check,
			struct checked *checked)
{
	const struct config_cell **cells = calloc(set->num_cells + 1, sizeof(*cells));
	struct config_check before = *check, together = *check;

	if (!cells) {
		fprintf(stderr, "Out of memory\n");
		return false;
	}
	before.others = together.others = cells;
	for (u32 n = 0; n < set->num_cells; n++) {
		if (set->cells[n].parsed) {
			cells[together.num_others++] = &set->cells[n].cell;
		}
	}
	for (u32 n = 0; n < set->num_cells; n++) {
		const struct cell_file *cell = &set->cells[n];

		if (cell->parsed) {
			checked->path = cell->file.path;
			config_check_cell(&before, &cell->cell);
			tell_parts(checked);
			config_suspect_cell(&together, &cell->cell, cell->file.size);
			before.num_others++;
		}
	}
	free(cells);
	return true;
}

/* The hypervisors of this release, by architecture. */
static const struct {
	u64 core_size, percpu_size;
} images[] = {
	[JAILHOUSE_X86] = IMAGE_X86,
	[JAILHOUSE_ARM64] = IMAGE_ARM64,
};

static bool print_verdict(struct set *set)
{
	const u8 architecture = set->system.desc->architecture;
	const struct config_platform platform = {
		.core_size = images[architecture].core_size,
		.percpu_size = images[architecture].percpu_size,
	};
	struct checked checked = { .set = set, .path = set->file.path };
	struct jailhouse_reason why;
	struct config_check check = {
		.system = &set->system,
		.platform = &platform,
		.why = &why,
		.warn = tell_warning,
		.refused = tell_refusal,
		.context = &checked,
	};

	bool refused = config_check_system(&check), complete;

	config_suspect_system(&check, set->file.size);
	if (refused && set->num_cells && !set->findings) {
		printf("The cells depend on the system configuration: correct that one first.\n");
	}
	complete = check_cells(set, &check, &checked);
	set->warnings = checked.warnings;
	return !complete || checked.refusals;
}

static void print_help(FILE *stream)
{
	fprintf(stream,
		"Usage: jailhouse config check [-h] [--strict] [--json | --sarif] SYSCONFIG [CELLCONFIG ...]\n"
		"\n"
		"Checks a system configuration, and cell configurations as if all of these\n"
		"cells were created. Says everything that would be refused, and what would be\n"
		"accepted but is rarely meant, with the place and what to do.\n"
		"\n"
		"  SYSCONFIG    system configuration, a .cell file\n"
		"  CELLCONFIG   cell configuration, a .cell file\n"
		"  --strict     warnings count as findings: exit status 1\n"
		"  --json       print the findings alone, as JSON: code, object, index and field of\n"
		"               jailhouse/reason.h with the names there (code_name, object_name,\n"
		"               field_name), and the sentence; \"accepted\" where nothing is refused\n"
		"  --sarif      the same as SARIF 2.1.0, for editors and code reviews\n"
		"  -h, --help   print this\n"
		"\n"
		"Exit status: 0 all would be accepted (warnings are no findings unless\n"
		"--strict), 1 findings, 2 wrong usage or a file that cannot be read.\n");
}

/* @return: whether there is anything to find fault with */
static bool check_set(struct set *set)
{
	bool system_known, findings = !parse_set(set, &system_known);

	if (!system_known) {
		return true;
	}
	findings |= !set->findings && print_sections(set);
	return print_verdict(set) || findings;
}

static bool is_all_read(const struct set *set)
{
	for (u32 n = 0; n < set->num_cells; n++) {
		if (set->cells[n].unread) {
			return false;
		}
	}
	return true;
}

static int read_and_check(struct set *set, int count, char **paths)
{
	bool findings;

	if (!read_set(set, count, paths)) {
		return EXIT_USAGE;
	}
	findings = check_set(set);
	return !is_all_read(set) ? EXIT_USAGE : findings ? EXIT_FINDINGS : EXIT_CLEAN;
}

static int check_files(const struct findings_format *format, bool strict, int count, char **paths)
{
	struct findings findings = { .format = format, .out = stdout };
	struct set set = { .findings = format ? &findings : NULL };
	int status;

	if (format) {
		format->begin(&findings);
	}
	status = read_and_check(&set, count, paths);
	findings.refused = status != EXIT_CLEAN;
	if (strict && status == EXIT_CLEAN && set.warnings) {
		status = EXIT_FINDINGS;
	}
	if (format) {
		format->end(&findings, status);
	}
	free_set(&set);
	return status;
}

/* ---- arguments ---- */

/** What is asked for; paths[] are those of argv, moved together. */
struct request {
	bool help;
	bool strict;
	const struct findings_format *format;
	int num_paths;
	char **paths;
};

static const struct findings_format *find_format(const char *option)
{
	static const struct findings_format *const formats[] = { &findings_json, &findings_sarif };

	for (u32 n = 0; n < ARRAY_SIZE(formats); n++) {
		if (!strcmp(option, formats[n]->option)) {
			return formats[n];
		}
	}
	return NULL;
}

static bool take_option(struct request *request, const char *option)
{
	const struct findings_format *format = find_format(option);

	if (!strcmp(option, "-h") || !strcmp(option, "--help")) {
		request->help = true;
	} else if (!strcmp(option, "--strict")) {
		request->strict = true;
	} else if (!format) {
		fprintf(stderr, "jailhouse: config check has no option \"%s\"\n\n", option);
		return false;
	} else if (request->format && request->format != format) {
		fprintf(stderr, "jailhouse: %s or %s, not both\n\n", request->format->option,
			format->option);
		return false;
	} else {
		request->format = format;
	}
	return true;
}

/* Options may stand behind files; behind -- all are files. */
static bool parse_arguments(struct request *request, int argc, char **argv)
{
	bool options = true;

	request->paths = argv;
	for (int n = 1; n < argc; n++) {
		if (options && !strcmp(argv[n], "--")) {
			options = false;
		} else if (!options || argv[n][0] != '-' || !argv[n][1]) {
			request->paths[request->num_paths++] = argv[n];
		} else if (!take_option(request, argv[n])) {
			return false;
		}
	}
	if (!request->num_paths && !request->help) {
		fprintf(stderr, "jailhouse: say which system configuration to check\n\n");
		return false;
	}
	return true;
}

int cmd_config_check(int argc, char **argv)
{
	struct request request = { .help = false };

	if (!parse_arguments(&request, argc, argv)) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (request.help) {
		print_help(stdout);
		return EXIT_CLEAN;
	}
	return check_files(request.format, request.strict, request.num_paths, request.paths);
}
