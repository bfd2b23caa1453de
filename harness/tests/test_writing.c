// SPDX-License-Identifier: GPL-2.0-only
/* Folders and files that the user names. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"

/* The folder that has to be made is not always the one that cannot be. */
Test(files, why_a_folder_cannot_be_made_is_told)
{
	struct problem why;

	/* nobody may make one there; of the last one the kernel says that the one before it is
	 * missing */
	cr_assert_neq(folder_make("/sys/yard-files/a", &why), 0);
	cr_assert_null(strstr(why.text, "No such file"), "%s", why.text);
}

Test(files, what_the_user_names_is_written_into_and_not_replaced)
{
	char folder[] = "/tmp/yard-files-XXXXXX", *link, *target, *pipe;
	struct text content = { 0 };
	struct problem why;
	struct stat st;
	int reader;

	cr_assert_not_null(mkdtemp(folder));
	link = format("%s/link", folder);
	target = format("%s/target", folder);
	pipe = format("%s/pipe", folder);
	cr_assert_eq(file_write(target, "old", &why), 0);
	cr_assert_eq(symlink("target", link), 0);
	cr_assert_eq(file_write_named(link, "new", &why), 0, "%s", why.text);
	cr_assert(lstat(link, &st) == 0 && S_ISLNK(st.st_mode), "the link is gone");
	cr_assert(file_read(target, &content, &why) == 0 && strcmp(text_str(&content), "new") == 0);
	text_free(&content);

	cr_assert_eq(mkfifo(pipe, 0600), 0);
	reader = open(pipe, O_RDONLY | O_NONBLOCK);
	cr_assert_eq(file_write_named(pipe, "through", &why), 0, "%s", why.text);
	cr_assert(lstat(pipe, &st) == 0 && S_ISFIFO(st.st_mode), "the pipe is gone");
	char got[16] = "";

	cr_assert_eq(read(reader, got, sizeof(got) - 1), 7);
	cr_assert_str_eq(got, "through");
	close(reader);
	cr_assert_neq(file_write_named(folder, "x", &why), 0);
	cr_assert_not_null(strstr(why.text, "it is a folder"), "%s", why.text);
	cr_assert_eq(folder_remove(folder, &why), 0);
	free(pipe);
	free(target);
	free(link);
}
