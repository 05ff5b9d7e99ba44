// SPDX-License-Identifier: GPL-2.0-only
/* A scheduler that decides nothing and counts the tasks that it sees run and end. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

struct counts {
	__u64 runs;
	__u64 exits;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct counts);
} nosplat_counts SEC(".maps");

static struct counts *counts(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&nosplat_counts, &zero);
}

SEC("struct_ops/running")
void BPF_PROG(count_run, struct task_struct *p)
{
	struct counts *here = counts();

	if (here)
		here->runs++;
}

SEC("struct_ops/exit_task")
void BPF_PROG(count_exit, struct task_struct *p, struct scx_exit_task_args *args)
{
	struct counts *here = counts();

	if (here)
		here->exits++;
}

SEC(".struct_ops.link")
struct sched_ext_ops counting_ops = {
	.running = (void *)count_run,
	.exit_task = (void *)count_exit,
	.name = "counting",
};
