// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.machine.ShellResult;
import dev.nosplat.engine.machine.ShellWord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What kmemleak lists: objects that nothing points to, each with its size, its first bytes and who
 * allocated it (print_unreferenced() in mm/kmemleak.c, 6.12 to 7.3).
 *
 * @param objects the text of each
 * @param scanned whether kmemleak took the order to scan
 */
record Leaks(List<String> objects, boolean scanned) {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  /**
   * It reports nothing younger than five seconds, nothing that changed since its last scan, and
   * nothing that a stale pointer on some stack still holds: 7.3 listed the same loss after two
   * scans or after three. So it scans until it lists $1, the canary's own loss, at most eight
   * times, and once more for what is as old.
   */
  private static final String SCAN =
      """
      cd /sys/kernel/debug && sleep 6 || exit
      for scan in 1 2 3 4 5 6 7 8; do
        echo scan >kmemleak || exit
        ! grep -q "$1" kmemleak || break
      done
      echo scan >kmemleak && cat kmemleak
      """;

  private static final Pattern HEAD =
      Pattern.compile("(?m)^unreferenced object (?:\\(\\w+\\) )?\\S+ \\(size (\\d+)\\):$");

  private static final Pattern FRAME =
      Pattern.compile("\\s(?:\\[<[^>]*>\\] )?([A-Za-z_]\\w*)\\+0x");

  /** What every allocation goes through, which says nothing about who lost the object. */
  private static final Pattern ALLOCATORS =
      Pattern.compile("_*(?:kmalloc|kmem_cache_alloc|kvmalloc|kmemleak|vmalloc|slab)\\w*");

  Leaks {
    objects = List.copyOf(objects);
  }

  /**
   * Has it scan.
   *
   * @param lost the name that the canary's own loss begins with
   */
  static Leaks scan(Stage stage, String lost) throws ShellLost, InterruptedException {
    stage.progress().begin("scanning for lost memory");
    String script = "set -- " + ShellWord.join(List.of(lost)) + "\n" + SCAN;
    ShellResult said = stage.machine().shell().script(script, new byte[0], stage.scale(LIMIT));
    return parse(said.out(), said.ok());
  }

  static Leaks parse(String text, boolean scanned) {
    List<String> objects = new ArrayList<>();
    Matcher head = HEAD.matcher(text);
    int from = -1;
    while (head.find()) {
      if (from >= 0) {
        objects.add(text.substring(from, head.start()));
      }
      from = head.start();
    }
    if (from >= 0) {
      objects.add(text.substring(from));
    }
    return new Leaks(objects, scanned);
  }

  /** Whether it found what the canary lost, which begins with the name of its module. */
  boolean found(Collection<String> names) {
    return objects.stream().anyMatch(object -> names.stream().anyMatch(object::contains));
  }

  /** The others, each as {@code 64 bytes, allocated by f}. */
  List<String> besides(Collection<String> names) {
    return objects.stream()
        .filter(object -> names.stream().noneMatch(object::contains))
        .map(Leaks::brief)
        .toList();
  }

  private static String brief(String object) {
    Matcher head = HEAD.matcher(object);
    String size = head.find() ? head.group(1) : "?";
    Matcher frame = FRAME.matcher(object);
    String by = "?";
    while (by.equals("?") && frame.find()) {
      if (!ALLOCATORS.matcher(frame.group(1)).matches()) {
        by = frame.group(1);
      }
    }
    return GuestText.brief(size + " bytes, allocated by " + by);
  }
}
