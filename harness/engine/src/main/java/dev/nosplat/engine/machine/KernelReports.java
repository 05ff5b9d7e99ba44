// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import dev.nosplat.splat.Splat;
import dev.nosplat.splat.SplatReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The serial console held against the kernel's own log. The console is the ground truth of what was
 * printed; the log tells who printed it. A line that user space wrote through {@code /dev/kmsg}, or
 * that is in no record at all because it was written to the serial port itself, is no report of the
 * kernel's, however well it is imitated. Where the log does not reach, because the guest died or a
 * flood pushed records out, every report of the console counts.
 *
 * @param genuine the kernel's own reports, in console order
 * @param printed what reads like reports and was printed by user space
 * @param agrees whether log and console are both complete and say the same
 * @param told one line about it
 */
public record KernelReports(List<Splat> genuine, List<Splat> printed, boolean agrees, String told) {

  public KernelReports {
    genuine = List.copyOf(genuine);
    printed = List.copyOf(printed);
  }

  /** What all of this console and as much of the log as could be had say. */
  static KernelReports of(Console console, KernelLog log) {
    List<Splat> all = console.splats();
    if (console.lost() > 0) {
      return new KernelReports(
          all, List.of(), false, "a flood of " + console.bytes() + " bytes is not compared");
    }
    List<String> lines = lines(console);
    Walk walk = Walk.along(lines, log);
    List<Splat> genuine = walk.notOurs.isEmpty() ? all : readWithout(lines, walk.notOurs);
    Set<Long> genuineLines = new HashSet<>();
    genuine.forEach(s -> genuineLines.add(s.line()));
    List<Splat> printed = all.stream().filter(s -> !genuineLines.contains(s.line())).toList();
    Optional<String> wrong =
        log.collected()
            ? log.gap().or(() -> walk.difference)
            : Optional.of("not collected: the guest no longer answered");
    StringBuilder told =
        new StringBuilder(
            wrong.orElseGet(() -> log.lines().size() + " lines, the same on the console"));
    for (Splat splat : printed) {
      told.append("; printed by user space on line ")
          .append(splat.line())
          .append(": ")
          .append(splat.title());
    }
    return new KernelReports(genuine, printed, wrong.isEmpty(), told.toString());
  }

  private static List<String> lines(Console console) {
    try {
      String text =
          new String(Files.readAllBytes(console.file()), StandardCharsets.UTF_8).replace("\r", "");
      List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
      if (lines.get(lines.size() - 1).isEmpty()) {
        lines.remove(lines.size() - 1);
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + console.file(), e);
    }
  }

  /** The reports that are left when these lines are blank; they keep their numbers. */
  private static List<Splat> readWithout(List<String> lines, Set<Integer> blank) {
    List<Splat> found = new ArrayList<>();
    SplatReader reader = new SplatReader(found::add);
    for (int i = 0; i < lines.size(); i++) {
      byte[] bytes =
          ((blank.contains(i) ? "" : lines.get(i)) + "\n").getBytes(StandardCharsets.UTF_8);
      reader.accept(bytes, 0, bytes.length);
    }
    reader.finish();
    return found;
  }

  /**
   * Both side by side.
   *
   * @param notOurs console lines, from 0, that are not the kernel's
   * @param difference the first place where console and log disagree
   */
  private record Walk(Set<Integer> notOurs, Optional<String> difference) {

    static Walk along(List<String> console, KernelLog log) {
      Map<String, Deque<Integer>> places = new HashMap<>();
      for (int i = 0; i < log.lines().size(); i++) {
        places.computeIfAbsent(log.lines().get(i).text(), t -> new ArrayDeque<>()).add(i);
      }
      Set<Integer> notOurs = new HashSet<>();
      List<Integer> strange = new ArrayList<>();
      Optional<String> difference = Optional.empty();
      int next = 0;
      for (int i = 0; i < console.size(); i++) {
        if (console.get(i).equals(Console.RESTORED)) {
          continue;
        }
        int at = place(places, console.get(i), next);
        if (at < 0) {
          strange.add(i);
          continue;
        }
        // Only now is it sure that the log reaches past the strange lines.
        notOurs.addAll(strange);
        if (difference.isEmpty() && !strange.isEmpty()) {
          int first = strange.get(0);
          difference =
              Optional.of(
                  "console line " + (first + 1) + " is in no record: " + console.get(first));
        }
        strange.clear();
        if (at > next && difference.isEmpty()) {
          difference = Optional.of("not on the console: " + log.lines().get(next).text());
        }
        if (log.lines().get(at).userspace()) {
          notOurs.add(i);
        }
        next = at + 1;
      }
      if (next < log.lines().size() && difference.isEmpty()) {
        difference = Optional.of("not on the console: " + log.lines().get(next).text());
      }
      return new Walk(notOurs, difference);
    }

    private static int place(Map<String, Deque<Integer>> places, String line, int from) {
      Deque<Integer> at = places.getOrDefault(line, new ArrayDeque<>());
      while (!at.isEmpty() && at.peekFirst() < from) {
        at.removeFirst();
      }
      return at.isEmpty() ? -1 : at.removeFirst();
    }
  }
}
