// SPDX-License-Identifier: GPL-2.0-only
/* Faults in atomic sections, in time and in memory that LKDTM has not. */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/nmi.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#include "faults.h"

static noinline void nosplat_spinlock_debug(void)
{
#ifdef CONFIG_DEBUG_SPINLOCK
	static DEFINE_RAW_SPINLOCK(overwritten);

	overwritten.magic = 0;
	raw_spin_lock(&overwritten);
	raw_spin_unlock(&overwritten);
#endif
}

static noinline void nosplat_sleeping_in_atomic(void)
{
	void *memory;

	preempt_disable();
	memory = kmalloc(64, GFP_KERNEL);
	preempt_enable();
	kfree(memory);
}

static noinline void nosplat_scheduling_while_atomic(void)
{
	preempt_disable();
	schedule();
	preempt_enable();
}

static noinline void nosplat_smp_processor_id(void)
{
	pr_info("nosplat: on CPU %d\n", smp_processor_id());
}

/* The caller shortens the stall timeout first: it is 3 seconds at least. */
static struct rcu_head nosplat_awaited;

static void nosplat_grace_period_ended(struct rcu_head *head)
{
}

static noinline void nosplat_rcu_stall(void)
{
	int i;

	/* Somebody has to wait for a grace period, or none is missed. */
	call_rcu(&nosplat_awaited, nosplat_grace_period_ended);
	preempt_disable();
	for (i = 0; i < 140; i++) {
		mdelay(100);
		/* Only RCU is to complain. */
		touch_softlockup_watchdog();
	}
	preempt_enable();
}

static int nosplat_never_sleeps(void *unused)
{
	while (!kthread_should_stop())
		mdelay(1);
	return 0;
}

static noinline void nosplat_rcu_tasks_stall(void)
{
	struct task_struct *task;

	task = kthread_run(nosplat_never_sleeps, NULL, "nosplat_busy");
	if (IS_ERR(task))
		return;
	msleep(200);
	/* It waits for the task, which goes on for ever. */
	synchronize_rcu_tasks();
}

static noinline void nosplat_workqueue_lockup(struct work_struct *unused)
{
	int i;

	/* Not preemptible: or the workqueue would start another worker. */
	preempt_disable();
	for (i = 0; i < 65; i++)
		mdelay(100);
	preempt_enable();
}

static void nosplat_waits(struct work_struct *unused)
{
}

static void nosplat_start_workqueue_lockup(void)
{
	static DECLARE_WORK(busy, nosplat_workqueue_lockup);
	static DECLARE_WORK(waiting, nosplat_waits);

	schedule_work_on(1, &busy);
	schedule_work_on(1, &waiting);
	flush_work(&waiting);
}

static void nosplat_rings(struct timer_list *unused)
{
}

static noinline void nosplat_odebug(void)
{
	static struct timer_list twice;

	timer_setup(&twice, nosplat_rings, 0);
	mod_timer(&twice, jiffies + 3600 * HZ);
	timer_setup(&twice, nosplat_rings, 0);
}

static noinline void nosplat_kmemleak(void)
{
	int i;

	/* Several, because the address of one may stay in some register. */
	for (i = 0; i < 16; i++)
		memset(kmalloc(200, GFP_KERNEL), i, 200);
}

static int nosplat_shared;

static noinline int nosplat_data_race(void *unused)
{
	while (!kthread_should_stop())
		nosplat_shared++;
	return 0;
}

static void nosplat_start_data_race(void)
{
	struct task_struct *tasks[2];
	int i;

	for (i = 0; i < 2; i++)
		tasks[i] = kthread_run(nosplat_data_race, NULL, "nosplat_race");
	msleep(3000);
	for (i = 0; i < 2; i++)
		if (!IS_ERR(tasks[i]))
			kthread_stop(tasks[i]);
}

static noinline void nosplat_bad_page(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return;
	page->mapping = (void *)0x1000;
	__free_page(page);
}

/* A page table entry for memory that there is not. */
static noinline void nosplat_bad_page_map(void)
{
	unsigned long at;
	spinlock_t *lock;
	pte_t *entry;

	at = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE,
		     MAP_ANONYMOUS | MAP_PRIVATE, 0);
	if (IS_ERR_VALUE(at))
		return;
	mmap_write_lock(current->mm);
	entry = get_locked_pte(current->mm, at, &lock);
	if (entry) {
		set_pte_at(current->mm, at, entry,
			   pfn_pte(0x12345678UL, PAGE_READONLY));
		pte_unmap_unlock(entry, lock);
	}
	mmap_write_unlock(current->mm);
	vm_munmap(at, PAGE_SIZE);
}

static noinline void nosplat_bad_rss(void)
{
	add_mm_counter(current->mm, MM_ANONPAGES, 100000);
}

const struct nosplat_fault nosplat_other_faults[] = {
	{ "spinlock-debug", nosplat_spinlock_debug },
	{ "sleeping-in-atomic", nosplat_sleeping_in_atomic },
	{ "scheduling-while-atomic", nosplat_scheduling_while_atomic },
	{ "smp-processor-id", nosplat_smp_processor_id },
	{ "rcu-stall", nosplat_rcu_stall },
	{ "rcu-tasks-stall", nosplat_rcu_tasks_stall },
	{ "workqueue-lockup", nosplat_start_workqueue_lockup },
	{ "odebug", nosplat_odebug },
	{ "kmemleak", nosplat_kmemleak },
	{ "data-race", nosplat_start_data_race },
	{ "bad-page", nosplat_bad_page },
	{ "bad-page-map", nosplat_bad_page_map },
	{ "bad-rss", nosplat_bad_rss },
	{ }
};
