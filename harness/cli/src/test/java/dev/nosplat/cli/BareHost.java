// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A host that has only what a test put on its PATH, with a copy of the launcher on it. The shell,
 * the tools and the user are real.
 */
final class BareHost {
  /** What every Debian has, as far as the launcher needs it. */
  private static final List<String> TOOLS =
      List.of(
          "sh",
          "readlink",
          "dirname",
          "sed",
          "id",
          "mkdir",
          "cut",
          "sha256sum",
          "find",
          "tail",
          "sleep",
          "rm",
          "touch",
          "stty",
          "env");

  private static final Path SOURCES = Path.of("../..").toAbsolutePath().normalize();
  private static final String REAL_PATH = System.getenv("PATH");

  private final Path root;
  private final Path bin;
  private final Map<String, String> environment = new TreeMap<>();
  private boolean asRoot;

  BareHost(Path root) throws IOException {
    this.root = root;
    this.bin = Files.createDirectory(root.resolve("bin"));
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String tool : TOOLS) {
      tool(tool, "exec " + real(tool) + " \"$@\"");
    }
    for (String file : List.of("nosplat", "harness/setup.sh", "Dockerfile")) {
      Path copy = root.resolve(file);
      Files.createDirectories(copy.getParent());
      Files.copy(SOURCES.resolve(file), copy);
    }
    Path state = Files.createDirectory(root.resolve("state"));
    Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwxrwx"));
    environment.put("PATH", bin.toString());
    environment.put("HOME", root.toString());
    environment.put("XDG_STATE_HOME", state.toString());
    environment.put("NOSPLAT_JVM_DIR", Files.createDirectory(root.resolve("jvm")).toString());
    os("ID=debian\nVERSION_CODENAME=bookworm\n");
  }

  Path root() {
    return root;
  }

  BareHost os(String release) throws IOException {
    Path file = Files.writeString(root.resolve("os-release"), release);
    environment.put("NOSPLAT_OS_RELEASE", file.toString());
    return this;
  }

  BareHost javaHome(String home) {
    environment.put("JAVA_HOME", home);
    return this;
  }

  /** This very process's JDK, and the Maven that the build runs under. */
  BareHost jdkAndMaven() throws IOException {
    javaHome(System.getProperty("java.home"));
    tool("git", "exec " + real("git") + " \"$@\"");
    return tool("mvn", "PATH='" + REAL_PATH + "' exec mvn \"$@\"");
  }

  /** A command of the test's own. */
  BareHost tool(String name, String body) throws IOException {
    Path script = bin.resolve(name);
    Files.deleteIfExists(script);
    Files.writeString(script, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return this;
  }

  /** Run as root; otherwise as an ordinary user, whoever runs the tests. */
  BareHost asRoot() throws IOException {
    asRoot = true;
    if (!testsRunAsRoot()) {
      // No way to become root: the launcher asks id, and prints commands instead of running them.
      tool("id", "echo 0");
    }
    return this;
  }

  /** How a run ended, and what both streams said, with this host's own names replaced. */
  record Ending(int code, String text) {}

  Ending run(String... arguments) throws IOException, InterruptedException {
    Process process = start(command(arguments));
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ending(process.waitFor(), neutral(text));
  }

  /** Runs on a terminal of its own and types the answer once the question is there. */
  Ending runOnTerminal(String question, String answer, String... arguments)
      throws IOException, InterruptedException {
    Process process =
        start(
            List.of(
                real("script").toString(),
                "--quiet",
                "--return",
                "--command",
                String.join(" ", command(arguments)),
                "/dev/null"));
    StringBuilder seen = new StringBuilder();
    boolean typed = false;
    InputStream screen = process.getInputStream();
    for (int c = screen.read(); c >= 0; c = screen.read()) {
      seen.append((char) c);
      if (!typed && seen.indexOf(question) >= 0) {
        OutputStream keyboard = process.getOutputStream();
        keyboard.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
        typed = true;
      }
    }
    return new Ending(process.waitFor(), neutral(seen.toString().replace("\r\n", "\n")));
  }

  private Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private List<String> command(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (!asRoot && testsRunAsRoot()) {
      command.addAll(
          List.of(
              real("setpriv").toString(), "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
    }
    command.addAll(List.of(real("sh").toString(), root.resolve("nosplat").toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private String neutral(String text) {
    String home = environment.getOrDefault("JAVA_HOME", "/no-java-home");
    return text.replace(home, "JAVA_HOME")
        .replaceAll("(?m)JDK \\S+ in", "JDK VERSION in")
        .replaceAll("(?m)Maven [0-9.]+$", "Maven VERSION")
        .replaceAll("(?m)^  (systemctl start docker|setsid dockerd .*)$", "  START")
        .replaceAll("(?m)^  (systemctl --user .*|mkdir -p .*podman.sock .*)$", "  LISTEN")
        .replaceAll("-aG docker \\S+ ", "-aG docker USER ");
  }

  private static boolean testsRunAsRoot() throws IOException {
    return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
  }

  private static Path real(String tool) throws IOException {
    return Stream.of(REAL_PATH.split(File.pathSeparator))
        .map(directory -> Path.of(directory, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IOException("this test needs " + tool + " on the PATH"));
  }
}
