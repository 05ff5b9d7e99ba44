/* SPDX-License-Identifier: GPL-2.0-only */
/* It allocates a page and gives it back, the slowest of all operations. */
#define NOSPLAT_TIMES	4

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 16);
} nosplat_map SEC(".maps");

static __always_inline long nosplat_operation(struct task_struct *p)
{
	void __arena *page = bpf_arena_alloc_pages(&nosplat_map, NULL, 1, -1, 0);

	if (!page)
		return -ENOMEM;
	bpf_arena_free_pages(&nosplat_map, page, 1);
	return 0;
}
