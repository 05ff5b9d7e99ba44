// SPDX-License-Identifier: GPL-2.0-only
/*
 * The canary: a known splat, provoked in the very machine that is about to get
 * its PASS. A silent canary means that a real bug would have been silent too.
 *
 *	insmod nosplat_canary.ko kind=wait-type
 *
 * Each kind is for one detector, and none does harm where its detector is off:
 * locks are never contended, and freed memory is only read.
 */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/rcupdate_trace.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>

static char *kind = "wait-type";
module_param(kind, charp, 0);

static unsigned int seconds = 70;
module_param(seconds, uint, 0);

static DEFINE_RAW_SPINLOCK(nosplat_canary_outer);
static DEFINE_SPINLOCK(nosplat_canary_inner);
static DEFINE_SPINLOCK(nosplat_canary_other);

/* A sleeping lock under a raw one. It is never contended, so nothing sleeps. */
static noinline void nosplat_canary_wait_type(void)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&nosplat_canary_outer, flags);
	spin_lock(&nosplat_canary_inner);
	spin_unlock(&nosplat_canary_inner);
	raw_spin_unlock_irqrestore(&nosplat_canary_outer, flags);
}

/* Two locks of one class, because one place initialises both. */
static void nosplat_canary_begin(spinlock_t *nosplat_canary_inner_twin)
{
	spin_lock_init(nosplat_canary_inner_twin);
}

static noinline void nosplat_canary_recursion(void)
{
	static spinlock_t twins[2];

	nosplat_canary_begin(&twins[0]);
	nosplat_canary_begin(&twins[1]);
	spin_lock(&twins[0]);
	spin_lock(&twins[1]);
	spin_unlock(&twins[1]);
	spin_unlock(&twins[0]);
}

/* Two locks, in the one order and then in the other. */
static noinline void nosplat_canary_circle(void)
{
	spin_lock(&nosplat_canary_inner);
	spin_lock(&nosplat_canary_other);
	spin_unlock(&nosplat_canary_other);
	spin_unlock(&nosplat_canary_inner);
	spin_lock(&nosplat_canary_other);
	spin_lock(&nosplat_canary_inner);
	spin_unlock(&nosplat_canary_inner);
	spin_unlock(&nosplat_canary_other);
}

static noinline void nosplat_canary_sleep_in_atomic(void)
{
	preempt_disable();
	might_sleep();
	preempt_enable();
}

static noinline void nosplat_canary_use_after_free(void)
{
	char *freed = kmalloc(128, GFP_KERNEL);

	kfree(freed);
	OPTIMIZER_HIDE_VAR(freed);
	if (freed)
		READ_ONCE(freed[64]);
}

static noinline void nosplat_canary_out_of_bounds(void)
{
	char *small = kmalloc(120, GFP_KERNEL);
	char *beyond = small;

	OPTIMIZER_HIDE_VAR(beyond);
	if (beyond)
		READ_ONCE(beyond[124]);
	kfree(small);
}

/* Nothing points to it any more; its name is what it is found by. */
static noinline void nosplat_canary_leak(void)
{
	char *lost = kzalloc(192, GFP_KERNEL);

	if (lost)
		strscpy(lost, KBUILD_MODNAME, 192);
	OPTIMIZER_HIDE_VAR(lost);
}

static noinline void nosplat_canary_list(void)
{
	struct list_head head, entry;

	INIT_LIST_HEAD(&head);
	list_add(&entry, &head);
	head.next = &head;
	list_del(&entry);
}

static noinline void nosplat_canary_refcount(void)
{
	refcount_t count = REFCOUNT_INIT(0);

	refcount_inc(&count);
}

static int nosplat_canary_sleeper(void *unused)
{
	while (!kthread_should_stop())
		schedule_timeout_uninterruptible(seconds * HZ);
	return 0;
}

static void nosplat_canary_queued(struct work_struct *work)
{
}

