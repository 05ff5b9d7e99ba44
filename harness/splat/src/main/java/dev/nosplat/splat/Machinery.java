// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The functions that stand at the top of a stack without being to blame for it: those that report,
 * lock, allocate, copy, wait or deliver an interrupt.
 */
final class Machinery {
  private static final Set<String> REPORTING =
      Set.of(
          "show_stack",
          "show_regs",
          "panic",
          "vpanic",
          "die",
          "die_addr",
          "__die",
          "oops_end",
          "no_context",
          "bad_area",
          "bad_area_nosemaphore",
          "report_bug",
          "handle_bug",
          "fixup_bug",
          "exc_invalid_op",
          "do_error_trap",
          "do_trap",
          "invalid_op",
          "exc_page_fault",
          "do_user_addr_fault",
          "do_kern_addr_fault",
          "page_fault_oops",
          "async_page_fault",
          "page_fault",
          "exc_general_protection",
          "general_protection",
          "do_general_protection",
          "exc_double_fault",
          "double_fault",
          "do_double_fault",
          "exc_divide_error",
          "divide_error",
          "exc_stack_segment",
          "exc_int3",
          "refcount_warn_saturate",
          "__fortify_report",
          "__fortify_panic",
          "fortify_panic",
          "usercopy_abort",
          "__check_object_size",
          "check_heap_object",
          "__check_heap_object",
          "check_object_size",
          "handle_overflow",
          "val_to_string",
          "debug_print_object",
          "slab_err",
          "slab_bug",
          "object_err",
          "slab_pad_check",
          "print_trailer",
          "bad_page",
          "print_bad_pte",
          "print_bad_page_map",
          "add_taint",
          "free_page_is_bad_report",
          "free_page_is_bad",
          "check_new_pages_bad",
          "check_new_page_bad",
          "free_pages_check_bad",
          "print_report",
          "start_report",
          "end_report",
          "check_panic_on_warn",
          "check_preemption_disabled",
          "debug_smp_processor_id",
          "__this_cpu_preempt_check",
          "spin_dump",
          "spin_bug",
          "rwlock_bug",
          "rcu_lockdep_current_cpu_online",
          "kernel_die",
          "watchdog",
          "is_hardlockup",
          "show_opcodes",
          "nmi_panic",
          "bug_handler",
          "call_break_hook",
          "brk_handler",
          "bug_brk_handler",
          "do_debug_exception",
          "dump_page",
          "dump_vma",
          "dump_mm",
          "memcpy_orig",
          "memset_orig",
          "find_bug",
          "exc_invalid_opcode",
          "lkdtm_fortify_report",
          "__stack_chk_fail",
          "__cfi_check_fail",
          "handle_cfi_failure",
          "report_cfi_failure",
          "arm64_serror_panic",
          "do_serror",
          "do_mem_abort",
          "do_translation_fault",
          "do_page_fault",
          "die_kernel_fault",
          "__do_kernel_fault",
          "el1_abort",
          "el1_dbg",
          "el1_sync",
          "el1_da",
          "el1h_64_sync_handler",
          "el1h_64_sync",
          "el1h_64_irq",
          "el1h_64_irq_handler",
          "el1_irq",
          "el1_interrupt",
          "el1_undef",
          "el1_bti",
          "do_undefinstr",
          "do_el1_undef",
          "do_el1_brk64",
          "el1_brk64",
          "dump_backtrace",
          "__schedule_bug",
          "__might_sleep",
          "__might_resched",
          "___might_sleep",
          "__might_fault",
          "might_fault",
          "__cant_sleep",
          "__cant_migrate",
          "warn_bogus_irq_restore",
          "debug_show_all_locks",
          "debug_locks_off",
          "list_del_entry_valid",
          "stack_overflow",
          "handle_stack_overflow",
          "do_oops_enter_exit");

