// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.cache;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What nosplat keeps to without being asked.
 *
 * @param cacheBytes the size to which the cache is cut down when it is larger; empty for none
 * @param runs the runs that are kept
 */
public record Limits(OptionalLong cacheBytes, Retention runs) {
  /** The variable that sets the cache's size. */
  public static final String CACHE = "NOSPLAT_CACHE_LIMIT";

  /** The variable that says which runs are kept. */
  public static final String RUNS = "NOSPLAT_RUNS_KEEP";

  private static final String DEFAULT_CACHE = "40GiB";
  private static final String DEFAULT_RUNS = "90d";

  /**
   * What the environment asks for, or else 40 GiB and 90 days.
   *
   * @throws dev.nosplat.engine.problem.BadInput if it asks for something that is no limit
   */
  public static Limits of(Map<String, String> environment) {
    String cache = environment.getOrDefault(CACHE, DEFAULT_CACHE).strip();
    return new Limits(
        cache.toLowerCase(Locale.ROOT).equals("none")
            ? OptionalLong.empty()
            : OptionalLong.of(Sizes.parse(cache)),
        Retention.parse(environment.getOrDefault(RUNS, DEFAULT_RUNS)));
  }
}
