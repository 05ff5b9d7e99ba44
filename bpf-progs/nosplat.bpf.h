/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What every scheduler of ours shares: the counters that prove that its path
 * ran, and the record of how it ended. Include after vmlinux.h.
 *
 * Read them with "bpftool -j map dump name nosplat_counts" and "... nosplat_exit"
 * before the scheduler is unloaded: unloading calls exit_task() for every task.
 */
#ifndef NOSPLAT_BPF_H
#define NOSPLAT_BPF_H

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

/* vmlinux.h has types and no macros. */
#define ENOENT		2
#define EBUSY		16
#define EDEADLK		35
#define ETIMEDOUT	110

/* One value a CPU: adding to it needs no atomic and shows where the path ran. */
struct nosplat_counts {
	/* init_task() gave the task its storage, or could not have it */
	__u64 creates;
	__u64 create_failures;
	/* exit_task() deleted the storage */
	__u64 deletes;
	/* or found none */
	__u64 deletes_enoent;
	/* or a resilient lock gave up: -EBUSY, -EDEADLK, -ETIMEDOUT */
	__u64 deletes_lock;
	/* or anything else, kept in last_error */
	__u64 deletes_other;
	/* exits of tasks whose fork was cancelled, deleted or not */
	__u64 exits_cancelled;
	__s64 last_error;
};

struct nosplat_exit {
	__s64 kind;
	__s64 code;
	char reason[64];
	char message[128];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct nosplat_counts);
} nosplat_counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct nosplat_exit);
} nosplat_exit SEC(".maps");

static __always_inline struct nosplat_counts *nosplat_counts_here(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&nosplat_counts, &zero);
}

static __always_inline void nosplat_count_create(bool created)
{
	struct nosplat_counts *counts = nosplat_counts_here();

	if (!counts)
		return;
	if (created)
		counts->creates++;
	else
		counts->create_failures++;
}

static __always_inline void nosplat_count_delete(long error, bool cancelled)
{
	struct nosplat_counts *counts = nosplat_counts_here();

	if (!counts)
		return;
	if (cancelled)
		counts->exits_cancelled++;
	if (!error) {
		counts->deletes++;
	} else if (error == -ENOENT) {
		counts->deletes_enoent++;
	} else if (error == -EBUSY || error == -EDEADLK || error == -ETIMEDOUT) {
		counts->deletes_lock++;
	} else {
		counts->deletes_other++;
		counts->last_error = error;
	}
}

static __always_inline void nosplat_record_exit(const struct scx_exit_info *info)
{
	struct nosplat_exit *record;
	__u32 zero = 0;

	record = bpf_map_lookup_elem(&nosplat_exit, &zero);
	if (!record)
		return;
	record->kind = info->kind;
	record->code = info->exit_code;
	bpf_probe_read_kernel_str(record->reason, sizeof(record->reason), info->reason);
	bpf_probe_read_kernel_str(record->message, sizeof(record->message), info->msg);
}

#endif /* NOSPLAT_BPF_H */
