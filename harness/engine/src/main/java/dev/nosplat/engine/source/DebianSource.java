// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.source.DebianArchive.SourcePackage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A {@code linux-source} package of Debian: downloaded and imported once per version. */
final class DebianSource {
  private final ObjectStore store;
  private final TreeSpec.Debian spec;
  private final DebianArchive archive;

  DebianSource(ObjectStore store, TreeSpec.Debian spec, DebianArchive archive) {
    this.store = store;
    this.spec = spec;
    this.archive = archive;
  }

  /**
   * What the specification means now.
   *
   * @param commit what the package holds
   * @param version the package that was taken
   */
  record Taken(String commit, SourcePackage version) {}

  Taken take(Progress progress) throws InterruptedException {
    List<SourcePackage> available =
        archive.available(progress).stream()
            .filter(p -> p.name().startsWith("linux-source-"))
            .filter(p -> !DebianVersion.numbers(p.version()).isEmpty())
            .toList();
    SourcePackage wanted = spec.wanted().pick(available).orElseThrow(() -> missing(available));
    String name = "debian/" + hex(wanted.name() + "_" + wanted.version());
    Optional<String> known = store.recall(name);
    if (known.isPresent()) {
      return new Taken(known.get(), wanted);
    }
    try {
      Path file = Files.createTempFile(store.scratch(), wanted.name(), ".deb");
      try {
        progress.begin("downloading " + wanted.name() + " " + wanted.version());
        archive.download(wanted, file, progress);
        String described = wanted.name() + " " + wanted.version();
        String commit = new ArchiveSource(store, file, described).commit(progress);
        store.remember(name, commit);
        return new Taken(commit, wanted);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw store.unusable(e);
    }
  }

  /** A version may hold a tilde, which no ref may. */
  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private BadInput missing(List<SourcePackage> available) {
    List<String> evidence =
        available.isEmpty()
            ? List.of("apt knows no linux-source package at all")
            : available.stream().map(p -> "there is " + p.name() + " " + p.version()).toList();
    return new BadInput(
        "Debian has no kernel source for " + spec.text() + ".",
        evidence,
        available.isEmpty()
            ? "Check the apt configuration and the network."
            : "Name one of those, or debian:newest.");
  }
}
