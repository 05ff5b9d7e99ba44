/* SPDX-License-Identifier: GPL-2.0-only */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} nosplat_map SEC(".maps");

static __always_inline long nosplat_operation(struct task_struct *p)
{
	__u64 *record;

	record = bpf_ringbuf_reserve(&nosplat_map, sizeof(*record), 0);
	if (!record)
		return -EAGAIN;
	bpf_ringbuf_discard(record, 0);
	return 0;
}
