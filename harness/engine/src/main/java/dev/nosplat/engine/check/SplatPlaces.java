// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.source.ObjectStore;
import dev.nosplat.engine.symbols.Symbolizer;
import dev.nosplat.engine.toolchain.ContainerSpec;
import dev.nosplat.engine.toolchain.Mount;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.engine.toolchain.ToolchainContainer;
import dev.nosplat.splat.Splat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives the frames of a run's splats their places in the source, and keeps the blamed files of the
 * patched tree in the run directory, so that a report can show the lines later and elsewhere.
 */
final class SplatPlaces {
  private static final int MEMORY_MIB = 4096;

  /** Of a flood nobody reads more. */
  private static final int MOST = 8;

  private static final String INSIDE = "/kernel";

  private final Toolchain toolchain;
  private final ObjectStore objects;

  SplatPlaces(Toolchain toolchain, ObjectStore objects) {
    this.toolchain = toolchain;
    this.objects = objects;
  }

  /** The same splats as well placed as can be; a report without places is better than none. */
  List<Splat> locate(
      List<Splat> splats, Prepared prepared, RunDirectory directory, Progress progress)
      throws InterruptedException {
    if (splats.isEmpty() || !Files.exists(prepared.kernel().vmlinux())) {
      return splats;
    }
    progress.begin("looking up the source lines");
    List<Splat> located = new ArrayList<>();
    try (ToolchainContainer container =
        toolchain.open(
            ContainerSpec.offline(
                "symbols",
                List.of(Mount.readOnly(prepared.kernel().directory(), INSIDE)),
                MEMORY_MIB))) {
      Symbolizer symbolizer =
          new Symbolizer(
              INSIDE + "/" + prepared.kernel().vmlinux().getFileName(),
              (command, line) ->
                  container.run(
                      command,
                      Map.of(),
                      (text, error) -> {
                        if (!error) {
                          line.accept(text);
                        }
                      }));
      for (Splat splat : splats) {
        located.add(located.size() < MOST ? symbolizer.symbolize(splat) : splat);
      }
    } catch (InfraFailed e) {
      progress.say("note: splats have no source lines, " + e.what());
      return splats;
    }
    for (Splat splat : located) {
      Optional<String> file = blamedFile(splat);
      if (file.isPresent() && !prepared.treeId().isEmpty()) {
        keep(file.get(), prepared.treeId(), directory);
      }
    }
    return located;
  }

  private static Optional<String> blamedFile(Splat splat) {
    return splat.frames().stream()
        .filter(f -> splat.culprit().filter(f.function()::equals).isPresent())
        .flatMap(f -> f.location().stream())
        .map(place -> place.replaceFirst(":\\d+$", ""))
        .filter(file -> file.matches("[\\w.+/-]+") && !file.startsWith("/") && !file.contains(".."))
        .findFirst();
  }

  private void keep(String file, String treeId, RunDirectory directory)
      throws InterruptedException {
    Optional<byte[]> text = objects.file(treeId, file);
    Path target = directory.file(RunDirectory.SOURCES).resolve(file);
    try {
      if (text.isPresent()) {
        Files.createDirectories(target.getParent());
        Files.write(target, text.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + target, e);
    }
  }
}
