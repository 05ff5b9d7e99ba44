// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import com.github.luben.zstd.ZstdInputStream;
import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.guest.BpfProgram;
import dev.nosplat.engine.kernel.BuildTimes;
import dev.nosplat.engine.kernel.Kernel;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.record.UnreadableRecord;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A replay bundle that was unpacked to be used. It may come from anyone: only files that its
 * manifest names are taken, and what they hold is compared with the manifest. Nothing of it runs
 * outside the guest.
 */
public final class Bundle implements AutoCloseable {
  private static final long MOST_BYTES = 4L << 30;
  private static final int MOST_MANIFEST = 1 << 20;

  private final Path directory;
  private final BundleManifest manifest;
  private final RunRecord run;
  private final KeptPlan kept;

  private Bundle(Path directory, BundleManifest manifest) throws IOException {
    this.directory = directory;
    this.manifest = manifest;
    this.run = RunRecordJson.load(directory.resolve(BundleWriter.RUN));
    this.kept = KeptPlan.read(directory.resolve(BundleWriter.RUN));
  }

  /**
   * Unpacks a bundle below the cache directory, until it is closed.
   *
   * @throws BadInput if it is none, or damaged
   */
  public static Bundle open(Path file, Home home) {
    try {
      Path parent = Files.createDirectories(home.cache().resolve("bundles"));
      Path directory = Files.createTempDirectory(parent, "bundle");
      boolean opened = false;
      try {
        Bundle bundle = new Bundle(directory, unpack(file, directory));
        opened = true;
        return bundle;
      } finally {
        if (!opened) {
          Trees.delete(directory);
        }
      }
    } catch (IOException | UnreadableRecord e) {
      throw new BadInput(
          file + " is no replay bundle, or a damaged one",
          List.of(String.valueOf(e.getMessage())),
          "give a file that ./nosplat bundle wrote, or the directory of a run",
          e);
    }
  }

  /** The record of the bundled run. */
  public RunRecord run() {
    return run;
  }

  /** What the bundled run was asked to do; its files are those of the bundle. */
  public CheckPlan plan() {
    return kept.plan(directory.resolve(BundleWriter.RUN));
  }

  /** Whether kernel and guest are in it; a run that failed before has none. */
  public boolean hasMachine() {
    return !manifest.guest().isEmpty();
  }

  /** The kernel, as far as a machine needs it. */
  Kernel kernel() {
    return new Kernel(
        directory.resolve(BundleWriter.KERNEL),
        manifest.kernel(),
        run.subject().release(),
        run.subject().compiler(),
        "from the bundle",
        BuildTimes.NONE);
  }

  Path runDirectory() {
    return directory.resolve(BundleWriter.RUN);
  }

  Path initramfs() {
    return directory.resolve(BundleWriter.GUEST).resolve("initramfs.cpio");
  }

  /** The scheduler's program, which is in the initramfs too. */
  BpfProgram program(String name) {
    return new BpfProgram(
        name, directory.resolve(BundleWriter.GUEST).resolve(name + ".bpf.o"), content());
  }

  /** Names what the bundle holds: equal words, equal bytes. */
  String content() {
    return "bundle " + Digest.of(manifest.json()).hex();
  }

  @Override
  public void close() {
    try {
      Trees.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + directory, e);
    }
  }

  private static BundleManifest unpack(Path file, Path directory) throws IOException {
    try (InputStream packed = new BufferedInputStream(Files.newInputStream(file));
        TarArchiveInputStream tar = new TarArchiveInputStream(new ZstdInputStream(packed))) {
      TarArchiveEntry first = tar.getNextEntry();
      if (first == null
          || !first.getName().equals(BundleManifest.FILE)
          || first.getSize() > MOST_MANIFEST) {
        throw new IOException("it does not begin with " + BundleManifest.FILE);
      }
      BundleManifest manifest = BundleManifest.read(tar.readAllBytes());
      if (manifest.files().values().stream().mapToLong(f -> f.bytes()).sum() > MOST_BYTES) {
        throw new IOException("it would unpack to more than " + (MOST_BYTES >> 30) + " GiB");
      }
      Set<String> missing = new TreeSet<>(manifest.files().keySet());
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (!missing.remove(entry.getName()) || !entry.isFile()) {
          throw new IOException(entry.getName() + " is not in its manifest");
        }
        take(tar, entry, manifest, directory);
      }
      if (!missing.isEmpty()) {
        throw new IOException("it lacks " + String.join(", ", missing));
      }
      return manifest;
    }
  }

  private static void take(
      TarArchiveInputStream tar, TarArchiveEntry entry, BundleManifest manifest, Path directory)
      throws IOException {
    String name = entry.getName();
    Path target = directory.resolve(name).normalize();
    if (!target.startsWith(directory) || target.equals(directory)) {
      throw new IOException(name + " would be outside of the bundle");
    }
    BundleManifest.Content content = java.util.Objects.requireNonNull(manifest.files().get(name));
    Files.createDirectories(target.getParent());
    if (entry.getSize() != content.bytes()
        || Files.copy(tar, target) != content.bytes()
        || !Digest.ofFile(target).hex().equals(content.sha256())) {
      throw new IOException(name + " is not what its manifest says");
    }
  }
}
