// SPDX-License-Identifier: GPL-2.0-only
/* Machines that do not go on, and machines that go: each fault ends the guest. */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/kthread.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include <asm/desc.h>

#include "faults.h"

static DEFINE_RAW_SPINLOCK(nosplat_left_lock);
static DEFINE_RAW_SPINLOCK(nosplat_right_lock);
static atomic_t nosplat_holders = ATOMIC_INIT(0);

struct nosplat_pair {
	raw_spinlock_t *first, *second;
};

static noinline int nosplat_takes_both(void *pair)
{
	struct nosplat_pair *locks = pair;
	unsigned long flags;

	raw_spin_lock_irqsave(locks->first, flags);
	atomic_inc(&nosplat_holders);
	while (atomic_read(&nosplat_holders) < 2)
		cpu_relax();
	/* Another subclass than the other task's first: lockdep must not tell before. */
	raw_spin_lock_nested(locks->second, SINGLE_DEPTH_NESTING);
	raw_spin_unlock(locks->second);
	raw_spin_unlock_irqrestore(locks->first, flags);
	return 0;
}

static void nosplat_raw_deadlock(void)
{
	static struct nosplat_pair left = { &nosplat_left_lock, &nosplat_right_lock };
	static struct nosplat_pair right = { &nosplat_right_lock, &nosplat_left_lock };
	struct task_struct *tasks[2];

	tasks[0] = kthread_create_on_cpu(nosplat_takes_both, &left, 0, "nosplat_left%u");
	tasks[1] = kthread_create_on_cpu(nosplat_takes_both, &right, 1, "nosplat_right%u");
	if (IS_ERR(tasks[0]) || IS_ERR(tasks[1]))
		return;
	wake_up_process(tasks[0]);
	wake_up_process(tasks[1]);
}

static noinline void nosplat_waits_for_ever(void)
{
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule();
}

static struct rcu_head nosplat_endless_head;

static noinline void nosplat_endless_callback(struct rcu_head *head)
{
	for (;;)
		cpu_relax();
}

static void nosplat_start_endless_callback(void)
{
	call_rcu(&nosplat_endless_head, nosplat_endless_callback);
}

static noinline void nosplat_endless_work(struct work_struct *unused)
{
	/* Not preemptible: or the workqueue would start another worker. */
	preempt_disable();
	for (;;)
		cpu_relax();
}

static void nosplat_start_endless_work(void)
{
	static DECLARE_WORK(endless, nosplat_endless_work);

	schedule_work_on(1, &endless);
}

static noinline void nosplat_spins_everywhere(void *unused)
{
	for (;;)
		cpu_relax();
}

static void nosplat_stop_all_cpus(void)
{
	on_each_cpu(nosplat_spins_everywhere, NULL, 1);
}

static noinline void nosplat_takes_all_memory(void)
{
	for (;;)
		if (!alloc_pages(GFP_KERNEL | __GFP_NOFAIL, 0))
			return;
}

/* Without a table of interrupts the trap is a double fault, and that a triple one. */
static noinline void nosplat_triple_fault(void)
{
	static const struct desc_ptr empty = { };

	load_idt(&empty);
	asm volatile("int3");
}

const struct nosplat_fault nosplat_hang_faults[] = {
	{ "raw-deadlock", nosplat_raw_deadlock },
	{ "lost-wakeup", nosplat_waits_for_ever },
	{ "endless-callback", nosplat_start_endless_callback },
	{ "endless-work", nosplat_start_endless_work },
	{ "all-cpus", nosplat_stop_all_cpus },
	{ "memory", nosplat_takes_all_memory },
	{ "triple-fault", nosplat_triple_fault },
	{ }
};
