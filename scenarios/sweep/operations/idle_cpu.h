/* SPDX-License-Identifier: GPL-2.0-only */
static __always_inline long nosplat_operation(struct task_struct *p)
{
	s32 cpu = scx_bpf_pick_idle_cpu(p->cpus_ptr, 0);

	/* That no CPU is idle is an answer too. */
	return cpu < 0 && cpu != -16 ? cpu : 0;
}
