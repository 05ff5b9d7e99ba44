/* SPDX-License-Identifier: GPL-2.0-only */
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u64);
} nosplat_map SEC(".maps");

static __always_inline long nosplat_operation(struct task_struct *p)
{
	if (!bpf_task_storage_get(&nosplat_map, p, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE))
		return -ENOMEM;
	return bpf_task_storage_delete(&nosplat_map, p);
}
