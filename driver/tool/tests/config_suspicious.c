// SPDX-License-Identifier: GPL-2.0-only
/* `jailhouse config check`: what a user gets wrong most often is told with file, field and fix. */

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/redirect.h>

#include <jailhouse/cell-config.h>

#include "config_check.h"

#define RW	    (JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE)
#define RAM_OF_ROOT (RW | JAILHOUSE_MEM_EXECUTE)
#define PROGRAM	    (RW | JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_LOADABLE)

struct system_file {
	struct jailhouse_system header;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[2];
	struct jailhouse_irqchip irqchips[1];
	struct jailhouse_pci_device pci_devices[2];
} __attribute__((packed));

struct cell_file {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[6];
	struct jailhouse_irqchip irqchips[1];
	struct jailhouse_pci_device pci_devices[2];
	struct jailhouse_pci_capability pci_caps[1];
} __attribute__((packed));

static struct system_file board;
static struct cell_file one, two;
/* behind what each file counts */
static size_t board_surplus, one_surplus;
static char folder[] = "/tmp/config-suspicious-XXXXXX";

/* Four sections of a link of two, a program, and a page for the communication region. */
static struct cell_file make_cell(const char *name, unsigned int number)
{
	struct cell_file cell = {
		.cell = {
			.signature = JAILHOUSE_CELL_DESC_SIGNATURE,
			.revision = JAILHOUSE_CONFIG_REVISION,
			.cpu_set_size = sizeof(cell.cpus),
			.num_memory_regions = ARRAY_SIZE(cell.mem_regions),
			.num_irqchips = ARRAY_SIZE(cell.irqchips),
			.num_pci_devices = ARRAY_SIZE(cell.pci_devices),
			.num_pci_caps = ARRAY_SIZE(cell.pci_caps),
		},
		.cpus = { 1 << number },
		.mem_regions = {
			{ 0x3b000000, 0x200000, 0x1000, JAILHOUSE_MEM_READ },
			{ 0, 0x201000, 0, RW },
			{ 0x3b001000, 0x201000, 0x1000, JAILHOUSE_MEM_READ | (number == 1) << 1 },
			{ 0x3b002000, 0x202000, 0x1000, JAILHOUSE_MEM_READ | (number == 2) << 1 },
			{ 0x3a600000 + number * 0x100000, 0, 0x100000, PROGRAM },
			{ 0, 0x100000, 0x1000, RW | JAILHOUSE_MEM_COMM_REGION },
		},
		.irqchips = { { .address = 0xfec00000, .pin_bitmap = { 1 << number } } },
		.pci_devices = {
			{
				.type = JAILHOUSE_PCI_TYPE_IVSHMEM,
				.bdf = 0x0e << 3,
				.bar_mask = JAILHOUSE_IVSHMEM_BAR_MASK_MSIX,
				.num_msix_vectors = 2,
				.shmem_dev_id = number - 1,
				.shmem_peers = 2,
			},
			{
				.type = JAILHOUSE_PCI_TYPE_BRIDGE,
				.bdf = number << 3,
				.num_caps = 1,
				.num_msi_vectors = 4,
				.msi_64bits = 1,
			},
		},
		.pci_caps = { { .id = 0x05, .start = 0x80, .len = 14, .flags = JAILHOUSE_PCICAPS_WRITE } },
	};

	strcpy(cell.cell.name, name);
	return cell;
}

static void set_up(void)
{
	board = (struct system_file){
		.header = {
			.signature = JAILHOUSE_SYSTEM_SIGNATURE,
			.revision = JAILHOUSE_CONFIG_REVISION,
			.hypervisor_memory = { .phys_start = 0x3a000000, .size = 0x600000 },
			.root_cell = {
				.name = "Board",
				.cpu_set_size = sizeof(board.cpus),
				.num_memory_regions = ARRAY_SIZE(board.mem_regions),
				.num_irqchips = ARRAY_SIZE(board.irqchips),
				.num_pci_devices = ARRAY_SIZE(board.pci_devices),
			},
		},
		.cpus = { 0xf },
		.mem_regions = {
			{ 0, 0, 0x3a000000, RW | JAILHOUSE_MEM_EXECUTE },
			{ 0x3a600000, 0x3a600000, 0x1000000, RW | JAILHOUSE_MEM_EXECUTE },
		},
		.irqchips = { { .address = 0xfec00000, .pin_bitmap = { 0xffffff } } },
		.pci_devices = {
			{ .type = JAILHOUSE_PCI_TYPE_BRIDGE, .bdf = 1 << 3 },
			{ .type = JAILHOUSE_PCI_TYPE_BRIDGE, .bdf = 2 << 3 },
		},
	};
	one = make_cell("one", 1);
	two = make_cell("two", 2);
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
	cr_redirect_stdout();
	cr_redirect_stderr();
}

