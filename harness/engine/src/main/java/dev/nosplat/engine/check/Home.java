// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where nosplat keeps what it makes.
 *
 * @param cache artifacts, sources, build directories: all of it can be made again
 * @param runs one directory a run
 */
public record Home(Path cache, Path runs) {

  /**
   * {@code NOSPLAT_DIR} if that is set; else {@code nosplat} below {@code XDG_CACHE_HOME} and
   * {@code XDG_STATE_HOME}, which default to {@code ~/.cache} and {@code ~/.local/state}.
   *
   * @param environment this process's environment
   * @param userHome the user's home directory
   */
  public static Home of(Map<String, String> environment, Path userHome) {
    String own = environment.getOrDefault("NOSPLAT_DIR", "");
    if (!own.isEmpty()) {
      return new Home(Path.of(own).resolve("cache"), Path.of(own).resolve("runs"));
    }
    return new Home(
        directory(environment, "XDG_CACHE_HOME", userHome.resolve(".cache")).resolve("nosplat"),
        directory(environment, "XDG_STATE_HOME", userHome.resolve(".local/state"))
            .resolve("nosplat/runs"));
  }

  private static Path directory(Map<String, String> environment, String name, Path otherwise) {
    Path given = Path.of(environment.getOrDefault(name, ""));
    return given.isAbsolute() ? given : otherwise; // as the XDG specification says
  }
}
