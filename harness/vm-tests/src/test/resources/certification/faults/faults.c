// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults that LKDTM has not, above all one of each family that lockdep reports:
 *
 *	cat /sys/module/nosplat_faults/parameters/provoke
 *	echo circular-locking > /sys/module/nosplat_faults/parameters/provoke
 *
 * Each fault is in a function that is named after it, so that a report has to
 * blame that. A report that turns lockdep off, a CPU that stops: a machine is
 * good for one fault only.
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "faults.h"

static const struct nosplat_fault *const all[] = {
	nosplat_lockdep_faults, nosplat_other_faults, nosplat_trap_faults,
	nosplat_hang_faults
};

static int nosplat_provoke(const char *name, const struct kernel_param *unused)
{
	const struct nosplat_fault *fault;
	int i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		for (fault = all[i]; fault->name; fault++) {
			if (!sysfs_streq(fault->name, name))
				continue;
			fault->provoke();
			return 0;
		}
	}
	return -EINVAL;
}

static int nosplat_list(char *buffer, const struct kernel_param *unused)
{
	const struct nosplat_fault *fault;
	int i, length = 0;

	/* Not the last: a guest does not outlive those. */
	for (i = 0; i < ARRAY_SIZE(all) - 1; i++)
		for (fault = all[i]; fault->name; fault++)
			length += sysfs_emit_at(buffer, length, "%s\n", fault->name);
	return length;
}

static const struct kernel_param_ops nosplat_provoke_ops = {
	.set = nosplat_provoke,
	.get = nosplat_list,
};
module_param_cb(provoke, &nosplat_provoke_ops, NULL, 0600);
MODULE_PARM_DESC(provoke, "the fault to provoke; reading lists those that end");

MODULE_DESCRIPTION("nosplat's faults: provokes one kernel report");
MODULE_LICENSE("GPL");
