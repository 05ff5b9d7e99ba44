// SPDX-License-Identifier: Apache-2.0
/* What churn has done, and the line of JSON that says so. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "churn.h"

struct tally *tallies;

static const char *const act_names[ACTS] = {
	"fork", "thread", "exec", "refused", "killed", "errors"
};

void note(struct tally *tally, enum act act)
{
	atomic_fetch_add_explicit(&tally->count[act], 1, memory_order_relaxed);
}

void note_error(struct tally *tally, int error)
{
	int none = 0;

	atomic_compare_exchange_strong(&tally->first_errno, &none, error);
	note(tally, ERRORS);
	/* The kernel is short of something: let others exit. */
	usleep(1000);
}

static unsigned long sum(int cpu, enum act from, enum act to)
{
	unsigned long total = 0;
	int act;

	for (act = from; act <= (int)to; act++)
		total += atomic_load_explicit(&tallies[cpu].count[act], memory_order_relaxed);
	return total;
}

unsigned long sum_all(const cpu_set_t *cpus, enum act from, enum act to)
{
	unsigned long total = 0;
	int cpu;

	for (cpu = 0; cpu < MAX_CPUS; cpu++)
		if (CPU_ISSET(cpu, cpus))
			total += sum(cpu, from, to);
	return total;
}

static void print_acts(int cpu, const cpu_set_t *cpus)
{
	int act;

	for (act = 0; act < ACTS; act++)
		printf("\"%s\":%lu%s", act_names[act],
		       cpus ? sum_all(cpus, act, act) : sum(cpu, act, act),
		       act == ACTS - 1 ? "" : ",");
}

void print_result(const struct options *options, const cpu_set_t *cpus,
		  double seconds, const char *ended)
{
	int cpu, first = 1, error = 0;

	printf("{\"churn\":1,\"mode\":\"%s\",\"ended\":\"%s\",\"seconds\":%.3f,\"tasks\":%lu,",
	       options->mode, ended, seconds,
	       sum_all(cpus, FORK, EXEC) + sum_all(cpus, KILLED, KILLED));
	print_acts(-1, cpus);
	printf(",\"cpus\":[");
	for (cpu = 0; cpu < MAX_CPUS; cpu++) {
		if (!CPU_ISSET(cpu, cpus))
			continue;
		printf("%s{\"cpu\":%d,", first ? "" : ",", cpu);
		print_acts(cpu, NULL);
		printf("}");
		first = 0;
		if (!error)
			error = atomic_load(&tallies[cpu].first_errno);
	}
	printf("],\"first_error\":");
	if (error)
		printf("\"%s\"}\n", strerror(error));
	else
		printf("null}\n");
	fflush(stdout);
}
