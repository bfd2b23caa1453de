// SPDX-License-Identifier: GPL-2.0-only
#include "inside.h"

#include <archive.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/pack.h"
#include "../base/text.h"

/* bytes; what an unprivileged user may have */
#define PIPE_ROOM (1 << 20)

/* Where Linux loads a program of ours; any page does. */
#define MARK_ADDRESS 0x10000

/* What harness/holder.c looks for, then exit(0). */
static const uint8_t mark_x86[] = { 0x0f, 0x1f, 0x80, 0x57, 0x7e, 0x11, 0xce, 0x31,
				    0xff, 0xb8, 0x3c, 0x00, 0x00, 0x00, 0x0f, 0x05 };
static const uint8_t mark_arm64[] = { 0xff, 0xca, 0xef, 0xd2, 0x00, 0x00, 0x80, 0xd2,
				      0xa8, 0x0b, 0x80, 0xd2, 0x01, 0x00, 0x00, 0xd4 };

/* A whole program: its head, and these few instructions. */
static void make_mark(const char *arch, struct text *out)
{
	bool x86 = strcmp(arch, "x86") == 0;
	struct {
		Elf64_Ehdr head;
		Elf64_Phdr segment;
		uint8_t code[16];
	} program = { .head = { .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64,
					     ELFDATA2LSB, EV_CURRENT },
				.e_type = ET_EXEC,
				.e_machine = x86 ? EM_X86_64 : EM_AARCH64,
				.e_version = EV_CURRENT,
				.e_entry = MARK_ADDRESS + sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr),
				.e_phoff = sizeof(Elf64_Ehdr),
				.e_ehsize = sizeof(Elf64_Ehdr),
				.e_phentsize = sizeof(Elf64_Phdr),
				.e_phnum = 1 },
		      .segment = { .p_type = PT_LOAD,
				   .p_flags = PF_R | PF_X,
				   .p_vaddr = MARK_ADDRESS,
				   .p_align = 0x1000 } };

	program.segment.p_filesz = program.segment.p_memsz = sizeof(program);
	memcpy(program.code, x86 ? mark_x86 : mark_arm64, sizeof(program.code));
	text_append(out, (const char *)&program, sizeof(program));
}

/* Linux unpacks one archive after the other. */
static int append_archive(int fd, const struct text *steps, const struct text *mark)
{
	struct archive *a = archive_write_new();
	const struct text none = { 0 };
	int ret = archive_write_set_format_cpio_newc(a);

	if (ret == ARCHIVE_OK) {
		ret = archive_write_open_fd(a, fd);
	}
	if (ret == ARCHIVE_OK) {
		ret = pack_add(a, "play", S_IFDIR | 0755, &none);
	}
	if (ret == ARCHIVE_OK) {
		ret = pack_add(a, "play/steps", S_IFREG | 0644, steps);
	}
	if (ret == ARCHIVE_OK) {
		ret = pack_add(a, "play/mark", S_IFREG | 0755, mark);
	}
	if (ret == ARCHIVE_OK) {
		ret = archive_write_close(a);
	}
	archive_write_free(a);
	return ret == ARCHIVE_OK ? 0 : -1;
}

int inside_image(const char *initrd, const char *steps, const char *arch, const char *target,
		 struct problem *why)
{
	struct text script = { 0 }, mark = { 0 };
	int ret = file_read(steps, &script, why);
	int fd = -1;

	make_mark(arch, &mark);
	if (ret == 0) {
		ret = file_copy(initrd, target, why);
	}
	if (ret == 0) {
		fd = open(target, O_WRONLY | O_APPEND | O_CLOEXEC);
		if (fd < 0 || append_archive(fd, &script, &mark) != 0) {
			ret = problem_set(why, "cannot add the steps to %s: %s", target,
					  strerror(errno));
		}
	}
	if (fd >= 0) {
		close(fd);
	}
	text_free(&mark);
	text_free(&script);
	return ret;
}

bool inside_holds(const char *steps)
{
	struct text script = { 0 };
	bool holds = steps && file_read(steps, &script, NULL) == 0 &&
		     strstr(text_str(&script), "\n/play/mark\n");

	text_free(&script);
	return holds;
}

int inside_pipe(const char *path, struct problem *why)
{
	int fd = mkfifo(path, 0600) == 0 ? open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC) : -1;

	if (fd < 0) {
		return problem_set(why, "cannot make the pipe %s: %s", path, strerror(errno));
	}
	fcntl(fd, F_SETPIPE_SZ, PIPE_ROOM);
	return fd;
}
