// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.cli.BareHost.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher on hosts that lack something. It installs nothing here: it may not, or is told no.
 */
class LauncherTest {
  @TempDir private Path scratch;
  private BareHost host;

  @BeforeEach
  void aBareHost() throws IOException {
    host = new BareHost(scratch);
  }

  @Test
  void withoutAJdkSetupPrintsTheCommandsThatInstallOne() throws Exception {
    ends(host.run("setup"), 6, "no-jdk.txt");
  }

  @Test
  void aJdkOlderThanSeventeenIsNotTaken() throws Exception {
    Path old = scratch.resolve("jvm/old");
    Files.createDirectories(old.resolve("bin"));
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    Files.createFile(
        old.resolve("bin/javac"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    ends(host.run("setup"), 6, "no-jdk.txt");
  }

  @Test
  void withoutMavenSetupPrintsTheCommandsThatInstallIt() throws Exception {
    host.javaHome(System.getProperty("java.home"));
    ends(host.run("setup"), 6, "no-maven.txt");
  }

  @Test
  void anOrdinaryUserWithoutAnEngineGetsTheCommandsForRoot() throws Exception {
    ends(host.jdkAndMaven().run("setup"), 6, "no-engine-not-root.txt");
  }

  @Test
  void yesDoesNotMakeAnOrdinaryUserRoot() throws Exception {
    ends(host.jdkAndMaven().run("setup", "--yes"), 6, "no-engine-not-root.txt");
  }

  @Test
  void rootWithoutATerminalIsNotAskedAndNothingIsInstalled() throws Exception {
    ends(host.jdkAndMaven().asRoot().run("setup"), 6, "no-engine-root.txt");
  }

  @Test
  void rootOnATerminalIsAskedAndMaySayNo() throws Exception {
    Ending ending = host.jdkAndMaven().asRoot().runOnTerminal("[y/N] ", "n", "setup");
    ends(ending, 6, "no-engine-declined.txt");
  }

  @Test
  void onAnotherDistributionNoDebianCommandsAreShown() throws Exception {
    host.jdkAndMaven().asRoot().os("ID=fedora\n");
    ends(host.run("setup"), 6, "no-engine-elsewhere.txt");
  }

  @Test
  void anUnknownOptionOfSetupIsAUsageError() throws Exception {
    ends(host.run("setup", "--yess"), 2, "unknown-option.txt");
  }

  @Test
  void withoutAJarCommandsSayToRunSetupAndBuildNothing() throws Exception {
    ends(host.jdkAndMaven().run("doctor"), 6, "no-jar.txt");
  }

  @Test
  void aJarOlderThanItsSourcesIsNotRun() throws Exception {
    jarFrom(Instant.parse("2020-01-01T00:00:00Z"));
    ends(host.jdkAndMaven().run("doctor"), 6, "stale-jar.txt");
  }

  @Test
  void withoutJavaTheJarIsNotStarted() throws Exception {
    jarFrom(Instant.parse("2100-01-01T00:00:00Z"));
    ends(host.run("doctor"), 6, "no-java.txt");
  }

  /** A jar of this date, a source of today's, and a Dockerfile older than both. */
  private void jarFrom(Instant date) throws IOException {
    Path jar = scratch.resolve("harness/cli/target/nosplat.jar");
    Files.createDirectories(jar.getParent());
    Files.createFile(jar);
    Files.setLastModifiedTime(jar, FileTime.from(date));
    Path source = scratch.resolve("patches/controls/some.patch");
    Files.createDirectories(source.getParent());
    Files.createFile(source);
    Files.setLastModifiedTime(scratch.resolve("Dockerfile"), FileTime.from(Instant.EPOCH));
  }

  private static void ends(Ending ending, int code, String golden) throws IOException {
    assertThat(ending.text()).isEqualTo(ScreenText.golden("launcher/" + golden));
    assertThat(ending.code()).isEqualTo(code);
  }
}
