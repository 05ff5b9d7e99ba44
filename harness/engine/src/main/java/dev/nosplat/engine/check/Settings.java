// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.series.input.InterruptibleInput;
import dev.nosplat.engine.series.input.RepeatedInput;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;

/**
 * What the engine takes from the process around it.
 *
 * @param home where things are kept
 * @param environment the environment
 * @param directory what relative paths are relative to
 * @param stdin what the patch {@code -} stands for
 * @param clock the time
 * @param random randomness for keys and nonces
 * @param paranoid whether every kernel is built a second time, from nothing, and compared
 */
public record Settings(
    Home home,
    Map<String, String> environment,
    Path directory,
    InputStream stdin,
    Clock clock,
    SecureRandom random,
    boolean paranoid) {

  /** Settings under which a kernel is built once. */
  public Settings(
      Home home,
      Map<String, String> environment,
      Path directory,
      InputStream stdin,
      Clock clock,
      SecureRandom random) {
    this(home, environment, directory, stdin, clock, random, false);
  }

  /** This process's own. */
  public static Settings ofProcess() {
    Map<String, String> environment = System.getenv();
    return new Settings(
        Home.of(environment, Path.of(System.getProperty("user.home"))),
        environment,
        Path.of("").toAbsolutePath(),
        System.in,
        Clock.systemUTC(),
        new SecureRandom());
  }

  /** The same, with every kernel built twice where that is asked for. */
  public Settings withParanoia(boolean asked) {
    return new Settings(home, environment, directory, stdin, clock, random, asked);
  }

  /** The same for a command that reads standard input as a patch, perhaps twice. */
  public Settings readingPatches() {
    return new Settings(
        home,
        environment,
        directory,
        new RepeatedInput(new InterruptibleInput(stdin)),
        clock,
        random,
        paranoid);
  }

  /** Whether the environment says that a machine acts on what comes out, and no person reads it. */
  public boolean ci() {
    return ci(environment);
  }

  /** The same of another environment: GitHub, GitLab and most others set {@code CI}. */
  public static boolean ci(Map<String, String> environment) {
    String ci = environment.getOrDefault("CI", "");
    return !ci.isEmpty() && !ci.equals("false");
  }
}
