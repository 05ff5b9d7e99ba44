/* SPDX-License-Identifier: GPL-2.0-only */
struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 64);
	__type(value, __u64);
} nosplat_map SEC(".maps");

static __always_inline long nosplat_operation(struct task_struct *p)
{
	__u64 value = p->pid;
	long error;

	error = bpf_map_push_elem(&nosplat_map, &value, BPF_EXIST);
	return error ? error : bpf_map_pop_elem(&nosplat_map, &value);
}
