// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the kernel says of a container's memory.
 *
 * @param kills processes of it that were killed because memory ran out
 * @param ownLimit whether it was at its own limit at some time, and not only the host at its
 */
public record MemoryEvents(long kills, boolean ownLimit) {
  static final int MOST = 4096;

  /**
   * Version 2 of control groups: memory.events, {@code oom} and {@code oom_kill}
   * (Documentation/admin-guide/cgroup-v2.rst). Version 1: memory.oom_control, {@code oom_kill}, and
   * the highest usage beside the limit (Documentation/admin-guide/cgroup-v1/memory.rst).
   */
  static final List<String> COMMAND =
      List.of(
          "sh",
          "-c",
          """
          cd /sys/fs/cgroup
          if [ -e memory.events ]; then
            cat memory.events
          else
            cat memory/memory.oom_control
            echo "highest $(cat memory/memory.max_usage_in_bytes)"
            echo "limit $(cat memory/memory.limit_in_bytes)"
          fi
          """);

  static MemoryEvents parse(String text) {
    Map<String, Long> values = new HashMap<>();
    for (String line : text.split("\n")) {
      String[] words = line.strip().split(" ");
      if (words.length == 2 && words[1].matches("[0-9]{1,18}")) {
        values.put(words[0], Long.parseLong(words[1]));
      }
    }
    long limit = values.getOrDefault("limit", 0L);
    return new MemoryEvents(
        values.getOrDefault("oom_kill", 0L),
        values.getOrDefault("oom", 0L) > 0
            || limit > 0 && values.getOrDefault("highest", 0L) >= limit);
  }
}
