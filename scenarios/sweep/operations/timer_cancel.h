/* SPDX-License-Identifier: GPL-2.0-only */
#include "timer_map.h"

static __always_inline long nosplat_operation(struct task_struct *p)
{
	struct bpf_timer *timer = NULL;
	long error = nosplat_start(&timer);

	if (error || !timer)
		return error;
	/* It gives 1 where it was still to expire. */
	error = bpf_timer_cancel(timer);
	return error < 0 ? error : 0;
}