static DECLARE_WORK(nosplat_canary_work, nosplat_canary_queued);

/*
 * For so long: a task that is not woken, and a CPU that runs nothing else, not
 * even what was queued for it, and that holds up a grace period.
 */
static noinline void nosplat_canary_hang(void)
{
	struct task_struct *sleeper = kthread_run(nosplat_canary_sleeper, NULL, KBUILD_MODNAME);
	unsigned long end;

	/* So that it sleeps before nothing else runs here. */
	msleep(100);
	preempt_disable();
	schedule_work_on(smp_processor_id(), &nosplat_canary_work);
	for (end = jiffies + seconds * HZ; time_before(jiffies, end);)
		cpu_relax();
	preempt_enable();
	flush_work(&nosplat_canary_work);
	if (!IS_ERR(sleeper))
		kthread_stop(sleeper);
}

/* Two threads that add to the same variable, without any lock. */
static unsigned long nosplat_canary_shared;

static noinline void nosplat_canary_add(void)
{
	unsigned long end = jiffies + HZ;

	while (time_before(jiffies, end)) {
		nosplat_canary_shared += 1 + (jiffies & 1);
		cond_resched();
	}
}

static int nosplat_canary_racer(void *unused)
{
	nosplat_canary_add();
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static noinline void nosplat_canary_race(void)
{
	struct task_struct *racer = kthread_run(nosplat_canary_racer, NULL, KBUILD_MODNAME);

	nosplat_canary_add();
	if (!IS_ERR(racer))
		kthread_stop(racer);
}

/* Sleeps where spinlocks are rt_mutexes. It is never contended. */
static noinline void nosplat_canary_spinlock_in_atomic(void)
{
	preempt_disable();
	spin_lock(&nosplat_canary_other);
	spin_unlock(&nosplat_canary_other);
	preempt_enable();
}

/* No bug: returns when no flavour of RCU has anything left to call. */
static noinline void nosplat_canary_settle(void)
{
	struct kmem_cache *cache = kmem_cache_create(KBUILD_MODNAME, 64, 0, 0, NULL);

#ifdef CONFIG_TASKS_RCU
	rcu_barrier_tasks();
#endif
#ifdef CONFIG_TASKS_TRACE_RCU
	rcu_barrier_tasks_trace();
#endif
	/*
	 * Whoever destroys a cache waits for what kfree_rcu() has put off;
	 * kvfree_rcu_barrier() itself is not exported (7.3, mm/slab_common.c).
	 */
	kmem_cache_destroy(cache);
	rcu_barrier();
}

static const struct {
	const char *kind;
	void (*provoke)(void);
} nosplat_canary_kinds[] = {
	{ "wait-type", nosplat_canary_wait_type },
	{ "recursion", nosplat_canary_recursion },
	{ "circle", nosplat_canary_circle },
	{ "sleep-in-atomic", nosplat_canary_sleep_in_atomic },
	{ "use-after-free", nosplat_canary_use_after_free },
	{ "out-of-bounds", nosplat_canary_out_of_bounds },
	{ "leak", nosplat_canary_leak },
	{ "list", nosplat_canary_list },
	{ "refcount", nosplat_canary_refcount },
	{ "hang", nosplat_canary_hang },
	{ "race", nosplat_canary_race },
	{ "spinlock-in-atomic", nosplat_canary_spinlock_in_atomic },
	{ "settle", nosplat_canary_settle },
};

static int __init nosplat_canary_init(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(nosplat_canary_kinds); i++) {
		if (!strcmp(kind, nosplat_canary_kinds[i].kind)) {
			nosplat_canary_kinds[i].provoke();
			/* It has sung: it never stays loaded. */
			return -EAGAIN;
		}
	}
	return -EINVAL;
}
module_init(nosplat_canary_init);

MODULE_DESCRIPTION("nosplat's canary: provokes one known report");
MODULE_LICENSE("GPL");
