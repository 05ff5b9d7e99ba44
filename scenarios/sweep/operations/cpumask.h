/* SPDX-License-Identifier: GPL-2.0-only */
static __always_inline long nosplat_operation(struct task_struct *p)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return -ENOMEM;
	bpf_cpumask_set_cpu(0, mask);
	bpf_cpumask_release(mask);
	return 0;
}
