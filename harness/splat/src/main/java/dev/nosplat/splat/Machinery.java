// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The functions that stand at the top of a stack without being to blame for it: those that report,
 * lock, allocate, copy, wait or deliver an interrupt. {@code machinery.txt} lists them.
 */
final class Machinery {
  private static final Machinery LISTED = load();

  /** What brings the kernel to where the story begins; never to blame and never worth a name. */
  private static final Pattern ENTRY =
      Pattern.compile(
          "(?:do_syscall_\\w+|__do_syscall\\w*|entry_\\w+|x64_sys_call|ia32_sys_call|ret_from_\\w+"
              + "|kthread|worker_thread|process_one_work|process_scheduled_works|el0t?_\\w+"
              + "|invoke_syscall\\w*|do_el0_svc\\w*|start_kernel|x86_64_start_\\w+"
              + "|secondary_startup\\w*|start_secondary|do_fast_syscall_32|__do_fast_syscall_32"
              + "|do_int80_\\w+|rest_init|arch_call_rest_init|common_startup_64|syscall_exit_\\w+"
              + "|exit_to_user_mode\\w*|__invoke_syscall|sysenter_\\w+|primary_entry"
              + "|__primary_switch\\w*|asm_\\w+|sysvec_\\w+|__sysvec_\\w+|arch_cpu_idle"
              + "|default_idle\\w*|do_idle|cpu_startup_entry|kernel_init\\w*|system_call\\w*)");

  private final Set<String> names = new HashSet<>();
  private final TreeSet<String> prefixes = new TreeSet<>();

  private Machinery() {}

  /** Whether a function is never to blame while another one stands below it. */
  static boolean covers(Frame frame) {
    return LISTED.holds(bare(frame.function()));
  }

  /** Whether a function only brings the kernel to where the story begins. */
  static boolean isEntry(Frame frame) {
    return ENTRY.matcher(frame.function()).matches();
  }

  private boolean holds(String name) {
    if (names.contains(name)) {
      return true;
    }
    // No listed prefix is itself the prefix of a later one that could hide it: walk down.
    for (String at = prefixes.floor(name); at != null; at = prefixes.lower(at)) {
      if (name.startsWith(at)) {
        return true;
      }
      if (at.isEmpty() || at.charAt(0) != name.charAt(0)) {
        return false;
      }
    }
    return false;
  }

  /** Without the padding symbols' prefix, leading underscores and allocation profiling's suffix. */
  private static String bare(String function) {
    String name = function;
    if (name.startsWith("__pfx_") || name.startsWith("__cfi_")) {
      name = name.substring("__pfx_".length());
    }
    int start = 0;
    while (start < name.length() - 1 && name.charAt(start) == '_') {
      start++;
    }
    name = name.substring(start);
    return name.endsWith("_noprof") ? name.substring(0, name.length() - "_noprof".length()) : name;
  }

  private static Machinery load() {
    Machinery machinery = new Machinery();
    try (InputStream in = Machinery.class.getResourceAsStream("machinery.txt")) {
      if (in == null) {
        throw new IllegalStateException("machinery.txt is not in the jar");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      text.lines().filter(line -> !line.isEmpty() && line.charAt(0) != '#').forEach(machinery::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return machinery;
  }

  private void add(String line) {
    if (line.endsWith("*")) {
      prefixes.add(line.substring(0, line.length() - 1));
    } else {
      names.add(line);
    }
  }
}