  private static final Pattern PREFIXES =
      Pattern.compile(
          "(?:dump_stack|__dump_stack|show_trace|warn_slowpath|__warn|report_|kasan_|__kasan_|__asan_"
              + "|__hwasan_|asan_|check_memory_region|print_address_desc|kfence_|__kfence_|kcsan_"
              + "|__kcsan_|__tsan_|__kmsan_|kmsan_|__msan_|ubsan_|__ubsan_|__list_(?:add|del)_"
              + "|list_(?:add|del)_|debug_object|__debug_object|debug_check_no|__debug_check"
              + "|lockdep_|__lock_|lock_acquire|lock_release|lock_is_held|lock_contended|validate_chain"
              + "|check_prev|check_wait_context|check_noncircular|check_deadlock|check_irq_usage"
              + "|check_usage|check_bad_unlock|mark_lock|mark_usage|mark_held|mark_all|print_(?:circular"
              + "|deadlock|bad|usage|irq|lock|unlock|held|nested|freed|kernel_ident|collision|shortest"
              + "|track|page|section|object)|register_lock_class|register_lock|look_up_lock|trace_hardirqs"
              + "|trace_softirqs|_raw_|__raw_|raw_spin|spin_(?:lock|unlock|trylock)|do_raw_"
              + "|(?:native_|pv_|__pv_|__)?queued_(?:spin|read|write)|__spin_|__read_lock|__write_lock"
              + "|arch_spin|_?read_lock|_?write_lock|ticket_spin|rt_spin|rt_(?:read|write|mutex)|__rt_"
              + "|rtlock|rwbase|__mutex|mutex_|_mutex|ww_mutex|__ww_|down$|down_|__down|up$|up_(?:read|write)"
              + "|__up|rwsem_|rwbase_|percpu_down|percpu_up|__percpu_|rcu_lock_|srcu_lock|resilient_"
              + "|res_spin|r_res|bpf_res_spin|local_lock|__local_|(?:__)?might_(?:sleep|resched|alloc|fault)"
              + "|nmi_(?:cpu_backtrace|trigger)|arch_trigger|trigger_|rcu_(?:dump|check|sched_clock"
              + "|pending|print|note)|check_cpu_stall|print_(?:cpu|other_cpu)|watchdog_|softlockup_|"
              + "lockup_|update_process|tick_|hrtimer_|__hrtimer|__run_hrtimer|hung_task|check_hung|sched_show"
              + "|(?:asm_|__)?sysvec_|apic_timer|smp_apic|asm_(?:exc|common)_|smp_call_function_interrupt"
              + "|__flush_smp|generic_smp_call|ret_from_intr|common_interrupt|irq_exit|__irq_exit"
              + "|perf_event_overflow|__perf_event_overflow|intel_pmu_handle|handle_pmi|nmi_handle|default_do_nmi"
              + "|perf_ibs|do_nmi|exc_nmi|end_repeat_nmi|asm_exc_nmi|nmi$|first_nmi|arch_timer_handler"
              + "|gic_handle|generic_handle|handle_percpu|__handle_domain|handle_domain|do_interrupt_handler"
              + "|call_on_irq_stack|efi_|csd_lock|csd_).*");

  private static final Pattern ALLOCATING =
      Pattern.compile(
          "(?:_*k[mzcv]?v?[mzc]alloc|__do_kmalloc|__kmalloc|kmem_cache_|___?slab_|__slab_|slab_(?:alloc"
              + "|free|post|pre|pad|fix)|kfree|kvfree|__kvfree|krealloc|__krealloc|kmemdup|kstrdup|ksize"
              + "|__ksize|new_slab|allocate_slab|get_partial|get_from_partial|free_debug|alloc_debug"
              + "|free_to_partial|check_(?:slab|object|bytes|valid|heap)|on_freelist|init_object|do_slab_free"
              + "|cache_free|__cache_|cache_alloc|___cache|alloc_pages|__alloc_pages|alloc_frozen|__alloc_frozen"
              + "|get_page_from|prep_new|post_alloc|rmqueue|__rmqueue|free_unref|__free_(?:pages|one|frozen)"
              + "|free_(?:pcp|frozen|pages)|vmalloc|__vmalloc|vzalloc|vfree|__vfree|alloc_slab|fs_reclaim"
              + "|__fs_reclaim|should_failslab|should_fail|fail_dump|__alloc_skb$|mempool_|dma_pool_free"
              + "|validate_slab|verify_redzone|slab_error|__slab_error|unpoison|refill_|barn_|__pcs_|alloc_from_pcs"
              + "|free_to_pcs|pcs_|lock_page|folio_alloc|refcount_|__refcount_|kref_|mempolicy|create_object"
              + "|__create_object|kmemleak_|save_stack|stack_depot|stack_trace_|__set_page_owner|set_track"
              + "|__free_slab|discard_slab|free_slab|free_object_list|copy_(?:from|to)_user|_copy_(?:from|to)"
              + "|__copy_(?:from|to)|copy_user_|raw_copy|__copy_user|instrument_|memcpy|__memcpy|memmove|__memmove"
              + "|memset|__memset|memcmp|strlen|strnlen|strcpy|strncpy|strscpy|strcmp|strncmp|strlcpy|strcat"
              + "|strchr|strstr|sized_str|rep_(?:movs|stos)|csum_partial_copy|native_(?:save|restore)|arch_local"
              + "|atomic_|atomic64_|arch_atomic|raw_atomic|test_bit|_test_bit|set_bit|clear_bit|test_and_|__read_once"
              + "|__write_once|__preempt|preempt_(?:schedule|count)).*");

