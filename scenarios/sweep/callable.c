// SPDX-License-Identifier: Apache-2.0
/*
 * Asks the verifier of this kernel what a BPF scheduler may call:
 *
 *	callable < QUESTIONS
 *
 * A question is a line, and those of the first two kinds come before the others:
 *
 * ops ID		the id of struct sched_ext_ops in the kernel's BTF
 * callback NAME INDEX	a member of it, and its place
 * helper NAME NUMBER	a helper of enum bpf_func_id
 * kfunc NAME ID	a kernel function, by its id in the kernel's BTF
 *
 * The answer is "callback<TAB>kind<TAB>name" for each call that is allowed, and
 * "asked<TAB>N" at the end. The program that is tried is the call alone, without
 * its arguments: the verifier looks whether a program may make a call before it
 * looks at what is given to it (check_helper_call() and check_kfunc_call() in
 * kernel/bpf/verifier.c, 6.12 to 7.3), and says which of the two it refused.
 */
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MOST_CALLBACKS	100
#define NAME_SIZE	128
#define INSTRUCTIONS	3

struct callback {
	char name[NAME_SIZE];
	unsigned int index;
};

static char log_text[1 << 16];

/* What the verifier says where it refuses the call itself. */
static const char *const refusals[] = {
	"cannot use helper",
	"unknown func",
	"invalid func",
	"invalid kernel function",
	"calling kernel function",
	"must be sleepable",
	"in non-sleepable prog",
	"might sleep",
	"cannot call GPL-restricted",
	"destructive kfunc",
	NULL,
};

static bool allowed(unsigned int ops, const struct callback *callback,
		    bool kfunc, int id)
{
	struct bpf_insn program[INSTRUCTIONS] = {
		{ .code = BPF_JMP | BPF_CALL, .imm = id,
		  .src_reg = kfunc ? BPF_PSEUDO_KFUNC_CALL : 0 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr;
	char *at_length;
	int fd, i;

	memset(&attr, 0, sizeof(attr));
	log_text[0] = 0;
	attr.prog_type = BPF_PROG_TYPE_STRUCT_OPS;
	attr.attach_btf_id = ops;
	attr.expected_attach_type = callback->index;
	attr.insns = (unsigned long)program;
	attr.insn_cnt = INSTRUCTIONS;
	attr.license = (unsigned long)"GPL";
	attr.log_buf = (unsigned long)log_text;
	attr.log_size = sizeof(log_text);
	attr.log_level = 1;
	fd = syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
	if (fd >= 0) {
		close(fd);
		return true;
	}
	/* No call was looked at, or not even this callback can be a program's. */
	if (!strstr(log_text, "call "))
		return false;
	/* From 7.2 on the same is told twice, the second time at length. */
	at_length = strstr(log_text, "Verification failed");
	if (at_length)
		*at_length = 0;
	for (i = 0; refusals[i]; i++)
		if (strstr(log_text, refusals[i]))
			return false;
	return true;
}

int main(void)
{
	static struct callback callbacks[MOST_CALLBACKS];
	char line[512], kind[16], name[NAME_SIZE];
	unsigned int ops = 0, asked = 0, id;
	int count = 0, i;

	while (fgets(line, sizeof(line), stdin)) {
		if (sscanf(line, "ops %u", &ops) == 1)
			continue;
		if (sscanf(line, "%15s %127s %u", kind, name, &id) != 3)
			continue;
		if (!strcmp(kind, "callback")) {
			if (count < MOST_CALLBACKS) {
				snprintf(callbacks[count].name, NAME_SIZE, "%s", name);
				callbacks[count++].index = id;
			}
			continue;
		}
		for (i = 0; i < count; i++) {
			asked++;
			if (allowed(ops, &callbacks[i], !strcmp(kind, "kfunc"), id))
				printf("%s\t%s\t%s\n", callbacks[i].name, kind, name);
		}
	}
	printf("asked\t%u\n", asked);
	return 0;
}
