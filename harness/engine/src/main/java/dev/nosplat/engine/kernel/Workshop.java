// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.artifact.FileLock;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.BoundedWork;
import dev.nosplat.engine.toolchain.ContainerDirectory;
import dev.nosplat.engine.toolchain.ContainerSpec;
import dev.nosplat.engine.toolchain.GivenFiles;
import dev.nosplat.engine.toolchain.Mount;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.engine.toolchain.ToolchainContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where kernels are configured and built: one directory per lineage, config and compiler. */
final class Workshop {
  private static final int MEMORY_MIB = 8192;

  /** Objects of 7.3 with the default fragments: shown before a build directory knows better. */
  private static final int TYPICAL_OBJECTS = 1400;

  /**
   * Whatever the build before left where this one is going to write, it does not get in its way.
   */
  private static final String PREPARE =
      """
      if [ -e /build/nosplat ]; then
        chmod -R u+rwx /build/nosplat || true
        rm -rf /build/nosplat
      fi
      mkdir /build/nosplat
      cp -r /nosplat/vm-images /build/nosplat
      if [ -L /build/.config ] || [ ! -f /build/.config ]; then
        rm -rf /build/.config
      fi
      """;

  /**
   * The base's objects, without what every link makes anew: 0.7 of the 1.4 GB of 7.3.4. The copy
   * keeps its times, so make does what it would have done there.
   */
  private static final String COPY =
      """
      cd /base
      if [ $# -gt 0 ]; then
        for part in "$@"; do
          [ ! -e "$part" ] || cp -a --parents --reflink=auto -t /build "$part"
        done
        exit
      fi
      find . -mindepth 1 -maxdepth 1 ! -name vmlinux ! -name 'vmlinux.*' ! -name '.tmp_vmlinux*' \\
        ! -name nosplat -exec cp -a --reflink=auto -t /build {} +
      """;

  private final Toolchain toolchain;
  private final Path home;
  private final UntrustedBuilds untrusted;
  private final Clock clock;
  private final BuildLimits limits;

  /** A workshop that keeps its directories and the compiler cache below {@code home}. */
  Workshop(
      Toolchain toolchain, Path home, UntrustedBuilds untrusted, Clock clock, BuildLimits limits) {
    this.toolchain = toolchain;
    this.home = home;
    this.untrusted = untrusted;
    this.clock = clock;
    this.limits = limits;
  }

  /** What is done there. */
  @FunctionalInterface
  interface Work<T> {
    T at(Site site) throws IOException, InterruptedException;
  }

  /**
   * Works at the place of a request, which is ours alone meanwhile.
   *
   * @param log where make's output goes
   */
  <T> T work(
      KernelRequest request, KernelBuilder.Source source, Path log, Progress progress, Work<T> work)
      throws IOException, InterruptedException {
    return work(place(request), request, source, log, progress, work);
  }

  /**
   * Works where no object is that another build has made, and every object is compiled.
   *
   * @param name one word; the place goes when the untrusted builds do
   */
  <T> T workFromNothing(
      String name,
      KernelRequest request,
      KernelBuilder.Source source,
      Path log,
      Progress progress,
      Work<T> work)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectories(untrusted.of(name));
    return work(BuildPlace.bare(directory, request), request, source, log, progress, work);
  }

  /**
   * Works on the base's own programs: with what the base has made of them, and leaving it nothing.
   *
   * @param name one word; the place goes when the untrusted builds do
   */
  <T> T workBesideBase(
      String name,
      KernelRequest request,
      KernelBuilder.Source source,
      Path log,
      Progress progress,
      Work<T> work)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectories(untrusted.of(name));
    BuildPlace base = BuildPlace.shared(home, request);
    return work(BuildPlace.beside(directory, base), request, source, log, progress, work);
  }

  private <T> T work(
      BuildPlace place,
      KernelRequest request,
      KernelBuilder.Source source,
      Path log,
      Progress progress,
      Work<T> work)
      throws IOException, InterruptedException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    try (FileLock lock =
            FileLock.acquire(
                place.lock(), () -> progress.say("waiting for another build of " + place.name()));
        KernelBuilder.Source.Opened tree = source.open();
        // After the first build nobody knows how much a patch touches until make has looked.
        BuildLog output = new BuildLog(log, progress, place.warm() ? 0 : TYPICAL_OBJECTS, clock);
        Site site = open(place, request, tree.path(), output, progress)) {
      T result = work.at(site);
      Files.writeString(place.objects(), output.objects() + "\n");
      return result;
    }
  }

  private BuildPlace place(KernelRequest request) throws InterruptedException {
    BuildPlace shared = BuildPlace.shared(home, request);
    return request.untrusted().isEmpty()
        ? shared
        : BuildPlace.apart(untrusted.of(request.untrusted().get()), shared);
  }

  private Site open(
      BuildPlace place, KernelRequest request, Path tree, BuildLog output, Progress progress)
      throws IOException, InterruptedException {
    boolean copies = place.base().isPresent() && !place.build().isThere();
    ContainerDirectory ccache = toolchain.shared(place.ccache());
    List<Mount> mounts =
        new ArrayList<>(
            List.of(
                Mount.readOnly(tree, "/src"),
                GivenFiles.write(place.given(), given(place, request), "/nosplat"),
                Mount.writable(toolchain.shared(place.build()), "/build"),
                place.cache() == CompilerCache.SHARED
                    ? Mount.writable(ccache, "/ccache")
                    : Mount.readOnly(ccache, "/ccache")));
    place
        .base()
        .ifPresent(base -> mounts.add(Mount.readOnly(toolchain.shared(base.build()), "/base")));
    ContainerSpec spec = ContainerSpec.offline("build", mounts, MEMORY_MIB);
    ToolchainContainer container = toolchain.open(spec);
    if (copies) {
      copy(container, place, output, progress);
    }
    if (container.run(List.of("sh", "-euc", PREPARE), Map.of(), output) != 0) {
      container.close();
      throw new InfraFailed(
          "The build directory cannot be used.",
          output.evidence(),
          "Remove " + place.build() + ", which is made anew, and run again.");
    }
    BoundedWork at =
        new BoundedWork(
            container,
            spec,
            new BoundedWork.Bounds(limits.bytes(), limits.files()),
            "The build",
            output::evidence);
    return new Site(toolchain, place, tree, at, output, limits);
  }

  /** Copies the base's objects, which nobody changes meanwhile. */
  private static void copy(
      ToolchainContainer container, BuildPlace place, BuildLog output, Progress progress)
      throws InterruptedException {
    BuildPlace base = place.base().orElseThrow();
    List<String> command = new ArrayList<>(List.of("sh", "-euc", COPY, "copy"));
    command.addAll(place.copied());
    try (FileLock lock =
        FileLock.acquire(
            base.lock(), () -> progress.say("waiting for another build of " + base.name()))) {
      if (container.run(command, Map.of(), output) != 0) {
        container.close();
        throw new InfraFailed(
            "The base's build directory cannot be copied",
            output.evidence(),
            "Make room on that disk, or remove " + base.build() + ", which is made anew");
      }
    }
  }

  private static Map<String, byte[]> given(BuildPlace place, KernelRequest request) {
    Map<String, byte[]> files = new TreeMap<>(CanaryModule.files());
    files.put(CompilerCache.FILE, place.cache().configuration());
    files.putAll(Kconfig.files(request.config()));
    files.putAll(ObjectSearch.files());
    files.putAll(KbuildOwners.files());
    return files;
  }
}
