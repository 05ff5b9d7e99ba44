/* SPDX-License-Identifier: GPL-2.0-only */
struct nosplat_timed {
	struct bpf_timer timer;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, struct nosplat_timed);
	NOSPLAT_HELD;
} nosplat_map SEC(".maps");

static int nosplat_expired(void *map, __u32 *key, struct nosplat_timed *value)
{
	return 0;
}

/* One timer a CPU, started to end in a millisecond. */
static __always_inline long nosplat_start(struct bpf_timer **timer)
{
	__u32 key = bpf_get_smp_processor_id() % 16;
	struct nosplat_timed *timed;
	long error;

	timed = bpf_map_lookup_elem(&nosplat_map, &key);
	if (!timed)
		return -ENOENT;
	*timer = &timed->timer;
	/* All but the first find it made already. */
	bpf_timer_init(&timed->timer, &nosplat_map, CLOCK_MONOTONIC);
	error = bpf_timer_set_callback(&timed->timer, nosplat_expired);
	return error ? error : bpf_timer_start(&timed->timer, 1000000, 0);
}
