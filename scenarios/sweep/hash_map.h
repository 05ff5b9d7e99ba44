/* SPDX-License-Identifier: GPL-2.0-only */
/* An entry of a hash map made and taken back: NOSPLAT_TYPE and NOSPLAT_FLAGS say of which. */
struct {
	__uint(type, NOSPLAT_TYPE);
	__uint(map_flags, NOSPLAT_FLAGS);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} nosplat_map SEC(".maps");

static __always_inline long nosplat_operation(struct task_struct *p)
{
	__u64 value = 1;
	__u32 key = p->pid;
	long error;

	error = bpf_map_update_elem(&nosplat_map, &key, &value, BPF_ANY);
	if (error)
		return error;
	error = bpf_map_delete_elem(&nosplat_map, &key);
	/* Another CPU may have the same key, and an LRU map drops what it likes. */
	return error == -ENOENT ? 0 : error;
}
