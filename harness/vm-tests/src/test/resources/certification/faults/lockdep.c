// SPDX-License-Identifier: GPL-2.0-only
/* One fault of each family that lockdep reports, and of RCU's. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

#include "faults.h"

static DEFINE_RAW_SPINLOCK(nosplat_raw);
static DEFINE_SPINLOCK(nosplat_spin);
static DEFINE_SPINLOCK(nosplat_other_spin);
static DEFINE_RWLOCK(nosplat_rw);
static DEFINE_MUTEX(nosplat_first);
static DEFINE_MUTEX(nosplat_second);

struct nosplat_object {
	struct list_head node;
	spinlock_t lock;
	int value;
};

static noinline void nosplat_invalid_wait_context(void)
{
	raw_spin_lock(&nosplat_raw);
	spin_lock(&nosplat_spin);
	spin_unlock(&nosplat_spin);
	raw_spin_unlock(&nosplat_raw);
}

static noinline void nosplat_lock_first_second(void)
{
	mutex_lock(&nosplat_first);
	mutex_lock(&nosplat_second);
	mutex_unlock(&nosplat_second);
	mutex_unlock(&nosplat_first);
}

static noinline void nosplat_circular_locking(void)
{
	nosplat_lock_first_second();
	mutex_lock(&nosplat_second);
	mutex_lock(&nosplat_first);
	mutex_unlock(&nosplat_first);
	mutex_unlock(&nosplat_second);
}

static noinline void nosplat_recursive_locking(void)
{
	static struct mutex pair[2];
	int i;

	for (i = 0; i < 2; i++)
		mutex_init(&pair[i]);
	mutex_lock(&pair[0]);
	mutex_lock(&pair[1]);
	mutex_unlock(&pair[1]);
	mutex_unlock(&pair[0]);
}

/* A timer's function runs in a softirq. */
static noinline void nosplat_timer_takes_spin(struct timer_list *unused)
{
	spin_lock(&nosplat_spin);
	spin_unlock(&nosplat_spin);
}

static DEFINE_TIMER(nosplat_timer, nosplat_timer_takes_spin);

static void nosplat_take_spin_in_softirq(void)
{
	mod_timer(&nosplat_timer, jiffies);
	while (timer_pending(&nosplat_timer))
		msleep(20);
	msleep(20);
}

static noinline void nosplat_inconsistent_lock_state(void)
{
	spin_lock(&nosplat_spin);
	spin_unlock(&nosplat_spin);
	nosplat_take_spin_in_softirq();
}

static noinline void nosplat_lock_spin_other(void)
{
	spin_lock_bh(&nosplat_spin);
	spin_lock(&nosplat_other_spin);
	spin_unlock(&nosplat_other_spin);
	spin_unlock_bh(&nosplat_spin);
}

static noinline void nosplat_irq_inversion(void)
{
	spin_lock(&nosplat_other_spin);
	spin_unlock(&nosplat_other_spin);
	nosplat_lock_spin_other();
	nosplat_take_spin_in_softirq();
}

static noinline void nosplat_unsafe_lock_order(void)
{
	nosplat_take_spin_in_softirq();
	spin_lock(&nosplat_other_spin);
	spin_unlock(&nosplat_other_spin);
	nosplat_lock_spin_other();
}

static noinline void nosplat_bad_unlock_balance(void)
{
	mutex_unlock(&nosplat_first);
}

static noinline void nosplat_bad_contention(void)
{
#ifdef CONFIG_LOCK_STAT
	lock_contended(&nosplat_first.dep_map, _THIS_IP_);
#endif
}

static noinline void nosplat_held_lock_freed(void)
{
	struct nosplat_object *object = kzalloc(sizeof(*object), GFP_KERNEL);

	if (!object)
		return;
	spin_lock_init(&object->lock);
	spin_lock(&object->lock);
	kfree(object);
}

static noinline void nosplat_lock_held_on_return(void)
{
	mutex_lock(&nosplat_first);
}

static int nosplat_exits_with_lock(void *done)
{
	mutex_lock(&nosplat_first);
	kthread_complete_and_exit(done, 0);
}

static noinline void nosplat_lock_held_at_exit(void)
{
	DECLARE_COMPLETION_ONSTACK(done);

	kthread_run(nosplat_exits_with_lock, &done, "nosplat_exit");
	wait_for_completion(&done);
}

static noinline void nosplat_nested_lock(void)
{
	mutex_lock_nest_lock(&nosplat_second, &nosplat_first);
	mutex_unlock(&nosplat_second);
}

static noinline void nosplat_non_static_key(void)
{
	struct rw_semaphore *forgotten = kzalloc(sizeof(*forgotten), GFP_KERNEL);

	if (!forgotten)
		return;
	down_write(forgotten);
	up_write(forgotten);
	kfree(forgotten);
}

/* A task may hold 48 locks, MAX_LOCK_DEPTH. */
static noinline void nosplat_lockdep_limit(void)
{
	int i;

	for (i = 0; i < 50; i++)
		rcu_read_lock();
	for (i = 0; i < 50; i++)
		rcu_read_unlock();
}

static noinline void nosplat_suspicious_rcu(void)
{
	static int __rcu *pointer;

	if (rcu_dereference(pointer))
		pr_info("nosplat: there is something\n");
}

const struct nosplat_fault nosplat_lockdep_faults[] = {
	{ "invalid-wait-context", nosplat_invalid_wait_context },
	{ "circular-locking", nosplat_circular_locking },
	{ "recursive-locking", nosplat_recursive_locking },
	{ "inconsistent-lock-state", nosplat_inconsistent_lock_state },
	{ "irq-inversion", nosplat_irq_inversion },
	{ "unsafe-lock-order", nosplat_unsafe_lock_order },
	{ "bad-unlock-balance", nosplat_bad_unlock_balance },
	{ "bad-contention", nosplat_bad_contention },
	{ "held-lock-freed", nosplat_held_lock_freed },
	{ "lock-held-on-return", nosplat_lock_held_on_return },
	{ "lock-held-at-exit", nosplat_lock_held_at_exit },
	{ "nested-lock", nosplat_nested_lock },
	{ "non-static-key", nosplat_non_static_key },
	{ "lockdep-limit", nosplat_lockdep_limit },
	{ "suspicious-rcu", nosplat_suspicious_rcu },
	{ }
};
