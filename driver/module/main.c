// SPDX-License-Identifier: GPL-2.0-only
/* The module: /dev/jailhouse, and what else calls into the driver. */

#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/reboot.h>
#include <linux/slab.h>
#include <linux/suspend.h>
#include <linux/uaccess.h>

#include <jailhouse/ioctl.h>

#include "cell.h"
#include "console.h"
#include "cpu.h"
#include "driver.h"
#include "enable.h"
#include "pci.h"
#include "reason.h"
#include "sysfs.h"

DEFINE_MUTEX(hv_lock);
struct device *hv_device;

struct open_file {
	struct console_reader console;
	/** Why the last call was refused; protected by hv_lock. */
	struct jailhouse_reason why;
};

static int device_open(struct inode *inode, struct file *file)
{
	struct open_file *open_file = kzalloc(sizeof(*open_file), GFP_KERNEL);

	if (!open_file) {
		return -ENOMEM;
	}
	console_reader_init(&open_file->console);
	refuse(&open_file->why, 0, 0);
	file->private_data = open_file;
	return 0;
}

static int device_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

static ssize_t device_read(struct file *file, char __user *user, size_t count, loff_t *position)
{
	struct open_file *open_file = file->private_data;

	return console_read(&open_file->console, user, count, file->f_flags & O_NONBLOCK);
}

static long get_reason(void __user *user, const struct jailhouse_reason *why)
{
	return copy_to_user(user, why, sizeof(*why)) ? -EFAULT : 0;
}

static long check_integrity(void __user *user, struct jailhouse_reason *why)
{
	struct jailhouse_integrity integrity = {};
	int result = hv_check_integrity(why);

	if (result < 0) {
		return result;
	}
	integrity.changed = result;
	return copy_to_user(user, &integrity, sizeof(integrity)) ? -EFAULT : 0;
}

static long dispatch(unsigned int request, void __user *user, struct jailhouse_reason *why)
{
	switch (request) {
	case JAILHOUSE_ENABLE:
	case JAILHOUSE_ENABLE_COMPAT:
		return hv_enable(user, why);
	case JAILHOUSE_DISABLE:
		return hv_disable(why);
	case JAILHOUSE_CELL_CREATE:
		return cell_create(user, why);
	case JAILHOUSE_CELL_LOAD:
		return cell_load(user, why);
	case JAILHOUSE_CELL_START:
		return cell_start(user, why);
	case JAILHOUSE_CELL_DESTROY:
		return cell_destroy(user, why);
	case JAILHOUSE_CHECK_INTEGRITY:
		return check_integrity(user, why);
	default:
		return -EINVAL;
	}
}

static long device_ioctl(struct file *file, unsigned int request, unsigned long argument)
{
	struct open_file *open_file = file->private_data;
	void __user *user = (void __user *)argument;
	long result;

	if (mutex_lock_interruptible(&hv_lock)) {
		return -EINTR;
	}
	if (request == JAILHOUSE_GET_REASON) {
		result = get_reason(user, &open_file->why);
	} else {
		refuse(&open_file->why, 0, 0);
		result = dispatch(request, user, &open_file->why);
		if (result && open_file->why.code) {
			reason_log(&open_file->why);
		}
	}
	mutex_unlock(&hv_lock);
	return result;
}

static const struct file_operations device_operations = {
	.owner = THIS_MODULE,
	.open = device_open,
	.release = device_release,
	.read = device_read,
	.unlocked_ioctl = device_ioctl,
	.compat_ioctl = device_ioctl,
	.llseek = noop_llseek,
};

static struct miscdevice misc_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "jailhouse",
	.fops = &device_operations,
};

/* kexec comes by here, too */
static int on_reboot(struct notifier_block *block, unsigned long action, void *data)
{
	mutex_lock(&hv_lock);
	hv_shutdown();
	mutex_unlock(&hv_lock);
	return NOTIFY_DONE;
}

static struct notifier_block reboot_notifier = {
	.notifier_call = on_reboot,
	/* before others, such as KVM's, wait for a CPU that is parked */
	.priority = INT_MAX,
};

static int on_power_management(struct notifier_block *block, unsigned long action, void *data)
{
	int err = 0;

	mutex_lock(&hv_lock);
	switch (action) {
	case PM_SUSPEND_PREPARE:
	case PM_HIBERNATION_PREPARE:
	case PM_RESTORE_PREPARE:
		err = hv_suspend();
		break;
	case PM_POST_SUSPEND:
	case PM_POST_HIBERNATION:
	case PM_POST_RESTORE:
		hv_resume();
		break;
	}
	mutex_unlock(&hv_lock);
	return notifier_from_errno(err);
}

static struct notifier_block power_notifier = {
	.notifier_call = on_power_management,
};

static int __init driver_init_module(void)
{
	int err;

	err = sysfs_init();
	if (err) {
		return err;
	}
	err = cpus_guard_init();
	if (err) {
		goto remove_sysfs;
	}
	err = pci_stub_init();
	if (err) {
		goto remove_guard;
	}
	err = register_reboot_notifier(&reboot_notifier);
	if (err) {
		goto remove_stub;
	}
	err = register_pm_notifier(&power_notifier);
	if (err) {
		goto remove_reboot;
	}
	err = misc_register(&misc_device);
	if (err) {
		goto remove_power;
	}
	return 0;

remove_power:
	unregister_pm_notifier(&power_notifier);
remove_reboot:
	unregister_reboot_notifier(&reboot_notifier);
remove_stub:
	pci_stub_exit();
remove_guard:
	cpus_guard_exit();
remove_sysfs:
	sysfs_exit();
	return err;
}

static void __exit driver_exit_module(void)
{
	misc_deregister(&misc_device);
	unregister_pm_notifier(&power_notifier);
	unregister_reboot_notifier(&reboot_notifier);
	pci_stub_exit();
	cpus_guard_exit();
	hv_release();
	sysfs_exit();
}

module_init(driver_init_module);
module_exit(driver_exit_module);

MODULE_DESCRIPTION(DRIVER_DESCRIPTION);
MODULE_LICENSE("GPL");
