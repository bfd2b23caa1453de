// SPDX-License-Identifier: GPL-2.0-only
#include <criterion/criterion.h>

static struct mutation_test *tests;
static const char *running;

void mutation_register(struct mutation_test *test)
{
	test->next = tests;
	tests = test;
}

void mutation_failed(const char *file, int line)
{
	printf("%s:%d: %s fails\n", file, line, running);
	exit(1);
}

int main(void)
{
	for (struct mutation_test *test = tests; test; test = test->next) {
		running = test->name;
		test->run();
	}
	return 0;
}
