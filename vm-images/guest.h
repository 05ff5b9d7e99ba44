/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of init know of each other. */
#ifndef NOSPLAT_GUEST_H
#define NOSPLAT_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

/* How long devices that the kernel adds by itself are waited for. */
#define DEVICE_WAIT_MS		5000

/* init.c: one millisecond. */
void nap(void);
/* init.c: standard files on hvc0, where user space writes. */
void take_hvc0(void);
/* init.c: the file's first line. */
bool read_line(const char *path, char *buffer, size_t size);

/* control.c: finds the port; without one, stderr is told and gets the lines. */
void open_control(void);
/* control.c: one line to the host. */
void tell(const char *format, ...);
void report(void);
bool tell_records(const char *unused);
/* control.c: obeys what the host has sent so far. */
void listen_to_host(void);

/* commands.c: false, and errno where there is one, for a line not obeyed. */
bool obey(const char *line);

/* ssh.c */
bool admit_key(const char *key);
bool write_host_key(const void *key, size_t size);
void listen_for_ssh(void);
bool open_for_ssh(const char *unused);
/* ssh.c: serves who has connected, if it is open. */
void serve_ssh(void);
bool start_console(const char *unused);
/* ssh.c: a child of init's has ended. */
void buried(pid_t pid, int status);

/* root.c: becomes virtme-ng's init on the shared root; returns if it cannot. */
void enter_virtme_root(void);
/* root.c: once that init has started us as its user's command. */
void complete_virtme_root(void);

#endif /* NOSPLAT_GUEST_H */
