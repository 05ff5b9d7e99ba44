// SPDX-License-Identifier: Apache-2.0
/*
 * Who may log in, the key by which the host knows the guest, and what serves
 * them: dropbear, and for a person a shell on the serial console.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"

#define HOST_KEY	"/etc/dropbear/dropbear_ed25519_host_key"
#define AUTHORIZED	"/root/.ssh/authorized_keys"

static char *const environment[] = {
	"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "TERM=linux", NULL
};

static pid_t dropbear, console;

bool admit_key(const char *key)
{
	int fd = open(AUTHORIZED, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && dprintf(fd, "%s\n", key) > 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

bool write_host_key(const void *key, size_t size)
{
	int fd = open(HOST_KEY, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && write(fd, key, size) == (ssize_t)size;

	if (fd >= 0)
		close(fd);
	return ok;
}

/* Where TERMINAL is not -1, it is the three standard files; else init's are. */
static pid_t start(char *const argv[], int terminal)
{
	sigset_t none;
	pid_t pid = fork();

	if (pid)
		return pid;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	if (terminal >= 0) {
		dup2(terminal, 0);
		dup2(terminal, 1);
		dup2(terminal, 2);
		ioctl(0, TIOCSCTTY, 0);
	}
	execve(argv[0], argv, environment);
	_exit(127);
}

/* "sl local remote state ...": port 22 is 0016, a listening socket is 0A. */
static bool ssh_listens(void)
{
	char line[256];
	bool found = false;
	FILE *sockets = fopen("/proc/net/tcp", "re");

	while (sockets && !found && fgets(line, sizeof(line), sockets))
		found = strstr(line, ":0016 00000000:0000 0A ");
	if (sockets)
		fclose(sockets);
	return found;
}

/*
 * QEMU accepts for a guest that does not listen yet, so "ready" must be true.
 * The socket is looked up and not tried: a bind of ours could make dropbear's
 * fail, and a connection of ours would be one that it has to serve.
 */
bool start_dropbear(const char *unused)
{
	/* 2 MiB of window: with the default an upload is fifty times slower. */
	static char *const argv[] = {
		"/usr/sbin/dropbear", "-F", "-E", "-s", "-j", "-k", "-m", "-e",
		"-W", "2097152", "-P", "/run/dropbear.pid", "-r", HOST_KEY, NULL
	};
	pid_t pid = start(argv, -1);

	(void)unused;
	dropbear = pid;
	while (pid > 0) {
		if (ssh_listens()) {
			tell("ready");
			return true;
		}
		if (waitpid(pid, NULL, WNOHANG) == pid) {
			dropbear = 0;
			errno = ECHILD;
			return false;
		}
		nap();
	}
	return false;
}

/* The host cannot tell a killed server from a cut connection: init can. */
void buried(pid_t pid, int status)
{
	if (pid > 0 && pid == console) {
		console = 0;
		tell("console-ended");
	}
	if (pid <= 0 || pid != dropbear)
		return;
	dropbear = 0;
	if (WIFSIGNALED(status))
		tell("sshd=ended by signal %d", WTERMSIG(status));
	else
		tell("sshd=ended with status %d", WEXITSTATUS(status));
}

/* The one time that user space speaks on ttyS0: a person sits there. */
bool start_console(const char *unused)
{
	static char *const argv[] = { "/bin/sh", "-i", NULL };
	int fd = open("/dev/ttyS0", O_RDWR | O_NOCTTY | O_CLOEXEC);

	(void)unused;
	if (fd < 0)
		return false;
	console = start(argv, fd);
	close(fd);
	return console > 0;
}
