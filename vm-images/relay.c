// SPDX-License-Identifier: Apache-2.0
/*
 * Runs beside QEMU in a container without a network: takes connections on a
 * UNIX socket and carries each to a TCP port of the container's own loopback,
 * where QEMU forwards it to the guest.
 *
 *	relay SOCKET PORT
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* One way of a connection. */
struct way {
	int from, to;
	char bytes[64 * 1024];
	ssize_t held, sent;
	bool open;
};

static int listen_on(const char *path)
{
	struct sockaddr_un here = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (strlen(path) >= sizeof(here.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(here.sun_path, path, strlen(path) + 1);
	if (bind(fd, (struct sockaddr *)&here, sizeof(here)) || listen(fd, 16))
		return -1;
	return fd;
}

static int connect_to(int port)
{
	struct sockaddr_in there = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;

	there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	if (connect(fd, (struct sockaddr *)&there, sizeof(there))) {
		close(fd);
		return -1;
	}
	return fd;
}

/* What a poll of this way waits for: room for what is held, else more to hold. */
static struct pollfd wanted(const struct way *way)
{
	struct pollfd none = { .fd = -1 };
	struct pollfd room = { .fd = way->to, .events = POLLOUT };
	struct pollfd more = { .fd = way->from, .events = POLLIN };

	return !way->open ? none : way->held > way->sent ? room : more;
}

/* False when the connection is broken. */
static bool carry(struct way *way)
{
	ssize_t n;

	if (way->held > way->sent) {
		n = send(way->to, way->bytes + way->sent, way->held - way->sent,
			 MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		way->sent += n;
		return true;
	}
	n = recv(way->from, way->bytes, sizeof(way->bytes), MSG_DONTWAIT);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	way->held = n;
	way->sent = 0;
	if (!n) {
		way->open = false;
		shutdown(way->to, SHUT_WR);
	}
	return true;
}

static void serve(int near, int port)
{
	static struct way ways[2];
	int far = connect_to(port), i;

	if (far < 0)
		return;
	ways[0] = (struct way){ .from = near, .to = far, .open = true };
	ways[1] = (struct way){ .from = far, .to = near, .open = true };
	while (ways[0].open || ways[1].open) {
		struct pollfd fds[2] = { wanted(&ways[0]), wanted(&ways[1]) };

		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return;
		for (i = 0; i < 2; i++) {
			if (fds[i].fd >= 0 && fds[i].revents && !carry(&ways[i]))
				return;
		}
	}
}

int main(int argc, char **argv)
{
	int listening, near;

	if (argc != 3) {
		fprintf(stderr, "relay SOCKET PORT\n");
		return 2;
	}
	/* Nobody waits for the children. */
	signal(SIGCHLD, SIG_IGN);
	listening = listen_on(argv[1]);
	if (listening < 0) {
		fprintf(stderr, "relay: %s: %m\n", argv[1]);
		return 1;
	}
	for (;;) {
		near = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
		if (near < 0)
			continue;
		if (!fork()) {
			close(listening);
			serve(near, atoi(argv[2]));
			return 0;
		}
		close(near);
	}
}
