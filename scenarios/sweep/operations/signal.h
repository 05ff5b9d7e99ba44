/* SPDX-License-Identifier: GPL-2.0-only */
/* Signal 0 goes all the way and kills nobody. */
static __always_inline long nosplat_operation(struct task_struct *p)
{
	return bpf_send_signal_task(p, 0, PIDTYPE_TGID, 0);
}
