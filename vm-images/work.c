// SPDX-License-Identifier: Apache-2.0
/* One worker: tasks that fork, exec, thread, are refused or are killed. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "churn.h"

#define VICTIM_THREADS	8

static void churn_fork(struct tally *tally, bool expect_refusal)
{
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	if (pid < 0 && errno == EAGAIN && expect_refusal)
		note(tally, REFUSED);
	else if (pid < 0)
		note_error(tally, errno);
	else if (waitpid(pid, &status, 0) != pid || status)
		note_error(tally, ECHILD);
	else
		note(tally, FORK);
}

static void *nothing(void *unused)
{
	return unused;
}

static void churn_thread(struct tally *tally, const pthread_attr_t *attributes)
{
	pthread_t thread;
	int error = pthread_create(&thread, attributes, nothing, NULL);

	if (error) {
		note_error(tally, error);
		return;
	}
	pthread_join(thread, NULL);
	note(tally, THREAD);
}

static void churn_exec(struct tally *tally)
{
	static char *const argv[] = { "churn", "--nothing", NULL };
	static char *const environment[] = { NULL };
	int status;
	pid_t pid = vfork();

	if (!pid) {
		execve("/proc/self/exe", argv, environment);
		_exit(127);
	}
	if (pid < 0)
		note_error(tally, errno);
	else if (waitpid(pid, &status, 0) != pid || status)
		note_error(tally, ENOEXEC);
	else
		note(tally, EXEC);
}

static void fork_for_ever(void)
{
	pid_t child;

	for (;;) {
		child = fork();
		if (!child)
			_exit(0);
		if (child > 0)
			waitpid(child, NULL, 0);
	}
}

static void *vfork_for_ever(void *unused)
{
	pid_t child;

	for (;;) {
		child = vfork();
		if (!child)
			_exit(0);
		if (child > 0)
			waitpid(child, NULL, 0);
	}
	return unused;
}

static void threads_for_ever(const pthread_attr_t *attributes)
{
	pthread_t thread;
	int i;

	for (i = 1; i < VICTIM_THREADS; i++)
		pthread_create(&thread, attributes, vfork_for_ever, NULL);
	vfork_for_ever(NULL);
}

/*
 * A process killed while it makes tasks: where the signal comes before the end
 * of copy_process() and the scheduler's init_task() is called all the same, the
 * fork is cancelled and exit_task() undoes it (7.3, kernel/fork.c). Copying an
 * address space gives up at once when killed, before init_task(); vfork() copies
 * none, and where many threads call it most of them are in the middle of it at
 * any moment. So three of four do that, and one forks. When the signal comes
 * cannot be chosen: the delay wanders. pids.max does not get there: it refuses
 * before init_task().
 */
static void churn_killed(struct tally *tally, unsigned int turn, const pthread_attr_t *attributes)
{
	pid_t pid = fork();

	if (!pid) {
		if (turn % 4)
			threads_for_ever(attributes);
		fork_for_ever();
	}
	if (pid < 0) {
		note_error(tally, errno);
		return;
	}
	usleep(2000 + turn * 617 % 8000);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	note(tally, KILLED);
}

void work(const struct options *options, int cpu)
{
	struct tally *tally = &tallies[cpu];
	bool mixed = !strcmp(options->mode, "mixed");
	bool refused = !strcmp(options->mode, "refused");
	bool killed = !strcmp(options->mode, "killed");
	pthread_attr_t attributes;
	cpu_set_t only;
	unsigned int turn;

	if (options->pinned) {
		CPU_ZERO(&only);
		CPU_SET(cpu, &only);
		if (sched_setaffinity(0, sizeof(only), &only))
			note_error(tally, errno);
	}
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 64 * 1024);
	for (turn = 0;; turn++) {
		/*
		 * Mostly threads: under emulation one costs a millisecond, a
		 * fork six and an exec fourteen, and all of them exit alike.
		 */
		if (refused)
			churn_fork(tally, true);
		else if (killed)
			churn_killed(tally, turn, &attributes);
		else if (!strcmp(options->mode, "fork") || (mixed && turn % 16 < 3))
			churn_fork(tally, false);
		else if (!strcmp(options->mode, "exec") || (mixed && turn % 16 == 3))
			churn_exec(tally);
		else
			churn_thread(tally, &attributes);
	}
}
