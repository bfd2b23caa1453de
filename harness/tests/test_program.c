// SPDX-License-Identifier: GPL-2.0-only
/* Return addresses in the code of an ELF file. */
#include <criterion/criterion.h>
#include <elf.h>
#include <string.h>
#include <unistd.h>

#include "../results/program.h"
#include "../base/files.h"

#define CODE 0x1000
#define DATA 0x9000

/* A file with one section of code, the same bytes as data, and a function in the middle. */
struct image {
	Elf64_Ehdr head;
	Elf64_Shdr section[4];
	Elf64_Sym symbol[3];
	uint8_t code[32];
};

static struct program program;
static struct problem why;

static void load(unsigned int machine, const void *code, size_t len)
{
	struct image image = {
		.head = { .e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB },
			  .e_machine = machine,
			  .e_shoff = offsetof(struct image, section),
			  .e_shnum = 4 },
		.section = { { 0 },
			     { .sh_type = SHT_PROGBITS,
			       .sh_flags = SHF_ALLOC | SHF_EXECINSTR,
			       .sh_addr = CODE,
			       .sh_offset = offsetof(struct image, code),
			       .sh_size = 32 },
			     { .sh_type = SHT_PROGBITS,
			       .sh_flags = SHF_ALLOC,
			       .sh_addr = DATA,
			       .sh_offset = offsetof(struct image, code),
			       .sh_size = 32 },
			     { .sh_type = SHT_SYMTAB,
			       .sh_offset = offsetof(struct image, symbol),
			       .sh_size = sizeof(image.symbol) } },
		.symbol = { { 0 },
			    { .st_info = STT_OBJECT, .st_value = CODE, .st_size = 32 },
			    { .st_info = STT_FUNC, .st_value = CODE + 8, .st_size = 8 } },
	};
	char path[] = "/tmp/test-program-XXXXXX";

	close(mkstemp(path));
	memset(image.code, 0x90, sizeof(image.code));
	memcpy(image.code, code, len);
	cr_assert_eq(file_write_bytes(path, &image, sizeof(image), &why), 0);
	cr_assert_eq(program_read(path, &program, &why), 0, "%s", why.text);
	unlink(path);
}

/* A call of these bytes at the beginning of the code, and of nothing shorter or longer. */
static void expect_call(const void *code, size_t len)
{
	load(EM_X86_64, code, len);
	for (uint64_t at = CODE; at < CODE + 32; at++) {
		cr_expect_eq(program_returns_to(&program, at), at == CODE + len,
			     "%zu bytes, address 0x%llx", len, (unsigned long long)at);
	}
	cr_expect(!program_returns_to(&program, DATA + len), "data");
	program_free(&program);
}

Test(program, calls_of_x86)
{
	expect_call("\xe8\x00\x00\x00\x00", 5);
	expect_call("\xff\xd5", 2);			/* call *%rbp */
	expect_call("\xff\x50\x08", 3);			/* call *8(%rax) */
	expect_call("\xff\x54\x24\x08", 4);		/* call *8(%rsp) */
	expect_call("\xff\x15\x10\x00\x00\x00", 6);	/* call *16(%rip) */
	expect_call("\xff\x14\xc5\x10\x00\x00\x00", 7); /* call *16(,%rax,8) */
}

Test(program, what_is_no_call_of_x86)
{
	static const char *const others[] = {
		"\xe8\xff\xff\xff\x7f", /* to where no code is */
		"\xff\xe5",		/* a jump */
		"\xff\xc0",
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		load(EM_X86_64, others[i], strlen(others[i]));
		for (uint64_t at = CODE; at < CODE + 32; at++) {
			cr_expect(!program_returns_to(&program, at), "%zu", i);
		}
		program_free(&program);
	}
}

Test(program, calls_of_arm64)
{
	/* BL, BLR, BLRAAZ; B, RET */
	static const uint32_t code[] = { 0x97fffe97, 0xd63f0260, 0xd63f081f, 0x17ffffff,
					 0xd65f03c0 };

	load(EM_AARCH64, code, sizeof(code));
	for (unsigned int n = 0; n < 8; n++) {
		cr_expect_eq(program_returns_to(&program, CODE + 4 * n), n >= 1 && n <= 3, "%u", n);
	}
	cr_expect(!program_returns_to(&program, CODE + 6));
	cr_expect(!program_returns_to(&program, 0));
	cr_expect(!program_returns_to(&program, ~0ULL));
	program_free(&program);
}

Test(program, code_is_copied_whole_or_not_at_all)
{
	uint8_t bytes[16];

	load(EM_X86_64, "0123456789abcdef0123456789abcdef", 32);
	cr_expect(program_code(&program, CODE + 16, bytes, 16));
	cr_expect_arr_eq(bytes, "0123456789abcdef", 16);
	cr_expect(!program_code(&program, CODE + 17, bytes, 16));
	cr_expect(!program_code(&program, CODE - 1, bytes, 16));
	cr_expect(!program_code(&program, DATA, bytes, 16));
	cr_expect(!program_code(&program, ~0ULL - 3, bytes, 16));
	program_free(&program);
}

Test(program, files_that_are_none_or_end_early)
{
	uint8_t byte;

	cr_expect_neq(program_read("/dev/null", &program, &why), 0);
	program_free(&program);
	cr_expect_neq(program_read("/nowhere", &program, &why), 0);
	program_free(&program);
	load(EM_X86_64, "\x90", 1);
	program.file.len = offsetof(struct image, code);
	cr_expect(!program_code(&program, CODE, &byte, 1));
	program.file.len = offsetof(struct image, section) + 70;
	cr_expect(!program_code(&program, CODE, &byte, 1));
	program_free(&program);
}

Test(program, calls_tell_their_target)
{
	/* BL two words back, the next but one, BLR */
	static const uint32_t code[] = { 0xd503201f, 0x97fffffe, 0x94000002, 0xd63f0260 };

	load(EM_AARCH64, code, sizeof(code));
	cr_expect_eq(program_call_target(&program, CODE + 8), CODE - 4);
	cr_expect_eq(program_call_target(&program, CODE + 12), CODE + 16);
	cr_expect_eq(program_call_target(&program, CODE + 16), 0);
	cr_expect_eq(program_call_target(&program, CODE + 4), 0, "no call");
	program_free(&program);
	load(EM_X86_64, "\x90\xe8\xff\xff\xff\xff\xff\xd0", 8);
	cr_expect_eq(program_call_target(&program, CODE + 6), CODE + 5);
	cr_expect_eq(program_call_target(&program, CODE + 8), 0);
	program_free(&program);
	/* A32: BL to the instruction itself */
	load(EM_ARM, "\xfe\xff\xff\xeb", 4);
	cr_expect_eq(program_call_target(&program, CODE + 4), CODE);
	program_free(&program);
}

Test(program, functions_are_those_of_the_symbols)
{
	load(EM_X86_64, "\x90", 1);
	cr_expect_eq(program_function(&program, CODE + 7), 0);
	cr_expect_eq(program_function(&program, CODE + 8), CODE + 8);
	cr_expect_eq(program_function(&program, CODE + 15), CODE + 8);
	cr_expect_eq(program_function(&program, CODE + 16), 0);
	program.file.len = offsetof(struct image, symbol) + 50;
	cr_expect_eq(program_function(&program, CODE + 8), 0, "the file ends early");
	program_free(&program);
}
