// SPDX-License-Identifier: GPL-2.0-only
/* A scheduler that the kernel throws out: it reports an error at an exit. */
#include "vmlinux.h"
#include "nosplat.bpf.h"

extern void scx_bpf_error_bstr(char *fmt, unsigned long long *data, __u32 data_len) __ksym;

SEC("struct_ops/exit_task")
void BPF_PROG(ejected_exit_task, struct task_struct *p, struct scx_exit_task_args *args)
{
	static char reason[] = "thrown out on purpose";
	unsigned long long none[1] = { 0 };

	nosplat_count_delete(0, args->cancelled);
	scx_bpf_error_bstr(reason, none, 0);
}

SEC("struct_ops/exit")
void BPF_PROG(ejected_exit, struct scx_exit_info *info)
{
	nosplat_record_exit(info);
}

SEC(".struct_ops.link")
struct sched_ext_ops ejected = {
	.exit_task = (void *)ejected_exit_task,
	.exit = (void *)ejected_exit,
	.name = "ejected",
};

char _license[] SEC("license") = "GPL";