static void tear_down(void)
{
	unlink("board.cell");
	unlink("one.cell");
	unlink("two.cell");
	rmdir(folder);
}

TestSuite(config_suspicious, .init = set_up, .fini = tear_down);

static void write_file(const char *path, const void *data, size_t size, size_t surplus)
{
	static const char zeros[64];
	FILE *file = fopen(path, "wb");

	cr_assert_not_null(file);
	cr_assert_eq(fwrite(data, 1, size, file), size);
	cr_assert_eq(fwrite(zeros, 1, surplus, file), surplus);
	fclose(file);
}

/* What the command prints is left in the stream. */
static int run(char *option)
{
	char *plain[] = { "check", "board.cell", "one.cell", "two.cell", NULL };
	char *optional[] = { "check", option, "board.cell", "one.cell", "two.cell", NULL };
	int status;

	write_file("board.cell", &board, sizeof(board), board_surplus);
	write_file("one.cell", &one, sizeof(one), one_surplus);
	write_file("two.cell", &two, sizeof(two), 0);
	optind = 0;
	status = option ? cmd_config_check(5, optional) : cmd_config_check(4, plain);
	fflush(stdout);
	fflush(stderr);
	return status;
}

static const char *output(void)
{
	static char text[16384];
	size_t size = fread(text, 1, sizeof(text) - 1, cr_get_redirected_stdout());

	text[size] = 0;
	return text;
}

/* @verdict and @sentence for @file, as text and as JSON. */
static void expect(const char *verdict, const char *file, const char *sentence)
{
	bool refused = strcmp(verdict, "Refused") == 0;
	char line[512];
	const char *text;

	cr_expect_eq(run(NULL), refused);
	text = output();
	snprintf(line, sizeof(line), "\n%s: %s: %s\n", verdict, file, sentence);
	cr_expect_not_null(strstr(text, line), "%s", text);

	cr_expect_eq(run("--json"), refused);
	text = output();
	snprintf(line, sizeof(line), "{ \"verdict\": \"%s\", \"file\": \"%s\", ",
		 refused ? "refused" : "warning", file);
	cr_expect_not_null(strstr(text, line), "%s", text);
	cr_expect_not_null(strstr(text, refused ? "\"accepted\": false" : "\"accepted\": true"),
			   "%s", text);
}

Test(config_suspicious, nothing_is)
{
	cr_expect_eq(run("--json"), 0);
	cr_expect_str_eq(output(), "{\n  \"findings\": [],\n  \"accepted\": true\n}\n");
}

static void expect_longer(const char *file, const char *object, size_t size, size_t counted)
{
	char sentence[256];

	snprintf(
		sentence, sizeof(sentence),
		"%s: the file has %zu bytes, its counts take %zu and the rest is ignored; check num_memory_regions, num_irqchips and the other num_ fields",
		object, size, counted);
	expect("Warning", file, sentence);
	cr_expect_eq(run("--strict"), 1);
}

Test(config_suspicious, file_longer_than_its_counts)
{
	one_surplus = 40;
	expect_longer("one.cell", "cell \"one\"", sizeof(one) + 40, sizeof(one));
}

Test(config_suspicious, system_file_longer_than_its_counts)
{
	board_surplus = 1;
	expect_longer("board.cell", "the system configuration", sizeof(board) + 1, sizeof(board));
}

/* The count that is forgotten most often. */
Test(config_suspicious, irqchip_that_is_not_counted)
{
	size_t counted = offsetof(struct cell_file, irqchips);

	for (unsigned int n = 0; n < 4; n++) {
		one.mem_regions[n].size = 0;
	}
	one.cell.num_irqchips = one.cell.num_pci_devices = one.cell.num_pci_caps = 0;
	expect_longer("one.cell", "cell \"one\"", sizeof(one), counted);
}

/* Parts of a page that root maps as a whole. */
static void take_part(struct cell_file *cell, unsigned int n, __u64 offset)
{
	cell->mem_regions[n] = (struct jailhouse_memory){ 0x3b010000 + offset, 0x300000 + offset,
							  0x10, RW | JAILHOUSE_MEM_IO_32 };
}

Test(config_suspicious, part_of_a_page_of_root)
{
	take_part(&one, 5, 0x20);
	one.cell.flags = JAILHOUSE_CELL_PASSIVE_COMMREG;
	expect("Warning", "one.cell",
	       "cell \"one\", memory region 5: lies in a page at 0x3b010020 that memory region 1 of cell \"Board\" maps as a whole, so that the root cell's accesses to the rest of it are emulated; give the cell whole pages, or set JAILHOUSE_MEM_ROOTSHARED if root may go on using it");
}

