// SPDX-License-Identifier: Apache-2.0
/*
 * The guest's init. One process that forks nothing until a host asks for SSH,
 * because under emulation a fork and exec costs ten milliseconds and a shell
 * script needs dozens of them. What it says to the host is in control.c.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <net/route.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "guest.h"

void nap(void)
{
	struct timespec ms = { .tv_nsec = 1000000 };

	nanosleep(&ms, NULL);
}

static void mount_all(void)
{
	static const struct {
		const char *type, *where, *data;
	} mounts[] = {
		{ "devtmpfs", "/dev", "mode=0755" },
		{ "proc", "/proc", NULL },
		{ "sysfs", "/sys", NULL },
		{ "tmpfs", "/tmp", "mode=1777" },
		{ "tmpfs", "/run", "mode=0755" },
		{ "devpts", "/dev/pts", "mode=0620,ptmxmode=0666" },
		{ "cgroup2", "/sys/fs/cgroup", NULL },
		{ "debugfs", "/sys/kernel/debug", NULL },
		{ "tracefs", "/sys/kernel/tracing", NULL },
		{ "bpf", "/sys/fs/bpf", NULL },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(mounts); i++) {
		if (!strcmp(mounts[i].where, "/dev/pts"))
			mkdir("/dev/pts", 0755);
		/* A kernel without one of them may still serve: say so and go on. */
		if (mount(mounts[i].type, mounts[i].where, mounts[i].type, 0, mounts[i].data))
			fprintf(stderr, "init: cannot mount %s: %m\n", mounts[i].where);
	}
}

/* The serial console is the kernel's alone: nothing of ours goes to ttyS0. */
void take_hvc0(void)
{
	int fd = -1, ms;

	for (ms = 0; ms < DEVICE_WAIT_MS && fd < 0; ms++) {
		fd = open("/dev/hvc0", O_RDWR | O_NOCTTY);
		if (fd < 0 && errno != ENOENT && errno != ENODEV)
			break;
		if (fd < 0)
			nap();
	}
	if (fd < 0)
		fd = open("/dev/null", O_RDWR);
	dup2(fd, 0);
	dup2(fd, 1);
	dup2(fd, 2);
	if (fd > 2)
		close(fd);
}

bool read_line(const char *path, char *buffer, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n, done = 0;

	if (fd < 0)
		return false;
	while (done < (ssize_t)size - 1) {
		n = read(fd, buffer + done, size - 1 - done);
		if (n <= 0)
			break;
		done += n;
	}
	close(fd);
	buffer[done] = '\0';
	buffer[strcspn(buffer, "\n")] = '\0';
	return true;
}

static bool address(int fd, const char *name, const char *ip, const char *mask)
{
	struct ifreq request = { 0 };
	struct sockaddr_in *in = (struct sockaddr_in *)&request.ifr_addr;

	snprintf(request.ifr_name, IFNAMSIZ, "%s", name);
	in->sin_family = AF_INET;
	inet_pton(AF_INET, ip, &in->sin_addr);
	if (ioctl(fd, SIOCSIFADDR, &request))
		return false;
	inet_pton(AF_INET, mask, &in->sin_addr);
	if (ioctl(fd, SIOCSIFNETMASK, &request))
		return false;
	request.ifr_flags = IFF_UP | IFF_RUNNING;
	return !ioctl(fd, SIOCSIFFLAGS, &request);
}

/*
 * A connection that a container engine forwards comes from its bridge's address,
 * not from QEMU's own network, so answers need a way back. It leads nowhere else:
 * QEMU runs with restrict=on.
 */
static bool route_back(int fd, const char *gateway)
{
	struct rtentry route = { .rt_flags = RTF_UP | RTF_GATEWAY };
	struct sockaddr_in *to = (struct sockaddr_in *)&route.rt_gateway;

	to->sin_family = AF_INET;
	inet_pton(AF_INET, gateway, &to->sin_addr);
	route.rt_dst.sa_family = AF_INET;
	route.rt_genmask.sa_family = AF_INET;
	return !ioctl(fd, SIOCADDRT, &route);
}

static void bring_up_network(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (!address(fd, "lo", "127.0.0.1", "255.0.0.0"))
		fprintf(stderr, "init: lo: %m\n");
	if (!address(fd, "eth0", "10.0.2.15", "255.255.255.0"))
		fprintf(stderr, "init: eth0: %m\n");
	else if (!route_back(fd, "10.0.2.2"))
		fprintf(stderr, "init: route: %m\n");
	close(fd);
}

static bool told(char **argv, const char *word)
{
	while (*argv && strcmp(*argv, word))
		argv++;
	return *argv;
}

/*
 * Kernel parameters without a dot that the kernel does not know are init's
 * arguments: nosplat_console where nobody is at the control port (qemu.sh),
 * nosplat_virtme where the root is not to be the guest image. virtme-ng's init
 * gives nosplat_guest: then we are not the first process, and all is mounted.
 */
int main(int argc, char **argv)
{
	sigset_t signals;
	int signal_number, status;
	pid_t pid;

	sigemptyset(&signals);
	sigaddset(&signals, SIGIO);
	sigaddset(&signals, SIGCHLD);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGUSR1);
	sigaddset(&signals, SIGUSR2);
	sigprocmask(SIG_BLOCK, &signals, NULL);

	(void)argc;
	if (told(argv, "nosplat_virtme")) {
		enter_virtme_root();
		return 1;
	}
	if (told(argv, "nosplat_guest"))
		complete_virtme_root();
	else
		mount_all();
	take_hvc0();
	bring_up_network();
	if (told(argv, "nosplat_console")) {
		start_console(NULL);
	} else {
		open_control();
		listen_for_ssh();
		report();
	}

	for (;;) {
		listen_to_host();
		serve_ssh();
		signal_number = sigwaitinfo(&signals, NULL);
		/* What busybox's poweroff, halt and reboot send to init. */
		if (signal_number == SIGUSR1 || signal_number == SIGUSR2)
			reboot(RB_POWER_OFF);
		if (signal_number == SIGTERM)
			reboot(RB_AUTOBOOT);
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
			buried(pid, status);
	}
}
