/* SPDX-License-Identifier: GPL-2.0-only */
static __always_inline long nosplat_operation(struct task_struct *p)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return -ENOENT;
	bpf_task_release(task);
	return 0;
}
