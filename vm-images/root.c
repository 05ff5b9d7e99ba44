// SPDX-License-Identifier: Apache-2.0
/*
 * The other root: the file system of the container that QEMU runs in, shared
 * over 9p, under an overlay that lives in memory. virtme-ng's own init brings
 * up what a full userland expects and then starts this program again, as its
 * user's command; that one is what the host talks to.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest.h"

#define VIRTME_INIT	"/usr/lib/python3/dist-packages/virtme/guest/virtme-init"

/* QEMU's mount_tag: VirtmeRoot.java. */
#define SHARE		"nosplat-root"
/* Nothing changes in a container that does nothing else: cache it all. */
#define SHARE_OPTIONS	"trans=virtio,version=9p2000.L,access=any,msize=262144,cache=loose"
#define LAYERS		"lowerdir=/lower,upperdir=/layer/upper,workdir=/layer/work,xino=off"

/* What virtme-init wants of virtme-run's virtio-serial ports: ours is another. */
static const char *const virtme_ports[] = {
	"stdin", "stdout", "stderr", "dev_stdout", "dev_stderr"
};

static bool try(const char *what, int result)
{
	if (result)
		fprintf(stderr, "init: %s: %m\n", what);
	return !result;
}

/* A tmpfs hides what QEMU's user cannot read, or spares a copy over 9p. */
static bool cover(const char *where, const char *mode)
{
	mkdir(where, 0755);
	return try(where, mount("tmpfs", where, "tmpfs", 0, mode));
}

/* Everything of the guest image that a scenario calls by its path in /nosplat. */
static bool keep_ours(void)
{
	mkdir("/new/nosplat", 0755);
	if (!try("/nosplat", mount("/nosplat", "/new/nosplat", NULL, MS_BIND, NULL)))
		return false;
	return try("/nosplat/init", link("/init", "/nosplat/init"));
}

static bool mount_root(void)
{
	mkdir("/lower", 0755);
	mkdir("/layer", 0755);
	mkdir("/new", 0755);
	if (!try("the 9p root", mount(SHARE, "/lower", "9p", MS_RDONLY, SHARE_OPTIONS)) ||
	    !cover("/layer", "mode=0755"))
		return false;
	mkdir("/layer/upper", 0755);
	mkdir("/layer/work", 0755);
	return try("the overlay", mount("overlay", "/new", "overlay", 0, LAYERS));
}

static bool make_devices(void)
{
	char path[64];
	size_t i;

	if (!try("/dev", mount("devtmpfs", "/new/dev", "devtmpfs", 0, "mode=0755")))
		return false;
	mkdir("/new/dev/virtio-ports", 0755);
	for (i = 0; i < ARRAY_SIZE(virtme_ports); i++) {
		snprintf(path, sizeof(path), "/new/dev/virtio-ports/virtme.%s", virtme_ports[i]);
		if (!try(path, symlink("/dev/hvc0", path)))
			return false;
	}
	return true;
}

/*
 * Returns only where something of it fails. Until the end our messages are on
 * the console that the kernel opened for init: the host then shows why the
 * machine did not come up.
 */
void enter_virtme_root(void)
{
	char *const argv[] = { "virtme-init", NULL };

	if (!mount_root() || !make_devices() || !keep_ours() ||
	    !cover("/new/root", "mode=0700") || !cover("/new/tmp", "mode=1777"))
		return;
	if (!try("/", chdir("/new")) || !try("/", mount(".", "/", NULL, MS_MOVE, NULL)) ||
	    !try("/", chroot(".")))
		return;
	mkdir("/root/.ssh", 0700);
	mkdir("/etc/dropbear", 0700);
	if (!try(VIRTME_INIT, access(VIRTME_INIT, X_OK)))
		return;
	take_hvc0();
	execv(VIRTME_INIT, argv);
	_exit(127);
}

/* What a scenario needs and virtme-init does not mount. */
void complete_virtme_root(void)
{
	try("/sys/fs/bpf", mount("bpf", "/sys/fs/bpf", "bpf", 0, NULL));
}
