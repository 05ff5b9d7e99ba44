/* SPDX-License-Identifier: GPL-2.0-only */
struct nosplat_object {
	__u64 value;
};

static __always_inline long nosplat_operation(struct task_struct *p)
{
	struct nosplat_object *object;

	object = bpf_obj_new_impl(bpf_core_type_id_local(struct nosplat_object), NULL);
	if (!object)
		return -ENOMEM;
	bpf_obj_drop_impl(object, NULL);
	return 0;
}
