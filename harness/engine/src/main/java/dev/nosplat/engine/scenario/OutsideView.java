// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.machine.GuestMemory;
import dev.nosplat.engine.symbols.ElfImage;
import dev.nosplat.engine.symbols.PatchSites;
import dev.nosplat.record.Requirement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What QEMU reads out of the guest's memory at the addresses of the kernel's own symbols: programs
 * in the guest can forge everything else that a run goes by, and not this. A hostile kernel can: it
 * decides what lies at these addresses.
 */
final class OutsideView {
  /** lib/debug_locks.c, kernel/fork.c and kernel/sched/ext/ext.c of 7.3. */
  private static final String DEBUG_LOCKS = "debug_locks";

  private static final String FORKS = "total_forks";
  private static final String ENABLE_SEQ = "scx_enable_seq";

  /** A static key begins with its count; 6.12 has the second name. */
  private static final List<String> ENABLED = List.of("__scx_enabled", "__scx_ops_enabled");

  /** What finds, formats and prints a report; those that were inlined have no symbol. */
  private static final List<String> REPORTING =
      List.of(
          "lock_acquire",
          "lock_release",
          "__lock_acquire",
          "mark_lock",
          "check_wait_context",
          "print_lock_invalid_wait_context",
          "print_deadlock_bug",
          "print_circular_bug",
          "print_usage_bug",
          "print_bad_irq_dependency",
          "lockdep_rcu_suspicious",
          "debug_locks_off",
          "__might_resched",
          "__might_sleep",
          "_printk",
          "vprintk",
          "vprintk_emit",
          "vprintk_store",
          "console_unlock",
          "console_flush_all",
          "univ8250_console_write",
          "serial8250_console_write",
          "vpanic",
          "panic",
          "__warn",
          "report_bug",
          "oops_enter",
          "dump_stack_lvl");

  private static final int LONGEST = 1 << 16;

  private final GuestMemory memory;
  private final ElfImage image;
  private Look start = Look.NONE;
  private Look middle = Look.NONE;
  private Look end = Look.NONE;
  private String text = GuestFacts.NOT_OBSERVED;
  private boolean textHolds;

  private OutsideView(GuestMemory memory, ElfImage image) {
    this.memory = memory;
    this.image = image;
  }

