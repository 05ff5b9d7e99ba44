// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.ContainerDirectory;
import dev.nosplat.engine.toolchain.ContainerSpec;
import dev.nosplat.engine.toolchain.Harvest;
import dev.nosplat.engine.toolchain.HarvestRefused;
import dev.nosplat.engine.toolchain.Mount;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.engine.toolchain.ToolchainContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The Debian archive through the toolchain container's own apt configuration. apt runs unprivileged
 * there: its lists and its cache lie in our cache directory.
 */
public final class ContainerApt implements DebianArchive {
  private static final int MEMORY_MIB = 2048;

  private static final String UPDATE =
      """
      mkdir -p /work/lists/partial /work/cache/archives/partial
      apt-get $OPTIONS -q update
      """;

  private static final String LIST =
      """
      names=$(apt-cache $OPTIONS search --names-only '^linux-source-[0-9]+[.][0-9]+$' | cut -d' ' -f1)
      [ -z "$names" ] || apt-cache $OPTIONS madison $names
      """;

  private static final String DOWNLOAD =
      """
      rm -rf /work/download
      mkdir /work/download
      cd /work/download
      apt-get $OPTIONS -q download "$1=$2"
      mv "$1"_*.deb source.deb
      """;

  private static final String DOWNLOADED = "download/source.deb";
  private static final long MOST = 4L << 30;

  private final Toolchain toolchain;

  /** The archive is asked at most this often: point releases come a few times a month. */
  private static final Duration FRESH = Duration.ofHours(1);

  private final ContainerDirectory directory;
  private final RememberedLines memory;
  private final InstantSource clock;

  /** apt with its lists and downloads below {@code directory}. */
  public ContainerApt(Toolchain toolchain, Path directory, InstantSource clock) {
    this.toolchain = toolchain;
    this.directory = ContainerDirectory.at(directory);
    // Beside the directory that the container writes, and not in it.
    this.memory =
        new RememberedLines(
            directory.resolveSibling(directory.getFileName() + "-available.txt"), FRESH);
    this.clock = clock;
  }

  @Override
  public List<SourcePackage> available(Progress progress) throws InterruptedException {
    List<SourcePackage> found = new ArrayList<>();
    for (String line : madison(progress)) {
      // " linux-source-7.2 | 7.2.12-1~bpo13+1 | URI SUITE Packages"
      String[] parts = line.split("\\|");
      if (parts.length == 3 && parts[0].strip().startsWith("linux-source-")) {
        SourcePackage entry = new SourcePackage(parts[0].strip(), parts[1].strip());
        if (!found.contains(entry)) {
          found.add(entry);
        }
      }
    }
    return found;
  }

  /** What {@code apt-cache madison} says of every package, remembered for an hour. */
  private List<String> madison(Progress progress) throws InterruptedException {
    Optional<List<String>> remembered = memory.lines(clock.instant());
    if (remembered.isPresent()) {
      return remembered.get();
    }
    progress.begin("asking the Debian archive for kernel sources");
    List<String> lines = run(UPDATE + LIST, List.of(), "the Debian archive cannot be asked");
    memory.keep(lines);
    return lines;
  }

  @Override
  public void download(SourcePackage wanted, Path file, Progress progress)
      throws InterruptedException {
    progress.begin("downloading " + wanted.name() + " " + wanted.version());
    run(
        DOWNLOAD,
        List.of(wanted.name(), wanted.version()),
        wanted.name() + " " + wanted.version() + " cannot be downloaded");
    Path to = file.toAbsolutePath();
    try {
      Harvest.take(
          directory,
          List.of(new Harvest.Wanted(DOWNLOADED, to.getFileName().toString(), MOST)),
          Objects.requireNonNull(to.getParent()));
    } catch (HarvestRefused e) {
      throw new InfraFailed(
          "apt downloaded " + wanted.name() + " but left no file that can be taken",
          e.reasons(),
          "see that the disk has room, then run again",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("taking the download from " + directory, e);
    }
  }

  private List<String> run(String script, List<String> arguments, String what)
      throws InterruptedException {
    ContainerDirectory work = toolchain.shared(directory);
    List<String> command = new ArrayList<>(List.of("sh", "-euc", script, "apt"));
    command.addAll(arguments);
    List<String> out = new ArrayList<>();
    List<String> err = new ArrayList<>();
    try (ToolchainContainer container =
        toolchain.open(
            new ContainerSpec(
                "apt",
                List.of(Mount.writable(work, "/work")),
                true,
                false,
                MEMORY_MIB,
                Optional.empty()))) {
      int code =
          container.run(
              command,
              Map.of(
                  "OPTIONS",
                  "-o Dir::State::lists=/work/lists -o Dir::Cache=/work/cache"
                      + " -o APT::Sandbox::User="),
              (line, error) -> (error ? err : out).add(line));
      if (code != 0) {
        throw new InfraFailed(
            what,
            err.isEmpty() ? out : err,
            "see that containers reach the network; a tree can also be given as a directory or an"
                + " archive");
      }
      container.end();
    }
    return out;
  }
}
