// SPDX-License-Identifier: Apache-2.0
/*
 * init's conversation with the host over the virtio-serial port
 * "dev.nosplat.control", one line a message. The guest says:
 *
 *	nosplat-guest 1		the protocol's version
 *	NAME=VALUE		facts, debug_locks among them
 *	waiting			nothing secret is in memory: take a snapshot now
 *	pong			the answer to ping, even under load
 *	kmsg RECORD		one of the kernel's own log, as /dev/kmsg gives it
 *	kmsg-end N		N records were told since the last time
 *	console-ended		the shell on the serial console has exited
 *	sshd=ended TEXT		dropbear, and it was not the host that cut the connection
 *	error TEXT		the line that could not be obeyed, and why
 *
 * and the host says:
 *
 *	report			the facts and "waiting" once more
 *	time SECONDS		seconds since 1970, a fraction allowed
 *	seed BASE64		random bytes, credited to the kernel's pool
 *	key ssh-ed25519 B64	a key that may log in as root
 *	hostkey BASE64		the key file by which the host will know dropbear
 *	go			SSH connections are served, those made before too
 *	kmsg			the records that were not told before
 *	console			a shell on the serial console, for a person
 *	ping, poweroff
 *
 * A snapshot taken at "waiting" holds no key, no seed and no connection, so it
 * can be restored any number of times.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "guest.h"

#define PORT_NAME	"dev.nosplat.control"
#define PORTS		"/sys/class/virtio-ports"

static int control = -1;

/* Writes all of it. A write blocks until a host is connected: the rendezvous wanted. */
static void pour(const char *bytes, size_t length)
{
	size_t done = 0;

	while (done < length) {
		ssize_t n = write(control, bytes + done, length - done);

		if (n > 0)
			done += n;
		else if (errno != EINTR)
			return;
	}
}

void tell(const char *format, ...)
{
	char line[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line) - 1, format, args);
	va_end(args);
	strcat(line, "\n");
	if (control < 0)
		fputs(line, stderr);
	else
		pour(line, strlen(line));
}

/*
 * The log that this kernel keeps itself, with what the serial console does not
 * show: who wrote each record. A read gives one record, its dictionary in more
 * lines; EPIPE says that the next one was overwritten, which shows as a gap in
 * the numbers. Many records go out in one write, because each costs an exit to
 * the emulator.
 */
bool tell_records(const char *unused)
{
	static char batch[64 * 1024];
	static int kmsg = -1;
	char record[9 * 1024];
	unsigned long told = 0;
	size_t held = 0;
	ssize_t n;

	(void)unused;
	if (kmsg < 0)
		kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (kmsg < 0)
		return false;
	while ((n = read(kmsg, record, sizeof(record) - 1)) > 0 ||
	       errno == EPIPE || errno == EINTR) {
		if (n <= 0)
			continue;
		record[n] = '\0';
		record[strcspn(record, "\n")] = '\0';
		if (held + strlen(record) + 8 > sizeof(batch)) {
			pour(batch, held);
			held = 0;
		}
		held = stpcpy(stpcpy(stpcpy(batch + held, "kmsg "), record), "\n") - batch;
		told++;
	}
	pour(batch, held);
	tell("kmsg-end %lu", told);
	return true;
}

/* Ports are added by a work item after the device's probe: look until it is there. */
static int find_port(void)
{
	char path[300], name[64];
	struct dirent *entry;
	int ms, fd = -1;
	DIR *ports;

	for (ms = 0; ms < DEVICE_WAIT_MS && fd < 0; ms++) {
		ports = opendir(PORTS);
		while (ports && fd < 0 && (entry = readdir(ports))) {
			snprintf(path, sizeof(path), PORTS "/%s/name", entry->d_name);
			if (entry->d_name[0] == '.' || !read_line(path, name, sizeof(name)) ||
			    strcmp(name, PORT_NAME))
				continue;
			snprintf(path, sizeof(path), "/dev/%s", entry->d_name);
			fd = open(path, O_RDWR | O_CLOEXEC);
		}
		if (ports)
			closedir(ports);
		if (fd < 0)
			nap();
	}
	return fd;
}

void open_control(void)
{
	control = find_port();
	if (control < 0) {
		fprintf(stderr, "init: no virtio-serial port named " PORT_NAME "\n");
		return;
	}
	/* SIGIO tells of input and of a host that comes or goes. */
	fcntl(control, F_SETOWN, getpid());
	fcntl(control, F_SETFL, O_ASYNC);
}

void report(void)
{
	char line[256], *value = NULL;
	struct utsname system;
	FILE *stats;

	uname(&system);
	tell("nosplat-guest 1");
	tell("kernel=%s", system.release);
	stats = fopen("/proc/lockdep_stats", "re");
	while (stats && fgets(line, sizeof(line), stats)) {
		if (!strstr(line, "debug_locks:"))
			continue;
		value = strchr(line, ':') + 1;
		value += strspn(value, " ");
		value[strcspn(value, "\n")] = '\0';
		break;
	}
	tell("debug_locks=%s", value ? value : "absent");
	if (stats)
		fclose(stats);
	if (read_line("/sys/devices/system/cpu/online", line, sizeof(line)))
		tell("cpus_online=%s", line);
	if (read_line("/proc/uptime", line, sizeof(line)))
		tell("uptime=%.*s", (int)strcspn(line, " "), line);
	tell("waiting");
}

/* Takes what the host has sent; a line may arrive in pieces. */
void listen_to_host(void)
{
	static char line[4096];
	static size_t length;
	struct pollfd host = { .fd = control, .events = POLLIN };
	char *end;
	ssize_t n;

	while (control >= 0 && poll(&host, 1, 0) > 0 && (host.revents & POLLIN)) {
		n = read(control, line + length, sizeof(line) - 1 - length);
		if (n <= 0)
			return;
		length += n;
		line[length] = '\0';
		while ((end = strchr(line, '\n'))) {
			*end = '\0';
			errno = 0;
			if (!obey(line))
				/* Seeds and keys are not repeated in a message. */
				tell("error %.*s: %s", (int)strcspn(line, " "), line,
				     errno ? strerror(errno) : "malformed");
			length -= end + 1 - line;
			memmove(line, end + 1, length + 1);
		}
		if (length == sizeof(line) - 1) {
			tell("error line longer than %zu bytes", sizeof(line) - 2);
			length = 0;
		}
	}
}
