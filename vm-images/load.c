// SPDX-License-Identifier: Apache-2.0
/*
 * Loads a module, once:
 *
 *	load MODULE [PARAMETERS]
 *
 * busybox's insmod takes one that refuses to stay for one in a format that it
 * has to unpack, and loads it a second time (bb_init_module() in
 * modutils/modutils.c, 1.37): each canary would sing twice.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int module;

	if (argc < 2 || argc > 3) {
		fputs("usage: load MODULE [PARAMETERS]\n", stderr);
		return 2;
	}
	module = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (module < 0 || syscall(SYS_finit_module, module, argc > 2 ? argv[2] : "", 0)) {
		fprintf(stderr, "load: %s: %s\n", argv[1], strerror(errno));
		return 1;
	}
	return 0;
}
