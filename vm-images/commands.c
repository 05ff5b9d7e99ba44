// SPDX-License-Identifier: Apache-2.0
/* What the host may ask of init: see control.c. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/random.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/reboot.h>
#include <time.h>
#include <unistd.h>

#include "guest.h"

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

/* The number of bytes; -1 if the text is not base64 or does not fit. */
static int decode(const char *text, unsigned char *bytes, int size)
{
	unsigned int bits = 0, held = 0;
	int count = 0, digit;

	for (; (digit = base64_digit(*text)) >= 0; text++) {
		bits = bits << 6 | digit;
		held += 6;
		if (held < 8)
			continue;
		held -= 8;
		if (count == size)
			return -1;
		bytes[count++] = bits >> held;
	}
	return text[strspn(text, "=")] ? -1 : count;
}

/* Two machines from one snapshot would draw the same keys without this. */
static bool add_seed(const char *text)
{
	struct {
		struct rand_pool_info info;
		unsigned char bytes[512];
	} pool = { 0 };
	int fd;
	bool ok;

	pool.info.buf_size = decode(text, (unsigned char *)pool.info.buf, sizeof(pool.bytes));
	if (pool.info.buf_size < 16)
		return false;
	pool.info.entropy_count = pool.info.buf_size * 8;
	fd = open("/dev/urandom", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ok = !ioctl(fd, RNDADDENTROPY, &pool) && !ioctl(fd, RNDRESEEDCRNG);
	close(fd);
	return ok;
}

static bool take_host_key(const char *text)
{
	unsigned char key[512];
	int size = decode(text, key, sizeof(key));

	return size > 0 && write_host_key(key, size);
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

static bool power_off(const char *unused)
{
	(void)unused;
	sync();
	return !reboot(RB_POWER_OFF);
}

bool obey(const char *line)
{
	static const struct {
		const char *word;
		bool takes_argument;
		bool (*act)(const char *argument);
	} commands[] = {
		{ "ping", false, answer_ping },
		{ "report", false, answer_report },
		{ "kmsg", false, tell_records },
		{ "time ", true, set_time },
		{ "seed ", true, add_seed },
		{ "key ", true, admit_key },
		{ "hostkey ", true, take_host_key },
		{ "go", false, open_for_ssh },
		{ "console", false, start_console },
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
