/* SPDX-License-Identifier: GPL-2.0-only */
struct nosplat_kept {
	struct task_struct __kptr *task;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, struct nosplat_kept);
} nosplat_map SEC(".maps");

static __always_inline long nosplat_operation(struct task_struct *p)
{
	__u32 key = bpf_get_smp_processor_id() % 16;
	struct nosplat_kept *kept;
	struct task_struct *task;

	kept = bpf_map_lookup_elem(&nosplat_map, &key);
	if (!kept)
		return -ENOENT;
	task = bpf_task_acquire(p);
	if (!task)
		return -EAGAIN;
	task = bpf_kptr_xchg(&kept->task, task);
	if (task)
		bpf_task_release(task);
	return 0;
}
