// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static java.util.stream.Collectors.joining;

import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.check.Home;
import dev.nosplat.engine.machine.Acceleration;
import dev.nosplat.engine.machine.Accelerators;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.toolchain.EngineFacts;
import dev.nosplat.engine.toolchain.Toolchain;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks at this host for what nosplat needs. It installs nothing and starts nothing. */
final class HostInspection implements Supplier<List<Prerequisite>> {
  private static final Pattern MAVEN = Pattern.compile("Apache Maven (\\d+(?:\\.\\d+)*)");
  private static final Pattern GIT = Pattern.compile("git version (\\d+(?:\\.\\d+)*)");
  private static final int ANSWER_SECONDS = 20;
  private static final Path SOCKET = Path.of("/var/run/docker.sock");

  private static final String ENGINE = "container engine";
  private static final String IMAGE = "toolchain image";
  private static final String DOCKERFILE = "Dockerfile";

  /** A cold build of the kernel with BTF and its ccache take about this much, in GiB. */
  private static final long DISK_GIB = 10;

  private final Map<String, String> environment;

  HostInspection(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public List<Prerequisite> get() {
    Home home = Home.of(environment, Path.of(System.getProperty("user.home")));
    List<Prerequisite> rows = new ArrayList<>();
    rows.add(Prerequisite.note("nosplat", String.join("", new Main.Version().getVersion())));
    rows.addAll(List.of(jdk(), maven(), git()));
    try {
      Toolchain toolchain =
          Toolchain.connect(PackedResources.read(DOCKERFILE), home.cache(), environment);
      rows.add(engine(toolchain.engine()));
      rows.add(Prerequisite.ok(IMAGE, toolchain.image()));
      rows.addAll(disks(home));
      rows.add(accelerator(remembered(toolchain, home.cache())));
    } catch (InfraFailed e) {
      rows.add(without(e));
      rows.addAll(disks(home));
      rows.add(accelerator(Optional.empty()));
    }
    rows.add(cache(home));
    return rows;
  }

  private static Prerequisite engine(EngineFacts facts) {
    String found =
        "%s%s, %d CPUs, %.1f GiB of memory, images in %s"
            .formatted(
                facts.version(),
                facts.rootless() ? ", rootless" : "",
                facts.cpus(),
                facts.memoryBytes() / (double) (1L << 30),
                facts.directory());
    return Prerequisite.ok(ENGINE, found);
  }

  private static Prerequisite cache(Home home) {
    // Not measured: that takes minutes where it holds some hundred thousand files.
    return Prerequisite.note(
        "cache", home.cache() + "; nosplat cache tells what it holds and what may be removed");
  }

  /** This process runs on Java already; only the compiler may be missing. */
  private Prerequisite jdk() {
    Path home = Path.of(System.getProperty("java.home"));
    String version = Runtime.version().toString();
    return Files.isExecutable(home.resolve("bin").resolve("javac"))
        ? Prerequisite.ok("JDK", version + " in " + home)
        : Prerequisite.missing(
            "JDK", version + " in " + home + " has no compiler", "apt-get install openjdk-17-jdk");
  }

  private Prerequisite maven() {
    return onPath("Maven", MAVEN, "mvn", "apt-get install maven");
  }

  private Prerequisite git() {
    return onPath("git", GIT, "git", "apt-get install git");
  }

  private Prerequisite onPath(String name, Pattern version, String tool, String fix) {
    return answer(version, tool, "--version")
        .map(v -> Prerequisite.ok(name, v))
        .orElseGet(() -> Prerequisite.missing(name, "no " + tool + " on the PATH answers", fix));
  }

  /** The engine, what its client takes from the environment, and the image: as a run needs them. */
  private static Prerequisite without(InfraFailed problem) {
    String toPaste =
        problem.evidence().stream()
            .filter(line -> line.startsWith("export "))
            .collect(joining("\n"));
    if (!toPaste.isEmpty()) {
      return Prerequisite.missing(IMAGE, problem.what(), toPaste);
    }
    if (Files.exists(SOCKET) && !Files.isWritable(SOCKET)) {
      return Prerequisite.missing(
          ENGINE,
          SOCKET + " is not for this user",
          "use Podman without root (docs/machines.md), or as root: usermod -aG docker "
              + System.getProperty("user.name")
              + "; then log in again. Who is in that group is as good as root");
    }
    return Prerequisite.missing(IMAGE, problem.what(), "./nosplat setup");
  }

  private static Optional<Acceleration> remembered(Toolchain toolchain, Path cache) {
    Clock clock = Clock.systemUTC();
    return new Accelerators(toolchain, new Store(cache.resolve("store"), clock), cache, clock)
        .remembered();
  }

  /** Every disk that nosplat writes to, once. */
  private static List<Prerequisite> disks(Home home) {
    List<Prerequisite> rows = new ArrayList<>();
    Set<FileStore> seen = new HashSet<>();
    for (Path place : List.of(home.cache(), home.runs())) {
      try {
        Path there = place.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
          there = there.getParent();
        }
        FileStore store = Files.getFileStore(there);
        if (seen.add(store)) {
          rows.add(disk(place, there, store.getUsableSpace() >> 30));
        }
      } catch (IOException e) {
        rows.add(
            Prerequisite.missing(
                "disk", place + " cannot be read: " + e.getMessage(), "set NOSPLAT_DIR"));
      }
    }
    return rows;
  }

  private static Prerequisite disk(Path place, Path there, long free) {
    String found = free + " GiB free for " + place;
    if (!Files.isWritable(there)) {
      return Prerequisite.missing(
          "disk", there + " may not be written", "set NOSPLAT_DIR to a directory of yours");
    }
    return free >= DISK_GIB
        ? Prerequisite.ok("disk", found)
        : Prerequisite.missing(
            "disk",
            found,
            "nosplat cache prune --to 10GiB, or set NOSPLAT_DIR to a larger disk; "
                + DISK_GIB
                + " GiB are needed");
  }

  /** A device that exists may still not work: each kernel tries it once, so nothing is promised. */
  private static Prerequisite accelerator(Optional<Acceleration> remembered) {
    Path kvm = Path.of("/dev/kvm");
    String found;
    if (!Files.exists(kvm)) {
      found = "TCG: there is no /dev/kvm; slower, with the same verdicts";
    } else if (remembered.isPresent()) {
      found = "TCG: a trial of /dev/kvm found: " + remembered.get().note();
    } else if (Files.isReadable(kvm) && Files.isWritable(kvm)) {
      found = "KVM; emulation (TCG) if a kernel fails on it";
    } else {
      found = "TCG: /dev/kvm is there but not for this user";
    }
    return Prerequisite.note("accelerator", found);
  }

  /** What a tool on the PATH says of itself, as far as the pattern's first group knows it. */
  private Optional<String> answer(Pattern pattern, String tool, String... arguments) {
    return find(tool)
        .flatMap(
            path -> {
              try {
                Process process =
                    new ProcessBuilder(
                            Stream.concat(Stream.of(path.toString()), Stream.of(arguments))
                                .toList())
                        .redirectErrorStream(true)
                        .start();
                process.getOutputStream().close();
                String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                  process.destroyForcibly();
                  return Optional.empty();
                }
                Matcher matcher = pattern.matcher(said);
                return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
              } catch (IOException e) {
                return Optional.empty();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException("stopped", new ClosedByInterruptException());
              }
            });
  }

  private Optional<Path> find(String tool) {
    return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, tool))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
