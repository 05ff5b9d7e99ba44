/* SPDX-License-Identifier: GPL-2.0-only */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} nosplat_map SEC(".maps");

static __always_inline long nosplat_operation(struct task_struct *p)
{
	__u64 *record;

	record = bpf_ringbuf_reserve(&nosplat_map, sizeof(*record), 0);
	/* Nobody reads it, so it fills up, and then it has been asked. */
	if (!record)
		return -EAGAIN;
	*record = p->pid;
	bpf_ringbuf_submit(record, BPF_RB_FORCE_WAKEUP);
	return 0;
}
