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
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_CPUS	256
#define LOOK_MS		20
#define GRACE_SECONDS	10
#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))
#define PIDS_GROUP	"/sys/fs/cgroup/nosplat-refused"

enum act { FORK, THREAD, EXEC, REFUSED, KILLED, ERRORS, ACTS };

static const char *const act_names[ACTS] = {
	"fork", "thread", "exec", "refused", "killed", "errors"
};

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

static struct tally *tallies;
static atomic_int ended_by_signal;

static void on_signal(int number)
{
	ended_by_signal = number;
}

static void note(struct tally *tally, enum act act)
{
	atomic_fetch_add_explicit(&tally->count[act], 1, memory_order_relaxed);
}

static void note_error(struct tally *tally, int error)
{
	int none = 0;

	atomic_compare_exchange_strong(&tally->first_errno, &none, error);
	note(tally, ERRORS);
	/* The kernel is short of something: let others exit. */
	usleep(1000);
}

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

/*
 * A process killed while it forks: where the signal comes after the scheduler's
 * init_task(), the fork is cancelled and exit_task() undoes it (7.3,
 * kernel/fork.c, copy_process()). When that is cannot be chosen, so the delay
 * wanders. pids.max does not get there: it refuses before init_task().
 */
static void churn_killed(struct tally *tally, unsigned int turn)
{
	pid_t child, pid = fork();

	if (!pid) {
		for (;;) {
			child = fork();
			if (!child)
				_exit(0);
			if (child > 0)
				waitpid(child, NULL, 0);
		}
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

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return ok;
}

static void work(const struct options *options, int cpu)
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
			churn_killed(tally, turn);
		else if (!strcmp(options->mode, "fork") || (mixed && turn % 16 < 3))
			churn_fork(tally, false);
		else if (!strcmp(options->mode, "exec") || (mixed && turn % 16 == 3))
			churn_exec(tally);
		else
			churn_thread(tally, &attributes);
	}
}

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static unsigned long sum(int cpu, enum act from, enum act to)
{
	unsigned long total = 0;
	int act;

	for (act = from; act <= (int)to; act++)
		total += atomic_load_explicit(&tallies[cpu].count[act], memory_order_relaxed);
	return total;
}

static unsigned long sum_all(const cpu_set_t *cpus, enum act from, enum act to)
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

static void print_result(const struct options *options, const cpu_set_t *cpus,
			 double seconds, const char *ended)
{
	int cpu, first = 1, error = 0;

	printf("{\"churn\":1,\"mode\":\"%s\",\"ended\":\"%s\",\"seconds\":%.3f,\"tasks\":%lu,",
	       options->mode, ended, seconds, sum_all(cpus, FORK, EXEC));
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

/* Each worker stands in a group of its own with room for itself alone. */
static bool enter_full_group(int cpu)
{
	char path[128], pid[16];

	snprintf(path, sizeof(path), PIDS_GROUP "/%d", cpu);
	if (mkdir(path, 0755) && errno != EEXIST)
		return false;
	snprintf(path, sizeof(path), PIDS_GROUP "/%d/pids.max", cpu);
	if (!write_text(path, "1"))
		return false;
	snprintf(path, sizeof(path), PIDS_GROUP "/%d/cgroup.procs", cpu);
	snprintf(pid, sizeof(pid), "%d", getpid());
	return write_text(path, pid);
}

static void leave_no_group(const cpu_set_t *cpus)
{
	char path[128];
	int cpu;

	for (cpu = 0; cpu < MAX_CPUS; cpu++) {
		if (!CPU_ISSET(cpu, cpus))
			continue;
		snprintf(path, sizeof(path), PIDS_GROUP "/%d", cpu);
		rmdir(path);
	}
	rmdir(PIDS_GROUP);
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
	if (refused) {
		write_text("/sys/fs/cgroup/cgroup.subtree_control", "+pids");
		mkdir(PIDS_GROUP, 0755);
		write_text(PIDS_GROUP "/cgroup.subtree_control", "+pids");
	}
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
		leave_no_group(&cpus);
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
