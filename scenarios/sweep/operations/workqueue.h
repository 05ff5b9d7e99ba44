/* SPDX-License-Identifier: GPL-2.0-only */
struct nosplat_queued {
	struct bpf_wq work;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, struct nosplat_queued);
	NOSPLAT_HELD;
} nosplat_map SEC(".maps");

static int nosplat_work(void *map, int *key, void *value)
{
	return 0;
}

static __always_inline long nosplat_operation(struct task_struct *p)
{
	__u32 key = bpf_get_smp_processor_id() % 16;
	struct nosplat_queued *queued;
	long error;

	queued = bpf_map_lookup_elem(&nosplat_map, &key);
	if (!queued)
		return -ENOENT;
	/* All but the first find it made already. */
	bpf_wq_init(&queued->work, &nosplat_map, 0);
	error = bpf_wq_set_callback(&queued->work, nosplat_work, 0);
	return error ? error : bpf_wq_start(&queued->work, 0);
}
