/* SPDX-License-Identifier: Apache-2.0 */
/* What churn's parts know of each other. */
#ifndef NOSPLAT_CHURN_H
#define NOSPLAT_CHURN_H

#include <sched.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))
#define MAX_CPUS		256

enum act { FORK, THREAD, EXEC, REFUSED, KILLED, ERRORS, ACTS };

/* One cache line each: workers on different CPUs must not slow each other. */
struct tally {
	alignas(128) atomic_ulong count[ACTS];
	atomic_int first_errno;
};

struct options {
	const char *mode, *until_file;
	double seconds;
	unsigned long tasks;
	bool progress, pinned;
};

/* tally.c: shared between all workers, one for each CPU. */
extern struct tally *tallies;

void note(struct tally *tally, enum act act);
void note_error(struct tally *tally, int error);
unsigned long sum_all(const cpu_set_t *cpus, enum act from, enum act to);
void print_result(const struct options *options, const cpu_set_t *cpus,
		  double seconds, const char *ended);

/* work.c: makes tasks live and die until it is killed. */
void work(const struct options *options, int cpu);

/* pids.c: cgroups with room for one process each. */
void prepare_full_groups(void);
bool enter_full_group(int cpu);
void remove_full_groups(const cpu_set_t *cpus);

#endif /* NOSPLAT_CHURN_H */
