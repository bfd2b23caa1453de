/* SPDX-License-Identifier: GPL-2.0-only */
#include <test.h>

bool all_passed = true;

void __evaluate(u64 a, u64 b, int line)
{
	bool passed = a == b;

	printk("Test at line #%d %s", line, passed ? "passed" : "FAILED");
	if (!passed) {
		printk(" %llx != %llx", a, b);
		all_passed = false;
	}
	printk("\n");
}
