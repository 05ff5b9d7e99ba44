/* SPDX-License-Identifier: GPL-2.0-only */
static __always_inline long nosplat_operation(struct task_struct *p)
{
	char byte;

	/* A page that is not there is the longest way. */
	bpf_probe_read_user(&byte, sizeof(byte), (void *)4096);
	return 0;
}
