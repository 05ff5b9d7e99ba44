/* SPDX-License-Identifier: GPL-2.0-only */
struct nosplat_prefix {
	__u32 length;
	__u32 data;
};

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 64);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct nosplat_prefix);
	__type(value, __u64);
} nosplat_map SEC(".maps");

static __always_inline long nosplat_operation(struct task_struct *p)
{
	struct nosplat_prefix key = { .length = 32, .data = p->pid };
	__u64 value = 1;
	long error;

	error = bpf_map_update_elem(&nosplat_map, &key, &value, BPF_ANY);
	if (error)
		return error;
	error = bpf_map_delete_elem(&nosplat_map, &key);
	/* Another CPU may have the same key. */
	return error == -ENOENT ? 0 : error;
}
