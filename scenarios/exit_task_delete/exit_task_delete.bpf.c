// SPDX-License-Identifier: GPL-2.0-only
/*
 * The scheduler that the project exists for: every task gets task storage in
 * init_task(), which may sleep, and loses it in exit_task(), which the kernel
 * calls under p->pi_lock and rq->__lock (7.2 and 7.3, kernel/sched/ext/ext.c,
 * sched_ext_dead()). Queueing is left to the kernel: operations that are not
 * given have a default, and none of them changes its name between kernels.
 */
#include "vmlinux.h"
#include "nosplat.bpf.h"

struct task_note {
	__u64 born;
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct task_note);
} task_notes SEC(".maps");

SEC("struct_ops.s/init_task")
int BPF_PROG(nosplat_init_task, struct task_struct *p, struct scx_init_task_args *args)
{
	struct task_note *note;

	note = bpf_task_storage_get(&task_notes, p, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (note)
		note->born = bpf_ktime_get_ns();
	nosplat_count_create(note);
	/* An error here would refuse the fork; a lack of storage is only counted. */
	return 0;
}

SEC("struct_ops/exit_task")
void BPF_PROG(nosplat_exit_task, struct task_struct *p, struct scx_exit_task_args *args)
{
	nosplat_count_delete(bpf_task_storage_delete(&task_notes, p), args->cancelled);
}

SEC("struct_ops/exit")
void BPF_PROG(nosplat_exit_scheduler, struct scx_exit_info *info)
{
	nosplat_record_exit(info);
}

SEC(".struct_ops.link")
struct sched_ext_ops exit_task_delete = {
	.init_task = (void *)nosplat_init_task,
	.exit_task = (void *)nosplat_exit_task,
	.exit = (void *)nosplat_exit_scheduler,
	.name = "exit_task_delete",
};

char _license[] SEC("license") = "GPL";
