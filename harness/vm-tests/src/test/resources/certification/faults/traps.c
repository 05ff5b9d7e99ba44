// SPDX-License-Identifier: GPL-2.0-only
/* Instructions that trap, on x86_64. */
#include <linux/kernel.h>
#include <linux/sched.h>

#include "faults.h"

static noinline void nosplat_general_protection_fault(void)
{
	/* Not canonical: no page fault can be reported for it. */
	volatile int *nowhere = (int *)0xdead000000000100UL;

	*nowhere = 1;
}

static noinline void nosplat_divide_error(void)
{
	unsigned long quotient = 1, remainder = 0, divisor = 0;

	asm volatile("divq %2" : "+a" (quotient), "+d" (remainder) : "r" (divisor));
}

static noinline void nosplat_invalid_opcode(void)
{
	/* mov %eax, %cr1: there is no such register, and no BUG() says so. */
	asm volatile(".byte 0x0f, 0x22, 0xc8");
}

static noinline void nosplat_double_fault(void)
{
	/* No stack: the exception cannot be delivered. */
	asm volatile("movq %0, %%rsp; pushq %%rax" : : "r" (0x8000000000000000UL) : "memory");
}

static noinline void nosplat_paging_request(void)
{
	volatile int *hole = (int *)0xffff8f0000000000UL;

	*hole = 1;
}

static noinline void nosplat_ubsan_shift(void)
{
	volatile int bits = 40;

	pr_info("nosplat: %d\n", 1 << bits);
}

const struct nosplat_fault nosplat_trap_faults[] = {
	{ "general-protection-fault", nosplat_general_protection_fault },
	{ "divide-error", nosplat_divide_error },
	{ "invalid-opcode", nosplat_invalid_opcode },
	{ "double-fault", nosplat_double_fault },
	{ "paging-request", nosplat_paging_request },
	{ "ubsan-shift", nosplat_ubsan_shift },
	{ }
};
