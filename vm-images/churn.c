// SPDX-License-Identifier: Apache-2.0
/*
 * Makes tasks live and die on every CPU, because a scheduler's exit_task runs
 * once for each of them. One worker a CPU, pinned, so that the deaths are
 * spread whatever the scheduler under test thinks of balance.
 *
 *	churn --seconds 10 --mode mixed
 *	churn --tasks 5000 --seconds 120 --until-file /tmp/stop --progress
 *
 * It ends at the first of: the seconds, the tasks, the file, SIGTERM or SIGINT;
 * and then prints what it did as one line of JSON. Exit status: 0 when it did
 * something and nothing went wrong that it does not expect, 1 otherwise, 2 for
 * bad usage.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "churn.h"

#define LOOK_MS		20
#define GRACE_SECONDS	10

static atomic_int ended_by_signal;

static void on_signal(int number)
{
	ended_by_signal = number;
}

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static const char *supervise(const struct options *options, const cpu_set_t *cpus, double begin)
{
	double at, next_progress = begin + 1;

	for (;;) {
		usleep(LOOK_MS * 1000);
		at = now();
		if (ended_by_signal)
			return "signal";
		if (options->until_file && !access(options->until_file, F_OK))
			return "file";
		if (options->seconds > 0 && at - begin >= options->seconds)
			return "seconds";
		if (options->tasks && sum_all(cpus, FORK, KILLED) >= options->tasks)
			return "tasks";
		if (options->progress && at >= next_progress) {
			fprintf(stderr, "{\"tasks\":%lu}\n", sum_all(cpus, FORK, KILLED));
			next_progress += 1;
		}
	}
}

static int run(const struct options *options)
{
	bool refused = !strcmp(options->mode, "refused");
	static pid_t workers[MAX_CPUS];
	const char *ended;
	cpu_set_t cpus;
	double begin, seconds;
	int cpu;

	if (sched_getaffinity(0, sizeof(cpus), &cpus)) {
		perror("churn: sched_getaffinity");
		return 1;
	}
	tallies = mmap(NULL, MAX_CPUS * sizeof(*tallies), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (tallies == MAP_FAILED) {
		perror("churn: mmap");
		return 1;
	}
	if (refused)
		prepare_full_groups();
	begin = now();
	for (cpu = 0; cpu < MAX_CPUS; cpu++) {
		if (!CPU_ISSET(cpu, &cpus))
			continue;
		workers[cpu] = fork();
		if (!workers[cpu]) {
			setpgid(0, 0);
			signal(SIGTERM, SIG_DFL);
			signal(SIGINT, SIG_DFL);
			if (refused && !enter_full_group(cpu)) {
				note_error(&tallies[cpu], errno);
				pause();
			}
			work(options, cpu);
		}
		if (workers[cpu] < 0)
			note_error(&tallies[cpu], errno);
	}
	ended = supervise(options, &cpus, begin);
	seconds = now() - begin;
	/* The result first: a worker stuck in the kernel must not hide it. */
	print_result(options, &cpus, seconds, ended);
	alarm(GRACE_SECONDS);
	for (cpu = 0; cpu < MAX_CPUS; cpu++)
		if (workers[cpu] > 0)
			kill(-workers[cpu], SIGKILL);
	for (cpu = 0; cpu < MAX_CPUS; cpu++)
		if (workers[cpu] > 0)
			waitpid(workers[cpu], NULL, 0);
	if (refused)
		remove_full_groups(&cpus);
	return !sum_all(&cpus, FORK, KILLED) || sum_all(&cpus, ERRORS, ERRORS);
}

static int complain(const char *why)
{
	fprintf(stderr,
		"churn: %s\n"
		"usage: churn [--seconds N] [--tasks N] [--until-file PATH]\n"
		"             [--mode fork|thread|exec|mixed|refused|killed]\n"
		"             [--unpinned] [--progress]\n"
		"refused: forks that a pids.max of 1 refuses\n"
		"killed: processes killed while they fork\n", why);
	return 2;
}

int main(int argc, char **argv)
{
	struct options options = { .mode = "mixed", .pinned = true };
	static const char *const modes[] = {
		"fork", "thread", "exec", "mixed", "refused", "killed"
	};
	struct sigaction action = { .sa_handler = on_signal };
	size_t mode;
	int i;

	if (argc == 2 && !strcmp(argv[1], "--nothing"))
		return 0;
	for (i = 1; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : NULL;

		if (!strcmp(argv[i], "--progress")) {
			options.progress = true;
			continue;
		}
		if (!strcmp(argv[i], "--unpinned")) {
			options.pinned = false;
			continue;
		}
		if (!value)
			return complain("an option lacks its value or is unknown");
		if (!strcmp(argv[i], "--seconds"))
			options.seconds = atof(value);
		else if (!strcmp(argv[i], "--tasks"))
			options.tasks = strtoul(value, NULL, 10);
		else if (!strcmp(argv[i], "--until-file"))
			options.until_file = value;
		else if (!strcmp(argv[i], "--mode"))
			options.mode = value;
		else
			return complain("unknown option");
		i++;
	}
	for (mode = 0; mode < ARRAY_SIZE(modes); mode++)
		if (!strcmp(modes[mode], options.mode))
			break;
	if (mode == ARRAY_SIZE(modes))
		return complain("unknown mode");
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	return run(&options);
}
