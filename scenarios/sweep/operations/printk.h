/* SPDX-License-Identifier: GPL-2.0-only */
static __always_inline long nosplat_operation(struct task_struct *p)
{
	long written = bpf_trace_printk("nosplat", sizeof("nosplat"));

	return written < 0 ? written : 0;
}
