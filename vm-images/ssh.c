// SPDX-License-Identifier: Apache-2.0
/*
 * Who may log in, the key by which the host knows the guest, and what serves
 * them: dropbear, and for a person a shell on the serial console.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"

#define HOST_KEY	"/etc/dropbear/dropbear_ed25519_host_key"
#define SSH_PORT	22
#define AUTHORIZED	"/root/.ssh/authorized_keys"

static char *const environment[] = {
	"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "TERM=linux", NULL
};

/* A dropbear, and our own copy of its connection. */
static struct {
	pid_t pid;
	int connection;
} servers[8];
static pid_t console;
static int listening = -1;
static bool is_open;

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

static pid_t start(char *const argv[], const int standard_files[3])
{
	sigset_t none;
	pid_t pid = fork();
	int i;

	if (pid)
		return pid > 0 ? pid : 0;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	for (i = 0; i < 3; i++)
		dup2(standard_files[i], i);
	if (isatty(0))
		ioctl(0, TIOCSCTTY, 0);
	execve(argv[0], argv, environment);
	_exit(127);
}

/*
 * The socket is ours, so that it can listen before a snapshot is taken; that no
 * connection is served before its keys are there is up to open_for_ssh().
 */
void listen_for_ssh(void)
{
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons(SSH_PORT) };
	int yes = 1;

	listening = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(listening, (struct sockaddr *)&here, sizeof(here)) || listen(listening, 16)) {
		fprintf(stderr, "init: port %d: %m\n", SSH_PORT);
		close(listening);
		listening = -1;
		return;
	}
	/* SIGIO tells of a connection. */
	fcntl(listening, F_SETOWN, getpid());
	fcntl(listening, F_SETFL, O_NONBLOCK | O_ASYNC);
}

bool open_for_ssh(const char *unused)
{
	(void)unused;
	is_open = listening >= 0;
	return is_open;
}

/*
 * A dropbear for each connection, started with it. As a server of its own it
 * would fork and start itself again for each: that is two programs to start
 * before the first answer instead of one, a quarter of a second under emulation.
 */
static void serve(int connection)
{
	/* 2 MiB of window: with the default an upload is fifty times slower. */
	static char *const argv[] = {
		"/usr/sbin/dropbear", "-i", "-E", "-s", "-j", "-k", "-m", "-e",
		"-W", "2097152", "-r", HOST_KEY, NULL
	};
	int yes = 1;
	size_t i = 0;

	while (i < ARRAY_SIZE(servers) && servers[i].pid)
		i++;
	if (i == ARRAY_SIZE(servers)) {
		fprintf(stderr, "init: %zu SSH connections are served already\n", i);
		close(connection);
		return;
	}
	setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	servers[i].connection = connection;
	servers[i].pid = start(argv, (const int[]){ connection, connection, 2 });
	if (!servers[i].pid)
		close(connection);
}

void serve_ssh(void)
{
	int connection;

	while (is_open && (connection = accept4(listening, NULL, NULL, SOCK_CLOEXEC)) >= 0)
		serve(connection);
}

/* Whether nobody but its server has ended this connection. */
static bool stands(int connection)
{
	struct tcp_info info = { 0 };
	socklen_t size = sizeof(info);

	return !getsockopt(connection, IPPROTO_TCP, TCP_INFO, &info, &size) &&
	       info.tcpi_state == TCP_ESTABLISHED;
}

/* The host cannot tell a server that was ended from a connection that was cut: init can. */
void buried(pid_t pid, int status)
{
	size_t i;

	if (pid == console) {
		console = 0;
		tell("console-ended");
	}
	for (i = 0; i < ARRAY_SIZE(servers); i++) {
		if (servers[i].pid != pid)
			continue;
		servers[i].pid = 0;
		if (WIFSIGNALED(status))
			tell("sshd=ended by signal %d", WTERMSIG(status));
		else if (WEXITSTATUS(status) && stands(servers[i].connection))
			tell("sshd=ended with status %d", WEXITSTATUS(status));
		close(servers[i].connection);
	}
}

/* The one time that user space speaks on ttyS0: a person sits there. */
bool start_console(const char *unused)
{
	static char *const argv[] = { "/bin/sh", "-i", NULL };
	int fd = open("/dev/ttyS0", O_RDWR | O_NOCTTY | O_CLOEXEC);

	(void)unused;
	if (fd < 0)
		return false;
	console = start(argv, (const int[]){ fd, fd, fd });
	close(fd);
	return console > 0;
}
