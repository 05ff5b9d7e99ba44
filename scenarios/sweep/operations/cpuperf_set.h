/* SPDX-License-Identifier: GPL-2.0-only */
static __always_inline long nosplat_operation(struct task_struct *p)
{
	scx_bpf_cpuperf_set(bpf_get_smp_processor_id(), 512);
	return 0;
}
