/* SPDX-License-Identifier: GPL-2.0-only */

static __always_inline long nosplat_operation(struct task_struct *p)
{
	__u64 frames[8];
	long size = bpf_get_task_stack(p, frames, sizeof(frames), 0);

	return size < 0 ? size : 0;
}