static unsigned int count(const char *text, const char *words)
{
	unsigned int found = 0;

	while ((text = strstr(text, words))) {
		text += strlen(words);
		found++;
	}
	return found;
}

/* One line for all of a cell, however many. */
Test(config_suspicious, many_parts_of_pages_of_root)
{
	const char *text;

	one.cell.num_pci_devices = two.cell.num_pci_devices = 0;
	one.cell.num_pci_caps = two.cell.num_pci_caps = 0;
	for (unsigned int n = 0; n < 3; n++) {
		take_part(&one, n, n * 0x20);
	}
	one.mem_regions[3].size = 0;
	take_part(&two, 0, 0x1000);
	cr_expect_eq(run(NULL), 0);
	text = output();
	cr_expect_not_null(
		strstr(text,
		       "\nWarning: one.cell: cell \"one\", memory region 0: lies in a page at 0x3b010000 that memory region 1 of cell \"Board\" maps as a whole, and so do further ones (2): the root cell's accesses to the rest of these pages are emulated; give the cell whole pages, or set JAILHOUSE_MEM_ROOTSHARED where root may go on using them\n"),
		"%s", text);
	cr_expect_not_null(
		strstr(text,
		       "\nWarning: two.cell: cell \"two\", memory region 0: lies in a page at 0x3b011000 that memory region 1 of cell \"Board\" maps as a whole, so that "),
		"%s", text);
	cr_expect_eq(count(text, "lies in a page"), 2u, "%s", text);
}

/* A region over two of root's is one all the same. */
Test(config_suspicious, part_of_two_pages_of_root)
{
	const char *text;

	board.mem_regions[0] =
		(struct jailhouse_memory){ 0x3a600000, 0x3a600000, 0xa11000, RAM_OF_ROOT };
	board.mem_regions[1] =
		(struct jailhouse_memory){ 0x3b011000, 0x3b011000, 0x200000, RAM_OF_ROOT };
	take_part(&one, 5, 0xff0);
	one.mem_regions[5].size = 0x20;
	one.cell.flags = JAILHOUSE_CELL_PASSIVE_COMMREG;
	cr_expect_eq(run(NULL), 0);
	text = output();
	cr_expect_eq(count(text, "lies in a page"), 1u, "%s", text);
	cr_expect_null(strstr(text, "further ones"), "%s", text);
}

Test(config_suspicious, msi_vectors_that_are_missing)
{
	one.pci_devices[1].num_msi_vectors = 0;
	expect("Warning", "one.cell",
	       "cell \"one\", PCI device 1: capability 0x5 is listed with JAILHOUSE_PCICAPS_WRITE, but num_msi_vectors is 0: who enables these interrupts is refused; set as many as the device has");
}

Test(config_suspicious, peers_that_do_not_match)
{
	two.pci_devices[0].shmem_peers = 3;
	two.mem_regions[4] =
		(struct jailhouse_memory){ 0x3b003000, 0x203000, 0x1000, JAILHOUSE_MEM_READ };
	expect("Refused", "two.cell",
	       "cell \"two\", PCI device 0: shmem_peers is 3, at the other end, PCI device 0 of cell \"one\", it is 2; make them equal");
}

Test(config_suspicious, interrupts_of_nobody)
{
	one.irqchips[0].pin_bitmap[0] |= 1 << 30;
	expect("Warning", "one.cell",
	       "cell \"one\", irqchip 0: interrupt 30 does not belong to the root cell, so that nobody has it; check pin_base and pin_bitmap");
}

Test(config_suspicious, memory_of_nobody)
{
	one.mem_regions[4].phys_start = 0x80000000;
	expect("Warning", "one.cell",
	       "cell \"one\", memory region 4: the root cell does not have the memory from 0x80000000 on; check phys_start");
}

Test(config_suspicious, memory_of_two_cells)
{
	two.mem_regions[4].phys_start = one.mem_regions[4].phys_start + 0x80000;
	expect("Refused", "two.cell",
	       "cell \"two\", memory region 4: shares physical memory with memory region 4 of cell \"one\" from 0x3a780000 on; use other memory, or set JAILHOUSE_MEM_ROOTSHARED in both to share it with the root cell too");
}

