// SPDX-License-Identifier: GPL-2.0-only
/*
 * One cell of the sweep: a scheduler with one callback, which does one operation.
 * Whoever compiles it defines NOSPLAT_CALLBACK, NOSPLAT_OPERATION (a header),
 * NOSPLAT_IN_<callback>, and NOSPLAT_TASK_AT, the place of the callback's first
 * task among its arguments, where it has one: all but the operation are read from
 * the kernel's BTF.
 */
#include "vmlinux.h"
#include "sweep.h"
#include NOSPLAT_OPERATION

/*
 * Some locks matter only where another CPU holds them at this moment: the more is
 * done in one call, the more often two CPUs meet.
 */
#ifndef NOSPLAT_TIMES
#define NOSPLAT_TIMES	64
#endif

#define NOSPLAT_TEXT_(word)	#word
#define NOSPLAT_TEXT(word)	NOSPLAT_TEXT_(word)

SEC("struct_ops/" NOSPLAT_TEXT(NOSPLAT_CALLBACK))
int nosplat_callback(__u64 *ctx)
{
	int i;

#ifdef NOSPLAT_TASK_AT
	struct task_struct *p = (struct task_struct *)ctx[NOSPLAT_TASK_AT];
#else
	struct task_struct *p = bpf_get_current_task_btf();
#endif

	for (i = 0; p && i < NOSPLAT_TIMES; i++)
		nosplat_count(nosplat_operation(p));
	/* What a scheduler owes the kernel in this callback. */
#ifdef NOSPLAT_IN_enqueue
	NOSPLAT_INSERT((struct task_struct *)ctx[0], SCX_DSQ_GLOBAL, SCX_SLICE_DFL, ctx[1]);
#endif
#ifdef NOSPLAT_IN_select_cpu
	return ctx[1];
#endif
	return 0;
}

SEC(".struct_ops.link")
struct sched_ext_ops nosplat_sweep = {
	.NOSPLAT_CALLBACK = (void *)nosplat_callback,
	.flags = SCX_OPS_KEEP_BUILTIN_IDLE,
	.name = "nosplat_sweep",
};

char _license[] SEC("license") = "GPL";