  /** What one look sees; empty where there is no such symbol, or it cannot be read. */
  record Look(
      OptionalLong debugLocks, OptionalLong forks, OptionalLong enabled, OptionalLong enableSeq) {
    static final Look NONE =
        new Look(
            OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
  }

  /**
   * Into the memory of a machine.
   *
   * @param vmlinux what its kernel was linked to
   * @throws IOException if that has no symbols
   */
  static OutsideView of(GuestMemory memory, Path vmlinux) throws IOException {
    Set<String> names =
        Stream.of(List.of(DEBUG_LOCKS, FORKS, ENABLE_SEQ), ENABLED, REPORTING)
            .flatMap(List::stream)
            .collect(Collectors.toCollection(HashSet::new));
    names.addAll(PatchSites.SYMBOLS);
    return new OutsideView(memory, ElfImage.read(vmlinux, names));
  }

  /** Looks before the workload. */
  void atStart() throws InterruptedException {
    start = look();
  }

  /** Looks while the scheduler is still enabled, after the churn. */
  void underTheScheduler() throws InterruptedException {
    middle = look();
  }

  /** Looks after the workload, before the canary. */
  void atEnd() throws InterruptedException {
    end = look();
    try {
      compareText();
    } catch (IOException e) {
      text = "cannot be read: " + GuestText.brief(String.valueOf(e.getMessage()));
    }
  }

  private Look look() throws InterruptedException {
    return new Look(
        number(DEBUG_LOCKS, Integer.BYTES),
        number(FORKS, Long.BYTES),
        number(
            ENABLED.stream().filter(n -> image.symbol(n).isPresent()).findFirst().orElse(""),
            Integer.BYTES),
        number(ENABLE_SEQ, Long.BYTES));
  }

  private OptionalLong number(String name, int bytes) throws InterruptedException {
    Optional<ElfImage.Symbol> symbol = image.symbol(name);
    if (symbol.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      ByteBuffer read =
          ByteBuffer.wrap(memory.read(symbol.get().address(), bytes))
              .order(ByteOrder.LITTLE_ENDIAN);
      return OptionalLong.of(bytes == Long.BYTES ? read.getLong() : read.getInt());
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private void compareText() throws IOException, InterruptedException {
    List<String> changed = new ArrayList<>();
    int functions = 0;
    long bytes = 0;
    for (String name : REPORTING) {
      Optional<ElfImage.Symbol> symbol = image.symbol(name);
      if (symbol.isEmpty() || symbol.get().size() <= 0 || symbol.get().size() > LONGEST) {
        continue;
      }
      long address = symbol.get().address();
      int size = (int) symbol.get().size();
      Optional<byte[]> linked = image.linked(address, size);
      if (linked.isEmpty()) {
        throw new IOException("vmlinux has no text for " + name);
      }
      PatchSites sites = PatchSites.of(image, address, address + size);
      OptionalLong at = difference(linked.get(), memory.read(address, size), address, sites);
      at.ifPresent(offset -> changed.add(name + "+0x" + Long.toHexString(offset)));
      functions++;
      bytes += size;
    }
    textHolds = changed.isEmpty() && functions > 0;
    text =
        changed.isEmpty()
            ? functions + " functions, " + bytes + " bytes, the same"
            : "changed since it was built: " + String.join(", ", changed);
  }

  /** The first byte that differs where the kernel does not rewrite itself by design. */
  static OptionalLong difference(byte[] linked, byte[] found, long address, PatchSites sites) {
    for (int i = 0; i < linked.length; i++) {
      if (linked[i] != found[i] && !sites.contains(address + i)) {
        return OptionalLong.of(i);
      }
    }
    return OptionalLong.empty();
  }

  /** The rows of every scenario. */
  List<Requirement> evidence() {
    return List.of(
        new Requirement(
            Requirement.Kind.LOCKDEP_ARMED,
            "memory: debug_locks",
            "1 throughout, read from outside",
            said(start.debugLocks()) + " -> " + said(end.debugLocks()),
            start.debugLocks().equals(OptionalLong.of(1))
                && end.debugLocks().equals(OptionalLong.of(1))),
        row("memory: text", "the functions that report are as they were built", text, textHolds));
  }

  /**
   * The rows of a scenario that churns tasks under a scheduler of ours.
   *
   * @param tasks what the guest's own program says that it made
   * @param enableSeq what the guest says of the scheduler
   */
  List<Requirement> evidence(long tasks, String enableSeq) {
    long made = middle.forks().orElse(0) - start.forks().orElse(0);
    return List.of(
        row(
            "memory: tasks",
            "as many forks as the guest says that it churned tasks",
            middle.forks().isEmpty()
                ? GuestFacts.NOT_OBSERVED
                : made + " forks, " + tasks + " tasks",
            start.forks().isPresent() && middle.forks().isPresent() && made >= tasks && made > 0),
        row(
            "memory: scheduler",
            "enabled after the churn, by the guest's own count of enablings",
            (middle.enabled().orElse(0) > 0 ? "enabled" : "not enabled")
                + ", enable_seq "
                + said(middle.enableSeq()),
            middle.enabled().orElse(0) > 0
                && middle.enableSeq().isPresent()
                && Long.toString(middle.enableSeq().getAsLong()).equals(enableSeq)));
  }

  /** The row of a kernel whose memory cannot be read by symbols. */
  static Requirement none(String why) {
    return row("memory", "read from outside", "not read: " + why, false);
  }

  private static String said(OptionalLong value) {
    return value.isPresent() ? Long.toString(value.getAsLong()) : GuestFacts.NOT_OBSERVED;
  }

  private static Requirement row(String name, String expected, String observed, boolean met) {
    return new Requirement(Requirement.Kind.MEMORY, name, expected, observed, met);
  }
}