  private static final Pattern WAITING =
      Pattern.compile(
          "(?:__schedule|schedule|context_switch|__switch_to|__sched_|io_schedule|schedule_\\w+"
              + "|preempt_schedule\\w*|__cond_resched|_cond_resched|wait_for_\\w+|__wait_for_\\w+"
              + "|do_wait_for_common|__wait_on_\\w+|wait_on_\\w+|out_of_line_wait_\\w+|bit_wait\\w*"
              + "|prepare_to_wait\\w*|__wait_rcu_gp|wait_rcu_gp|synchronize_\\w+|__synchronize_\\w+|"
              + "__flush_work|flush_work|flush_workqueue|__flush_workqueue|kthread_stop|__refrigerator"
              + "|rcu_barrier\\w*|folio_wait\\w*|__folio_lock|folio_lock|__lock_page|msleep\\w*|usleep\\w*"
              + "|do_nanosleep|hrtimer_nanosleep|smp_call_function\\w*|on_each_cpu\\w*|cpu_relax|delay_\\w+"
              + "|__delay|__const_udelay|__udelay|rep_nop)");

  private static final Pattern ENTRY =
      Pattern.compile(
          "(?:do_syscall_\\w+|__do_syscall\\w*|entry_\\w+|x64_sys_call|ia32_sys_call|ret_from_fork\\w*"
              + "|kthread|worker_thread|process_one_work|process_scheduled_works|el0t?_\\w+|invoke_syscall\\w*"
              + "|do_el0_svc\\w*|start_kernel|x86_64_start_\\w+|secondary_startup\\w*|start_secondary|"
              + "do_fast_syscall_32|__do_fast_syscall_32|rest_init|arch_call_rest_init|common_startup_64|"
              + "syscall_exit_\\w+|exit_to_user_mode\\w*|__invoke_syscall|sysenter_\\w+|primary_entry"
              + "|__primary_switch\\w*|asm_\\w+|sysvec_\\w+|__sysvec_\\w+|arch_cpu_idle|default_idle\\w*"
              + "|do_idle|cpu_startup_entry)");

  private Machinery() {}

  /** Whether a function is never to blame while another one stands below it. */
  static boolean covers(Frame frame) {
    String function = stripped(frame.function());
    return REPORTING.contains(function)
        || PREFIXES.matcher(function).matches()
        || ALLOCATING.matcher(function).matches()
        || WAITING.matcher(function).matches();
  }

  /** Whether a function only brings the kernel to where the story begins. */
  static boolean isEntry(Frame frame) {
    return ENTRY.matcher(frame.function()).matches();
  }

  /** Padding symbols {@code __pfx_name} and {@code __cfi_name} stand before the function itself. */
  private static String stripped(String function) {
    for (String pad : List.of("__pfx_", "__cfi_")) {
      if (function.startsWith(pad)) {
        return function.substring(pad.length());
      }
    }
    return function;
  }
}
