// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.problem.Problem;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.source.DebianArchive;
import dev.nosplat.engine.source.Git;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.source.Sources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that fills up: INFRA_FAILED with the place, nothing left, and the next one works. The disk
 * is a file system of 24 MiB in a mount namespace of its own, which takes root or a host that lets
 * its users have namespaces; on another this test fails, because nothing was shown.
 */
@Tag("vm")
class FullDiskIT {
  private static final int MEBI = 1 << 20;
  private static final int TOO_MUCH = 40;

  @TempDir private Path scratch;
  private Path disk;
  private Path small;
  private Path large;

  @BeforeEach
  void write() throws Exception {
    disk = Files.createDirectory(scratch.resolve("disk"));
    small = tree("small", 0);
    large = tree("large", TOO_MUCH);
  }

  /** Something that reads as a kernel's tree, with so many files of a mebibyte of noise. */
  private Path tree(String name, int files) throws IOException {
    Path tree = Files.createDirectories(scratch.resolve(name));
    Files.createDirectories(tree.resolve("kernel"));
    Files.writeString(tree.resolve("Kconfig"), "mainmenu \"" + name + "\"\n");
    Files.writeString(
        tree.resolve("Makefile"),
        "# SPDX\nVERSION = 7\nPATCHLEVEL = 3\nSUBLEVEL = 4\nEXTRAVERSION =\nNAME = Small\n");
    Random noise = new Random(files);
    for (int i = 0; i < files; i++) {
      byte[] bytes = new byte[MEBI];
      noise.nextBytes(bytes);
      Files.write(tree.resolve("kernel/noise-" + i + ".c"), bytes);
    }
    return tree;
  }

  @Test
  void anArchiveThatDoesNotFitIsNotCalledDamaged() throws Exception {
    Path archive = scratch.resolve("large.tar");
    run(List.of("tar", "-C", scratch.toString(), "-cf", archive.toString(), "large"));

    assertThat(onFullDisk("tree", archive.toString(), small.toString()))
        .containsExactly(
            "INFRA_FAILED Nothing can be written to " + disk.resolve("sources") + ".",
            "No space left on device",
            "less than a mebibyte is left",
            "the small tree is read");
  }

  @Test
  void aDirectoryThatDoesNotFitIsNotCalledUnreadable() throws Exception {
    assertThat(onFullDisk("tree", large.toString(), small.toString()))
        .containsExactly(
            "INFRA_FAILED Nothing can be written to " + disk.resolve("sources") + ".",
            "No space left on device",
            "less than a mebibyte is left",
            "the small tree is read");
  }

  @Test
  void anArtifactThatDoesNotFitLeavesNothing() throws Exception {
    assertThat(onFullDisk("artifact"))
        .containsExactly(
            "INFRA_FAILED a file could not be read or written",
            "No space left on device",
            "less than a mebibyte is left",
            "the small artifact is stored");
  }

  private List<String> onFullDisk(String... arguments) throws Exception {
    boolean root = (int) Files.getAttribute(scratch, "unix:uid") == 0;
    List<String> command = new ArrayList<>(List.of("unshare", "--mount"));
    if (!root) {
      command.addAll(List.of("--user", "--map-root-user"));
    }
    command.addAll(
        List.of(
            "sh",
            "-euc",
            "mount -t tmpfs -o size=24m none \"$0\"; exec \"$@\"",
            disk.toString(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            OnFullDisk.class.getName(),
            disk.toString()));
    command.addAll(List.of(arguments));
    return run(command).lines().toList();
  }

  private static String run(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s printed %s", command, said).isZero();
    return said;
  }

  /** What happens on the small disk, told line by line. */
  static final class OnFullDisk {
    private OnFullDisk() {}

    public static void main(String[] args) throws Exception {
      Path disk = Path.of(args[0]);
      try {
        if (args[1].equals("tree")) {
          sources(disk).resolve(args[2], Progress.silent());
        } else {
          store(disk, 40);
        }
        System.out.println("it fits?");
      } catch (UncheckedIOException e) {
        tell(InfraFailed.file(e));
      } catch (Problem e) {
        tell(e);
      }
      System.out.println(
          Trees.usage(disk).bytes() < MEBI ? "less than a mebibyte is left" : "much is left");
      if (args[1].equals("tree")) {
        sources(disk).resolve(args[3], Progress.silent());
        System.out.println("the small tree is read");
      } else {
        store(disk, 1);
        System.out.println("the small artifact is stored");
      }
    }

    private static void tell(Problem problem) {
      System.out.println(
          (problem instanceof InfraFailed ? "INFRA_FAILED " : problem.getClass() + " ")
              + problem.what());
      String evidence = String.join(" | ", problem.evidence());
      System.out.println(
          evidence.contains("No space left on device") ? "No space left on device" : evidence);
    }

    private static Sources sources(Path disk) throws Exception {
      Git git = new Git("git", System.getenv());
      Path cache = Files.createDirectories(disk.resolve("sources"));
      DebianArchive none =
          new DebianArchive() {
            @Override
            public List<SourcePackage> available(Progress progress) {
              return List.of();
            }

            @Override
            public void download(SourcePackage wanted, Path file, Progress progress) {
              throw new IllegalStateException("nothing is downloaded");
            }
          };
      return new Sources(ObjectStore.open(cache, git), disk, none);
    }

    private static void store(Path disk, int files) throws InterruptedException {
      new Store(disk.resolve("store"), Clock.systemUTC())
          .obtain(
              Key.of("kernel", Map.of("files", String.valueOf(files))),
              () -> {},
              draft -> {
                for (int i = 0; i < files; i++) {
                  Files.write(draft.resolve("noise-" + i), new byte[MEBI]);
                }
              });
    }
  }
}
