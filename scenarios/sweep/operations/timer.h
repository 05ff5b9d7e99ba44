/* SPDX-License-Identifier: GPL-2.0-only */
#include "timer_map.h"

static __always_inline long nosplat_operation(struct task_struct *p)
{
	struct bpf_timer *timer = NULL;

	return nosplat_start(&timer);
}
