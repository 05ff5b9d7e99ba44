/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the operations share. An operation is a header that declares its maps and
 * defines nosplat_operation(): it does one thing, undoes it, and returns 0 or a
 * negative errno.
 */
#ifndef NOSPLAT_SWEEP_H
#define NOSPLAT_SWEEP_H

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

/* vmlinux.h has types and no macros. */
#define ENOENT		2
#define EAGAIN		11
#define ENOMEM		12
#define CLOCK_MONOTONIC	1

#define __arena		__attribute__((address_space(1)))

#ifndef __kptr
#define __kptr		__attribute__((btf_type_tag("kptr")))
#endif

/*
 * The kernel arms timers and work only of a map that user space holds (usercnt in
 * kernel/bpf/helpers.c, 6.12 to 7.3), and bpftool has gone when the tasks come.
 */
#define NOSPLAT_HELD	__uint(pinning, LIBBPF_PIN_BY_NAME)

/* One value a CPU: adding to it needs no atomic and shows where the path ran. */
struct nosplat_cell {
	__u64 done;
	__u64 failed;
	__u64 last_errno;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct nosplat_cell);
} nosplat_cell SEC(".maps");

static __always_inline void nosplat_count(long error)
{
	struct nosplat_cell *cell;
	__u32 zero = 0;

	cell = bpf_map_lookup_elem(&nosplat_cell, &zero);
	if (!cell)
		return;
	if (error) {
		cell->failed++;
		cell->last_errno = -error;
	} else {
		cell->done++;
	}
}

#endif /* NOSPLAT_SWEEP_H */
