// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.series.text.RawText;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.toolchain.ContainerSpec;
import dev.nosplat.engine.toolchain.Mount;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.engine.toolchain.ToolchainContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The tree's own {@code scripts/checkpatch.pl}, run in the toolchain container: the tree is not
 * trusted on the host. What it says is a note about style and never a verdict.
 */
public final class Checkpatch {
  private static final int MEMORY_MIB = 512;
  private static final int MOST_LINES = 40;
  private static final int MOST_SEEN = 10_000;

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** How long timeout(1) may take to end it before the container is ended. */
  private static final Duration KILLING = Duration.ofSeconds(10);

  /** What timeout(1) exits with where it had to end or to kill the command. */
  private static final Set<Integer> STOPPED = Set.of(124, 137);

  private static final List<String> FILES =
      List.of("scripts/checkpatch.pl", "scripts/spelling.txt", "scripts/const_structs.checkpatch");

  private final ObjectStore store;
  private final Toolchain toolchain;
  private final InstantSource clock;
  private final Bounds bounds;

  /**
   * How long it may take: the largest patches of a release take minutes, and nobody reads what it
   * says of them.
   *
   * @param patch for one patch, in whole seconds
   * @param series for all of them
   */
  public record Bounds(Duration patch, Duration series) {
    /** A minute for a patch, two for a series. */
    public static final Bounds USUAL = new Bounds(Duration.ofMinutes(1), Duration.ofMinutes(2));
  }

  /** Runs it in containers of this toolchain. */
  public Checkpatch(ObjectStore store, Toolchain toolchain, InstantSource clock, Bounds bounds) {
    this.store = store;
    this.toolchain = toolchain;
    this.clock = clock;
    this.bounds = bounds;
  }

  /** Whether a tree has the script. */
  public static boolean isIn(ObjectStore store, String treeId) throws InterruptedException {
    return store.file(treeId, FILES.get(0)).isPresent();
  }

  /**
   * What it says of each patch.
   *
   * @param treeId the unpatched tree, whose script is run
   * @return its lines, each with the patch's number before it; empty if the tree has no such script
   */
  public List<String> notes(String treeId, PatchSeries series) throws InterruptedException {
    Path home = store.cache().resolve("checkpatch");
    Path work = home;
    List<String> said = new ArrayList<>();
    try {
      Trees.makeDirectories(home);
      work = Files.createTempDirectory(home, "run");
      Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
      for (String name : FILES) {
        Optional<byte[]> file = store.file(treeId, name);
        if (file.isPresent()) {
          readable(work.resolve(Path.of(name).getFileName()), file.get());
        } else if (name.equals(FILES.get(0))) {
          return List.of();
        }
      }
      for (int i = 0; i < series.patches().size(); i++) {
        PatchSeries one = new PatchSeries(List.of(series.patches().get(i)), List.of());
        readable(work.resolve((i + 1) + ".patch"), one.mailbox());
      }
      try (ToolchainContainer container =
          toolchain.open(
              ContainerSpec.offline(
                  "checkpatch", List.of(Mount.readOnly(work, "/work")), MEMORY_MIB))) {
        said.addAll(run(container, series.patches().size()));
      }
      return said;
    } catch (IOException e) {
      throw new InfraFailed(
          "The files for checkpatch.pl cannot be written.",
          List.of(String.valueOf(e)),
          "Make the cache directory writable and see that its disk has room.",
          e);
    } finally {
      remove(work);
    }
  }

  private List<String> run(ToolchainContainer container, int total) throws InterruptedException {
    Instant end = clock.instant().plus(bounds.series());
    List<String> said = new ArrayList<>();
    for (int number = 1; number <= total; number++) {
      Duration left = Duration.between(clock.instant(), end);
      if (left.compareTo(SECOND) < 0 || !container.running()) {
        said.add(number + "/" + total + " and later: checkpatch.pl was not run, it took too long");
        return said;
      }
      Duration most = left.compareTo(bounds.patch()) < 0 ? left : bounds.patch();
      said.addAll(run(container, number, total, most.toSeconds()));
    }
    return said;
  }

  private static List<String> run(ToolchainContainer container, int number, int total, long seconds)
      throws InterruptedException {
    List<String> lines = new ArrayList<>();
    OptionalInt exit =
        container.run(
            List.of(
                "timeout",
                "-k",
                "1",
                String.valueOf(seconds),
                "perl",
                "/work/checkpatch.pl",
                "--no-tree",
                "--terse",
                "--show-types",
                "--color=never",
                "/work/" + number + ".patch"),
            Map.of(),
            (line, error) -> {
              if (!line.isBlank() && lines.size() < MOST_SEEN) {
                lines.add(
                    number
                        + "/"
                        + total
                        + ": "
                        + RawText.shownLine(line).replaceFirst("^/work/\\d+\\.patch:", ""));
              }
            },
            Duration.ofSeconds(seconds).plus(KILLING));
    if (exit.isEmpty() || STOPPED.contains(exit.getAsInt())) {
      lines.add(number + "/" + total + ": checkpatch.pl was stopped after " + seconds + " s");
    }
    int more = lines.size() - MOST_LINES;
    List<String> shown = new ArrayList<>(lines.subList(0, Math.min(MOST_LINES, lines.size())));
    if (more > 0) {
      shown.add(number + "/" + total + ": and " + more + " lines more");
    }
    return shown;
  }

  private static void readable(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private static void remove(Path directory) {
    if (!directory.getFileName().toString().startsWith("run")) {
      return;
    }
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      // Left in the cache directory, which is swept as a whole.
    }
  }
}
