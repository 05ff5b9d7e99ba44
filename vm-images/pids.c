// SPDX-License-Identifier: Apache-2.0
/* Groups whose pids.max refuses every fork. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "churn.h"

#define PIDS_GROUP	"/sys/fs/cgroup/nosplat-refused"

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return ok;
}

void prepare_full_groups(void)
{
	write_text("/sys/fs/cgroup/cgroup.subtree_control", "+pids");
	mkdir(PIDS_GROUP, 0755);
	write_text(PIDS_GROUP "/cgroup.subtree_control", "+pids");
}

/* Each worker stands in a group of its own with room for itself alone. */
bool enter_full_group(int cpu)
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

void remove_full_groups(const cpu_set_t *cpus)
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
