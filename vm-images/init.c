// SPDX-License-Identifier: Apache-2.0
/*
 * The guest's init. One process that forks nothing until a host asks for SSH,
 * because under emulation a fork and exec costs ten milliseconds and a shell
 * script needs dozens of them.
 *
 * It speaks with the host over the virtio-serial port "dev.nosplat.control",
 * one line a message. The guest says:
 *
 *	nosplat-guest 1		the protocol's version
 *	NAME=VALUE		facts, debug_locks among them
 *	waiting			nothing secret is in memory: take a snapshot now
 *	hostkey ssh-ed25519 B64	the public half of the key made in the guest
 *	ready			dropbear listens
 *	pong			the answer to ping, even under load
 *	error TEXT		the line that could not be obeyed, and why
 *
 * and the host says:
 *
 *	report			the facts and "waiting" once more
 *	time SECONDS		seconds since 1970, a fraction allowed
 *	seed BASE64		random bytes, credited to the kernel's pool
 *	key ssh-ed25519 B64	a key that may log in as root
 *	hostkey generate	makes dropbear's own key
 *	go			starts dropbear
 *	ping, poweroff
 *
 * A snapshot taken at "waiting" holds no key, no seed and no connection, so it
 * can be restored any number of times.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/random.h>
#include <net/if.h>
#include <net/route.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PORT_NAME	"dev.nosplat.control"
#define PORTS		"/sys/class/virtio-ports"
#define HOST_KEY	"/etc/dropbear/dropbear_ed25519_host_key"
#define AUTHORIZED	"/root/.ssh/authorized_keys"
#define DEVICE_WAIT_MS	5000
#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

static char *const environment[] = {
	"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "TERM=linux", NULL
};

static int control = -1;

static void nap(void)
{
	struct timespec ms = { .tv_nsec = 1000000 };

	nanosleep(&ms, NULL);
}

/* A write blocks until a host is connected, which is the rendezvous wanted. */
static void tell(const char *format, ...)
{
	char line[1024];
	va_list args;
	size_t done = 0, length;

	va_start(args, format);
	vsnprintf(line, sizeof(line) - 1, format, args);
	va_end(args);
	strcat(line, "\n");
	length = strlen(line);
	if (control < 0) {
		fputs(line, stderr);
		return;
	}
	while (done < length) {
		ssize_t n = write(control, line + done, length - done);

		if (n > 0)
			done += n;
		else if (errno != EINTR)
			return;
	}
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
static void take_hvc0(void)
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

static bool read_file(const char *path, char *buffer, size_t size)
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

/* Ports are added by a work item after the device's probe: look until it is there. */
static int open_control(void)
{
	char path[300], name[64];
	struct dirent *entry;
	int ms, fd = -1;
	DIR *ports;

	for (ms = 0; ms < DEVICE_WAIT_MS && fd < 0; ms++) {
		ports = opendir(PORTS);
		while (ports && fd < 0 && (entry = readdir(ports))) {
			snprintf(path, sizeof(path), PORTS "/%s/name", entry->d_name);
			if (entry->d_name[0] == '.' || !read_file(path, name, sizeof(name)) ||
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

static void report(void)
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
	if (read_file("/sys/devices/system/cpu/online", line, sizeof(line)))
		tell("cpus_online=%s", line);
	if (read_file("/proc/uptime", line, sizeof(line)))
		tell("uptime=%.*s", (int)strcspn(line, " "), line);
	tell("waiting");
}

static bool set_time(const char *text)
{
	char *end;
	double seconds = strtod(text, &end);
	struct timespec now = { .tv_sec = (time_t)seconds };

	if (end == text || *end || seconds < 0)
		return false;
	now.tv_nsec = (long)((seconds - (double)now.tv_sec) * 1e9);
	return !clock_settime(CLOCK_REALTIME, &now);
}

static int base64_digit(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* Two machines from one snapshot would draw the same keys without this. */
static bool add_seed(const char *text)
{
	struct {
		struct rand_pool_info info;
		unsigned char bytes[512];
	} pool = { 0 };
	unsigned int bits = 0, held = 0;
	int fd, digit;
	bool ok;

	for (; (digit = base64_digit(*text)) >= 0; text++) {
		bits = bits << 6 | digit;
		held += 6;
		if (held < 8)
			continue;
		held -= 8;
		if (pool.info.buf_size == sizeof(pool.bytes))
			return false;
		((unsigned char *)pool.info.buf)[pool.info.buf_size++] = bits >> held;
	}
	if (text[strspn(text, "=")] || pool.info.buf_size < 16)
		return false;
	pool.info.entropy_count = pool.info.buf_size * 8;
	fd = open("/dev/urandom", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ok = !ioctl(fd, RNDADDENTROPY, &pool) && !ioctl(fd, RNDRESEEDCRNG);
	close(fd);
	return ok;
}

static bool append(const char *path, const char *line)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && dprintf(fd, "%s\n", line) > 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

static pid_t start(char *const argv[], int out)
{
	sigset_t none;
	pid_t pid = fork();

	if (pid)
		return pid;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	if (out >= 0)
		dup2(out, 1);
	execve(argv[0], argv, environment);
	_exit(127);
}

/* The private half stays in the guest's memory; the public half is told. */
static bool make_host_key(const char *unused)
{
	static char *const argv[] = {
		"/usr/bin/dropbearkey", "-t", "ed25519", "-f", HOST_KEY, NULL
	};
	int pipe_fds[2], status = -1;
	char line[512];
	FILE *output;
	pid_t pid;
	bool told = false;

	(void)unused;
	unlink(HOST_KEY);
	if (pipe2(pipe_fds, O_CLOEXEC))
		return false;
	pid = start(argv, pipe_fds[1]);
	close(pipe_fds[1]);
	output = fdopen(pipe_fds[0], "r");
	while (fgets(line, sizeof(line), output)) {
		char *end = strncmp(line, "ssh-ed25519 ", 12) ? NULL : strchr(line + 12, ' ');

		if (!end || told)
			continue;
		*end = '\0';
		tell("hostkey %s", line);
		told = true;
	}
	fclose(output);
	waitpid(pid, &status, 0);
	return told && status == 0;
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
static bool start_dropbear(const char *unused)
{
	/* 2 MiB of window: with the default an upload is fifty times slower. */
	static char *const argv[] = {
		"/usr/sbin/dropbear", "-F", "-E", "-s", "-j", "-k", "-m", "-e",
		"-W", "2097152", "-P", "/run/dropbear.pid", "-r", HOST_KEY, NULL
	};
	pid_t pid = start(argv, -1);

	(void)unused;
	while (pid > 0) {
		if (ssh_listens()) {
			tell("ready");
			return true;
		}
		if (waitpid(pid, NULL, WNOHANG) == pid) {
			errno = ECHILD;
			return false;
		}
		nap();
	}
	return false;
}

static bool answer_ping(const char *unused)
{
	(void)unused;
	tell("pong");
	return true;
}

static bool answer_report(const char *unused)
{
	(void)unused;
	report();
	return true;
}

static bool admit_key(const char *key)
{
	return append(AUTHORIZED, key);
}

static bool power_off(const char *unused)
{
	(void)unused;
	sync();
	return !reboot(RB_POWER_OFF);
}

static bool obey(const char *line)
{
	static const struct {
		const char *word;
		bool takes_argument;
		bool (*act)(const char *argument);
	} commands[] = {
		{ "ping", false, answer_ping },
		{ "report", false, answer_report },
		{ "time ", true, set_time },
		{ "seed ", true, add_seed },
		{ "key ", true, admit_key },
		{ "hostkey generate", false, make_host_key },
		{ "go", false, start_dropbear },
		{ "poweroff", false, power_off },
	};
	size_t i, length;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		length = strlen(commands[i].word);
		if (!strncmp(line, commands[i].word, length) &&
		    commands[i].takes_argument == !!line[length])
			return commands[i].act(line + length);
	}
	errno = EINVAL;
	return false;
}

/* Takes what the host has sent; a line may arrive in pieces. */
static void listen_to_host(void)
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

int main(void)
{
	sigset_t signals;
	int signal_number;

	sigemptyset(&signals);
	sigaddset(&signals, SIGIO);
	sigaddset(&signals, SIGCHLD);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGUSR1);
	sigaddset(&signals, SIGUSR2);
	sigprocmask(SIG_BLOCK, &signals, NULL);

	mount_all();
	take_hvc0();
	bring_up_network();
	control = open_control();
	if (control < 0) {
		fprintf(stderr, "init: no virtio-serial port named " PORT_NAME "\n");
	} else {
		/* SIGIO tells of input and of a host that comes or goes. */
		fcntl(control, F_SETOWN, getpid());
		fcntl(control, F_SETFL, O_ASYNC);
	}
	report();

	for (;;) {
		listen_to_host();
		signal_number = sigwaitinfo(&signals, NULL);
		/* What busybox's poweroff, halt and reboot send to init. */
		if (signal_number == SIGUSR1 || signal_number == SIGUSR2)
			reboot(RB_POWER_OFF);
		if (signal_number == SIGTERM)
			reboot(RB_AUTOBOOT);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
	}
}
