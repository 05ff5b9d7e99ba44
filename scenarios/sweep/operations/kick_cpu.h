/* SPDX-License-Identifier: GPL-2.0-only */
static __always_inline long nosplat_operation(struct task_struct *p)
{
	scx_bpf_kick_cpu(0, SCX_KICK_IDLE);
	return 0;
}