Test(config_suspicious, hypervisor_memory_that_the_cpus_do_not_fit_into)
{
	const char *text;

	board.header.hypervisor_memory.size = 0x30000;
	cr_expect_eq(run(NULL), 1);
	text = output();
	cr_expect_not_null(
		strstr(text,
		       "\nRefused: board.cell: hypervisor_memory: has 192 KiB, but the hypervisor, 4 CPUs and this configuration take "),
		"%s", text);
	cr_expect_not_null(
		strstr(text, "; enlarge hypervisor_memory.size and what is reserved for it\n"),
		"%s", text);
	cr_expect_eq(run("--json"), 1);
	text = output();
	cr_expect_not_null(strstr(text, "\"file\": \"board.cell\""), "%s", text);
}

Test(config_suspicious, code_that_linux_can_change)
{
	one.mem_regions[4].flags |= JAILHOUSE_MEM_ROOTSHARED;
	expect("Warning", "one.cell",
	       "cell \"one\", memory region 4: the cell executes it, and root Linux can change it; drop JAILHOUSE_MEM_EXECUTE or JAILHOUSE_MEM_ROOTSHARED");
}

Test(config_suspicious, several_interrupts_of_nobody)
{
	one.irqchips[0].pin_bitmap[0] |= 0xd0000000;
	expect("Warning", "one.cell",
	       "cell \"one\", irqchip 0: the interrupts 28, 30, 31 do not belong to the root cell, so that nobody has them; check pin_base and pin_bitmap");
}

Test(config_suspicious, section_that_is_executable)
{
	one.mem_regions[3].flags |= JAILHOUSE_MEM_EXECUTE;
	expect("Warning", "one.cell",
	       "cell \"one\", memory region 3: the cell executes memory of a section of PCI device 0, where its peers write; drop JAILHOUSE_MEM_EXECUTE or use other memory");
}

/* Its peer comes behind it, and must be seen all the same. */
Test(config_suspicious, code_that_a_later_cell_writes)
{
	one.mem_regions[4].flags |= JAILHOUSE_MEM_ROOTSHARED;
	two.mem_regions[4] = one.mem_regions[4];
	two.mem_regions[4].flags &= ~(__u64)JAILHOUSE_MEM_EXECUTE;
	two.cell.cpu_reset_address = one.cell.cpu_reset_address;
	expect("Warning", "one.cell",
	       "cell \"one\", memory region 4: the cell executes it, and memory region 4 of cell \"two\" can change it; drop JAILHOUSE_MEM_EXECUTE here, JAILHOUSE_MEM_WRITE there, or use other memory");
}

Test(config_suspicious, link_without_another_end)
{
	two.pci_devices[0].type = JAILHOUSE_PCI_TYPE_BRIDGE;
	two.pci_devices[0].bdf = 2 << 3;
	two.cell.num_pci_devices = 1;
	two.mem_regions[0].size = two.mem_regions[2].size = two.mem_regions[3].size = 0;
	expect("Warning", "one.cell",
	       "cell \"one\", PCI device 0: no other configuration given has an end of the link at 00:0e.0; check those of its peers together with this one, or correct bdf");
}

Test(config_suspicious, device_that_root_does_not_have)
{
	two.pci_devices[1].bdf = 7 << 3;
	expect("Warning", "two.cell",
	       "cell \"two\", PCI device 1: the root cell does not have 00:07.0; check domain and bdf, or add the device there");
}

Test(config_suspicious, loadable_but_read_only)
{
	two.mem_regions[4].flags &= ~(__u64)JAILHOUSE_MEM_WRITE;
	expect("Warning", "two.cell",
	       "cell \"two\", memory region 4: has JAILHOUSE_MEM_LOADABLE, but without JAILHOUSE_MEM_WRITE an image for it is refused; add that one");
}

Test(config_suspicious, nothing_loadable)
{
	two.mem_regions[4].flags &= ~(__u64)JAILHOUSE_MEM_LOADABLE;
	expect("Warning", "two.cell",
	       "cell \"two\": no memory region has JAILHOUSE_MEM_LOADABLE, so that no image can be loaded; add it to the region of the program");
}

Test(config_suspicious, executable_registers)
{
	two.mem_regions[4].flags |= JAILHOUSE_MEM_IO;
	expect("Warning", "two.cell",
	       "cell \"two\", memory region 4: the cell executes what JAILHOUSE_MEM_IO says are registers; drop JAILHOUSE_MEM_EXECUTE, or JAILHOUSE_MEM_IO if it is memory");
}

Test(config_suspicious, executable_registers_of_root)
{
	board.mem_regions[1].flags |= JAILHOUSE_MEM_IO;
	expect("Warning", "board.cell",
	       "cell \"Board\", memory region 1: the cell executes what JAILHOUSE_MEM_IO says are registers; drop JAILHOUSE_MEM_EXECUTE, or JAILHOUSE_MEM_IO if it is memory");
}
