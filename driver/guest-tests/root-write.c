// SPDX-License-Identifier: GPL-2.0-only
/*
 * Root Linux as an attacker, for scenarios only. Each online CPU writes to a
 * physical address of its own, all at the same time: after the first of them
 * has been stopped nobody could rely on Linux to reach the others.
 *
 *	echo "ADDRESS ADDRESS..." > /dev/root-write
 *
 * in the order of the online CPUs' numbers. And a CPU that reads one over and over,
 * so that it has every translation at hand, until it is stopped or killed:
 *
 *	taskset -c CPU sh -c 'echo read ADDRESS > /dev/root-write'
 */

#include <linux/fs.h>
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define MAX_TARGETS 8
#define VALUE	    0x72656b6361747441 /* "Attacker" */

static u64 *targets[MAX_TARGETS];

/* Stays mapped: this is not a driver to live with. */
static int map_targets(char *text)
{
	int count = 0;
	char *word;
	u64 address;

	while ((word = strsep(&text, " \n")) != NULL) {
		if (!*word) {
			continue;
		}
		if (count == MAX_TARGETS || kstrtou64(word, 0, &address)) {
			return -EINVAL;
		}
		targets[count] = memremap(address, sizeof(u64), MEMREMAP_WB);
		if (!targets[count]) {
			return -ENOMEM;
		}
		count++;
	}
	return count;
}

static void write_own_target(void *unused)
{
	unsigned int cpu, index = 0;

	for_each_online_cpu(cpu)
	{
		if (cpu == smp_processor_id()) {
			WRITE_ONCE(*targets[index], VALUE);
		}
		index++;
	}
}

static int read_for_long(const char *text)
{
	const u64 *target;
	u64 address;

	if (kstrtou64(text, 0, &address)) {
		return -EINVAL;
	}
	target = memremap(address, sizeof(u64), MEMREMAP_WB);
	if (!target) {
		return -ENOMEM;
	}
	READ_ONCE(*target);
	pr_info("root-write: CPU %d reads\n", raw_smp_processor_id());
	while (!signal_pending(current)) {
		READ_ONCE(*target);
		cond_resched();
	}
	memunmap((void *)target);
	return -EINTR;
}

static ssize_t write_targets(struct file *file, const char __user *user, size_t size,
			     loff_t *position)
{
	char *text = memdup_user_nul(user, size);
	int count;

	if (IS_ERR(text)) {
		return PTR_ERR(text);
	}
	if (!strncmp(text, "read ", 5)) {
		count = read_for_long(strim(text + 5));
		kfree(text);
		return count;
	}
	count = map_targets(text);
	kfree(text);
	if (count >= 0 && count != num_online_cpus()) {
		count = -EINVAL;
	}
	if (count < 0) {
		return count;
	}
	on_each_cpu(write_own_target, NULL, 0);
	return size;
}

static const struct file_operations operations = {
	.owner = THIS_MODULE,
	.write = write_targets,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "root-write",
	.fops = &operations,
};
module_misc_device(device);

MODULE_DESCRIPTION("Writes to any physical address");
MODULE_LICENSE("GPL");
