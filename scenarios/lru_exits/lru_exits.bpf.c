// SPDX-License-Identifier: GPL-2.0-only
/* A scheduler that notes in an LRU hash map when each task has ended. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct exit_count {
	__u64 updates;
	__u64 failed;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct exit_count);
} exit_counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 128);
	__type(key, __u32);
	__type(value, __u64);
} last_exits SEC(".maps");

SEC("struct_ops/exit_task")
void BPF_PROG(note_exit, struct task_struct *p, struct scx_exit_task_args *args)
{
	__u32 pid = p->pid, zero = 0;
	__u64 now = bpf_ktime_get_ns();
	struct exit_count *count = bpf_map_lookup_elem(&exit_counts, &zero);

	if (!count)
		return;
	if (bpf_map_update_elem(&last_exits, &pid, &now, BPF_ANY))
		count->failed++;
	else
		count->updates++;
}

SEC(".struct_ops.link")
struct sched_ext_ops lru_exits = {
	.exit_task = (void *)note_exit,
	.name = "lru_exits",
};

char _license[] SEC("license") = "GPL";
