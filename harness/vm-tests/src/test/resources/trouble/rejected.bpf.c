// SPDX-License-Identifier: GPL-2.0-only
/* A scheduler that the verifier refuses: it uses storage that may not be there. */
#include "vmlinux.h"
#include "nosplat.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u64);
} notes SEC(".maps");

SEC("struct_ops.s/init_task")
int BPF_PROG(rejected_init_task, struct task_struct *p, struct scx_init_task_args *args)
{
	__u64 *note = bpf_task_storage_get(&notes, p, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);

	*note = 1;
	return 0;
}

SEC(".struct_ops.link")
struct sched_ext_ops rejected = {
	.init_task = (void *)rejected_init_task,
	.name = "rejected",
};

char _license[] SEC("license") = "GPL";
