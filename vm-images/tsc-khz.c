// SPDX-License-Identifier: Apache-2.0
/*
 * Runs beside QEMU in the toolchain container, so it is not in image.yaml.
 * "tsc-khz 250" prints the kernel parameters "tsc_early_khz=N lpj=M": the host's
 * TSC frequency, and what it means in loops a jiffy for a kernel of HZ 250.
 * Without the HZ it prints the first alone.
 *
 * TCG hands the host's TSC to the guest, and the guest finds out its frequency
 * by polling the emulated PIT. On a busy host the polls come late, the result
 * is too low (773,851 kHz instead of 2,596,134 was seen, the PM timer's right
 * answer was overruled), and from then on the guest's clock runs three times
 * too fast, and every watchdog with it. Each further CPU measures its delay
 * loop in the same way and fails in the same way ("failed to get a good
 * estimate for loops_per_jiffy"). Given both, nothing is measured at boot, which
 * is faster too.
 *
 * Prints nothing where the host is no x86 with a TSC of constant rate.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__x86_64__)
#include <x86intrin.h>

#define MEASURE_NS	20000000
#define TRIES		32

struct sample {
	long long ns;
	unsigned long long tsc;
};

static long long now_ns(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC_RAW, &at);
	return at.tv_sec * 1000000000LL + at.tv_nsec;
}

/* The clock and the TSC at one moment: the closest of many pairs. */
static struct sample take_sample(void)
{
	struct sample best = { 0 };
	long long before, after, shortest = -1;
	unsigned long long tsc;
	int i;

	for (i = 0; i < TRIES; i++) {
		before = now_ns();
		tsc = __rdtsc();
		after = now_ns();
		if (shortest >= 0 && after - before >= shortest)
			continue;
		shortest = after - before;
		best.ns = before + shortest / 2;
		best.tsc = tsc;
	}
	return best;
}

static int tsc_is_constant(void)
{
	static char line[65536];
	int found = 0;
	FILE *cpuinfo = fopen("/proc/cpuinfo", "r");

	while (cpuinfo && !found && fgets(line, sizeof(line), cpuinfo))
		found = !strncmp(line, "flags", 5) && strstr(line, " constant_tsc");
	if (cpuinfo)
		fclose(cpuinfo);
	return found;
}

int main(int argc, char **argv)
{
	long long khz, hz = argc == 2 ? atoi(argv[1]) : 0;
	struct timespec pause = { .tv_nsec = MEASURE_NS };
	struct sample first, last;

	if (!tsc_is_constant())
		return 0;
	first = take_sample();
	nanosleep(&pause, NULL);
	last = take_sample();
	khz = (last.tsc - first.tsc) * 1000000ULL / (last.ns - first.ns);
	printf("tsc_early_khz=%lld", khz);
	if (hz > 0)
		printf(" lpj=%lld", khz * 1000 / hz);
	putchar('\n');
	return 0;
}
#else
int main(void)
{
	return 0;
}
#endif
