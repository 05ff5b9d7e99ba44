/* SPDX-License-Identifier: GPL-2.0-only */
static __always_inline long nosplat_operation(struct task_struct *p)
{
	struct cgroup *cgroup = bpf_cgroup_from_id(1);

	if (!cgroup)
		return -ENOENT;
	bpf_cgroup_release(cgroup);
	return 0;
}
