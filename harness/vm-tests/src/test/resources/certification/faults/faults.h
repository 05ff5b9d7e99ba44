/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NOSPLAT_FAULTS_H
#define NOSPLAT_FAULTS_H

/* A fault, by the name of what the kernel is to report. */
struct nosplat_fault {
	const char *name;
	void (*provoke)(void);
};

/* Each ends with an empty entry. */
extern const struct nosplat_fault nosplat_lockdep_faults[];
extern const struct nosplat_fault nosplat_other_faults[];
extern const struct nosplat_fault nosplat_trap_faults[];
extern const struct nosplat_fault nosplat_hang_faults[];

#endif
