// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;
import java.util.regex.Pattern;

/** The sentences that stand inside reports, as 6.1, 6.12 and 7.3 print them. */
final class BodyText {
  private static final List<Pattern> SENTENCES =
      compile(
          // lib/dump_stack.c, kernel/panic.c, arch show_regs()
          "Hardware name: |Tainted: |Workqueue: |Stopper: |Sched_ext: |Process \\S+ \\(pid: "
              + "|task: (?:0x)?[0-9a-f]{8}|Dumping ftrace buffer|\\(ftrace buffer empty\\)"
              + "|Kernel Offset: |Unloaded tainted modules: "
              + "|\\(Not tainted|CPU features: |Memory Limit: "
              + "|SMP: (?:stopping secondary|failed to stop)|Kernel stack: |CPU \\d+: \\d"
              + "|KASAN: .*in range |Thread overran stack|Shutting down cpus with NMI"
              + "|Oops#|Fixing recursive fault|\\[last unloaded:|kernel tried to execute"
              + "|last sysfs file|\\d\\S+ #\\d+\\S* (?:Not tainted|Tainted:)",
          // kernel/locking/lockdep.c
          "irq event stamp: |(?:hard|soft)irqs last +(?:en|dis)abled at|INFO: lockdep is turned off"
              + "|no locks held by |\\d+ locks? held by |#\\d+: |locks held by "
              + "|.{1,40}/\\d+ (?:\\[HC.*\\] )?(?:is (?:trying to|leaving|freeing|exiting)"
              + "|just changed|takes:)|other info that might|context-\\{|but (?:task is|this|there)"
              + "|and (?:this task is|interrupts could|the lock comparison)|which (?:lock already"
              + "|would create|depends)|the existing dependency chain|-> #\\d|-> \\(|->\\("
              + "|Chain exists of:|\\S.* --> |Possible (?:interrupt )?unsafe locking"
              + "|CPU0(?: +CPU1)?$|---- +----$|(?:r|sync|w)?(?:lock|sync)\\(|local_irq_disable\\(\\)"
              + "|<Interrupt>|\\*\\*\\* DEADLOCK|May be due to missing lock|inconsistent \\{"
              + "|\\{.*\\} state was registered|\\.\\.\\. (?:which became|key +at|acquired at)"
              + "|the (?:shortest )?dependencies between|[A-Z-]+-[A-Z-]+ at:|\\}$|to an? \\S+-irq-"
              + "|the code is fine|The code is fine|you didn't initialize|turning off the locking"
              + "|[0-9a-f]{8,16} ?\\(|\\(.*\\)\\{[-.+?]{1,12}\\}|<RELEASED>"
              + "|.*\\{[-.+?]{2,12}\\}(?:-\\{\\d+:\\d+\\})?(?:, at: .*| ops: \\d+.*)?$"
              + "|\\S+:\\d+ .*!$|(?:srcu_)?(?:rcu_)?\\w*scheduler_active = |RCU used illegally"
              + "|Held locks:|Locks in cached chain|Hash chain already|depth: \\d|hlock_id"
              + "|rcu_read_(?:un)?lock\\(\\) used illegally|\\.\\.\\.\\[",
          // kernel/sched/core.c, lib/smp_processor_id.c, kernel/locking/spinlock_debug.c
          "Preemption disabled at:|in_atomic\\(\\): |preempt_count: |RCU nest depth: |caller is "
              + "|lock: .*\\.magic: |last function: ",
          // mm/kasan, mm/kfence, mm/kmsan, kernel/kcsan, mm/kmemleak.c
          "(?:Read|Write|Invalid-free|Free) (?:of|at) |(?:Allocated|Freed) (?:by|in) "
              + "|The buggy address |which belongs to |(?:allocated |freed )?\\d+-byte region"
              + "|The buggy address is located|Memory state around|Last potentially related"
              + "|Second to last potentially|This frame has|\\[\\d+, \\d+\\) '|Pointer tag: "
              + "|Asynchronous fault|and is located at|\\(stack is not available\\)"
              + "|kfence-#\\d+|(?:allocated|freed) by task|rcu freeing by task"
              + "|(?:Out-of-bounds|Use-after-free|Corrupted|Invalid) \\S.*(?:at|of) 0x"
              + "|Local variable |Uninit was |Bytes? \\d+(?:-\\d+)? of |Memory access of size"
              + "|Data copied to user|<Zero or more stacks|(?:assert no accesses|read-write|read"
              + "|write)\\b.* to 0x|race at unknown origin|value changed: |bits changed: "
              + "|Reported by Kernel Concurrency|\\+-> reordered|internal error: "
              + "|comm \"|min_count = |count = |flags = |checksum = |backtrace(?: \\(crc \\w+\\))?:"
              + "|hex dump \\(first|kmemleak:|\\.\\.\\. and \\d+ more object|The buggy ",
          // mm/debug.c, mm/memory.c, mm/slub.c, mm/page_owner.c
          "page: ?\\S|head: ?\\S|flags: 0x|raw: |page_type: |page dumped because|page last "
              + "|page_owner |aops:|anon flags|memcg:|addr:\\S|file:\\S|pgd:|bad because of flags"
              + "|pages's memcg|ksm flags|index:|owning process|does not match|prep_new"
              + "|Slab 0x|Object +(?:0x|\\S+ )|Redzone|Padding|Bytes b4|FIX \\S|INFO: (?:0x|Slab"
              + "|Object|Allocated|Freed|Slab)|\\[.* overwritten\\]|First byte 0x|Last user: "
              + "|Next obj: |Prev obj: |Single bit error|\\S+: redzone 1|slab: ",
          // kernel/rcu, kernel/watchdog.c, kernel/hung_task.c, kernel/workqueue.c
          "rcu: |\\d+-[-.!?OoND]{2,6}: \\(|\\(detected by |\\(t=\\d+ jiffies|Tasks blocked on"
              + "|rcu_\\w+ (?:kthread|\\w+ kthread)|Unless rcu|RCU grace-period|Stack dump where"
              + "|blocking rcu_node|INFO: (?:Stall|Expedited) ended|INFO: Stall ended"
              + "|number: +\\d|hardirqs +softirqs|cputime: |All QSes seen|Offline CPU "
              + "|[0-9a-fx]+: [.I][.N] nvcsw|CPU#\\d+ (?:Utilization|Detect)|#\\d+:? +\\d+% system"
              + "|Showing (?:busy workqueues|backtraces of)|workqueue \\S+: flags="
              + "|pwq \\d+:|in-flight:|pending:|delayed:|inactive:|pool \\d+:"
              + "|INFO: task .* blocked on an? |\"echo 0 >|Blocked by coredump|Future hung task"
              + "|(?:NMI )?[Ww]atchdog: |csd: |Not tainted \\d|(?:ERROR|Held lock|Attempted lock|Total"
              + " held locks)\\b",
          // lib/ubsan.c
          "index -?\\d+ is out of range|shift exponent |(?:signed|unsigned) integer overflow"
              + "|-?\\d+ [-+*/] -?\\d+ cannot be|left shift of |load of value |member access "
              + "|(?:load|store|member|upcast|reference)\\b.*(?:null pointer|misaligned|address)"
              + "|which requires \\d+ byte|for an object of type|division |negation of |calling "
              + "__builtin|assumption of |cannot represent|applying ",
          // init/do_mounts.c, kernel/sched/ext
          "Please append a correct|No filesystem could mount|List of all|VFS: "
              + "|sched_ext: \\S+: |0x?[0-9a-f]{4} +\\d+ \\S+");

  private BodyText() {}

  /** Whether only reports print such a line. */
  static boolean isBody(String message) {
    for (Pattern sentence : SENTENCES) {
      if (sentence.matcher(message).lookingAt()) {
        return true;
      }
    }
    return false;
  }

  private static List<Pattern> compile(String... expressions) {
    return List.of(expressions).stream().map(Pattern::compile).toList();
  }
}
