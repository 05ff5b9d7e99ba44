// SPDX-License-Identifier: GPL-2.0
#include <linux/slab.h>
#include <linux/spinlock.h>

static int parking_leave(struct parking *lot, struct car *car)
{
	unsigned long flags;
	int left = 0;

	if (!car)
		return -EINVAL;
	spin_lock_irqsave(&lot->lock, flags);
	switch (car->state) {
	case CAR_PARKED:
		lot->cars--;
		break;
	default:
		left = -ENOENT;
	}
	if (left)
		goto out;
	car->state = CAR_GONE;
	parking_put(lot);
	kfree(car->ticket);
out:
	spin_unlock_irqrestore(&lot->lock, flags);
	return left;
}

static void parking_close(struct parking *lot)
{
	kfree(lot);
}
