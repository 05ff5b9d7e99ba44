// SPDX-License-Identifier: GPL-2.0-only
/*
 * The canary: a known splat, provoked in the very machine that is about to get
 * its PASS. It takes a spinlock_t under a raw spinlock, which lockdep reports
 * as an invalid wait context when PROVE_RAW_LOCK_NESTING is on and nothing has
 * switched lockdep off before. A silent canary means that a real bug would have
 * been silent too.
 *
 * The lock is never contended, so nothing sleeps, not even on PREEMPT_RT.
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_RAW_SPINLOCK(nosplat_canary_outer);
static DEFINE_SPINLOCK(nosplat_canary_inner);

static int __init nosplat_canary_init(void)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&nosplat_canary_outer, flags);
	spin_lock(&nosplat_canary_inner);
	spin_unlock(&nosplat_canary_inner);
	raw_spin_unlock_irqrestore(&nosplat_canary_outer, flags);

	/* It has sung: it never stays loaded. */
	return -EAGAIN;
}
module_init(nosplat_canary_init);

MODULE_DESCRIPTION("nosplat's canary: provokes one invalid wait context");
MODULE_LICENSE("GPL");
