// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bundle;

import com.github.luben.zstd.ZstdOutputStream;
import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.check.Home;
import dev.nosplat.engine.check.KeptPlan;
import dev.nosplat.engine.check.Replay;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.record.RunRecord;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Makes a replay bundle of a run: its directory, the kernel and the guest image in one archive.
 * Equal runs give equal bytes: entries are sorted and carry no times and owners.
 */
public final class BundleWriter {
  static final String RUN = "run/";
  static final String KERNEL = "kernel/";
  static final String GUEST = "guest/";

  /** The kernel without its debugging information, which is ten times as large. */
  private static final List<String> KERNEL_FILES =
      List.of("vmlinux.boot", "kernel.config", "release", "compiler", Store.INPUTS);

  /** An input of a guest image: a BPF program in it, and its key. */
  private static final Pattern PROGRAM = Pattern.compile("program\\.([^=]+)=([0-9a-f]+)");

  private final Store store;

  private final Home home;
  private final HomePaths paths;

  /**
   * A writer.
   *
   * @param home where runs lie, and the store with kernels and guests
   * @param userHome the user's home directory, whose name no bundle holds
   */
  public BundleWriter(Home home, Path userHome, Clock clock) {
    this.home = home;
    this.paths = new HomePaths(userHome);
    this.store = new Store(home.cache().resolve("store"), clock);
  }

  /**
   * Writes the bundle of a run; a file of that name is replaced once the new one is whole.
   *
   * @param runDirectory the run's directory
   * @param file where the bundle goes
   * @throws BadInput if that is no run directory, or its kernel is no longer in the store
   */
  public void write(Path runDirectory, Path file) {
    RunRecord run = Replay.of(runDirectory, home).earlier();
    KeptPlan plan = KeptPlan.read(runDirectory);
    try (Store.Use use = store.use()) {
      Path scratch = Files.createTempDirectory("nosplat-bundle");
      try {
        write(run, plan, runDirectory, scratch, file);
      } finally {
        Trees.delete(scratch);
      }
    } catch (IOException e) {
      throw new BadInput(
          "the bundle cannot be written to " + file,
          List.of(String.valueOf(e)),
          "give another place with --output",
          e);
    }
  }

  private void write(RunRecord run, KeptPlan plan, Path runDirectory, Path scratch, Path file)
      throws IOException {
    Map<String, Path> files = paths.without(files(runDirectory), scratch);
    if (!plan.guest().isEmpty()) {
      addKernel(run, files);
      addGuest(plan.guest(), runDirectory, files);
    }
    Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), ".bundle", ".new");
    try {
      archive(manifest(run, plan.guest(), files), files, draft);
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static Map<String, Path> files(Path runDirectory) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(runDirectory)) {
      for (Path file :
          walk.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS)).toList()) {
        files.put(RUN + runDirectory.relativize(file), file);
      }
    }
    return files;
  }

  private void addKernel(RunRecord run, Map<String, Path> files) {
    Path entry =
        store
            .find("kernel", run.subject().kernelKey())
            .orElseThrow(() -> gone("kernel", run.directory()));
    KERNEL_FILES.forEach(name -> files.put(KERNEL + name, entry.resolve(name)));
  }

  private void addGuest(String key, Path runDirectory, Map<String, Path> files) throws IOException {
    Path entry = store.find("initramfs", key).orElseThrow(() -> gone("guest image", runDirectory));
    files.put(GUEST + "initramfs.cpio", entry.resolve("initramfs.cpio"));
    files.put(GUEST + Store.INPUTS, entry.resolve(Store.INPUTS));
    for (String input : Files.readAllLines(entry.resolve(Store.INPUTS))) {
      Matcher program = PROGRAM.matcher(input);
      if (program.matches()) {
        String object = program.group(1) + ".bpf.o";
        Path compiled =
            store
                .find("bpf", program.group(2))
                .orElseThrow(() -> gone("BPF program", runDirectory))
                .resolve(object);
        files.put(GUEST + object, compiled);
      }
    }
  }

  private static BadInput gone(String what, Path directory) {
    return new BadInput(
        "the run's " + what + " is no longer in the store",
        List.of("it was pruned, or the run was made with another cache directory"),
        "build it again with ./nosplat replay " + directory + ", and bundle that run");
  }

  private static BundleManifest manifest(RunRecord run, String guest, Map<String, Path> files)
      throws IOException {
    Map<String, BundleManifest.Content> contents = new TreeMap<>();
    for (Map.Entry<String, Path> each : files.entrySet()) {
      contents.put(
          each.getKey(),
          new BundleManifest.Content(
              Files.size(each.getValue()), Digest.ofFile(each.getValue()).hex()));
    }
    Map<String, String> versions = new TreeMap<>();
    versions.put("compiler", run.subject().compiler());
    run.machine().ifPresent(machine -> versions.put("qemu", machine.qemu()));
    Optional.ofNullable(BundleWriter.class.getPackage().getImplementationVersion())
        .ifPresent(version -> versions.put("nosplat", version));
    return new BundleManifest(
        BundleManifest.FORMAT,
        run.id(),
        run.verdict().outcome().name(),
        run.subject().kernelKey(),
        guest,
        versions,
        contents);
  }

  private static void archive(BundleManifest manifest, Map<String, Path> files, Path target)
      throws IOException {
    try (ZstdOutputStream packed =
            new ZstdOutputStream(new BufferedOutputStream(Files.newOutputStream(target)))
                .setChecksum(true);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(packed)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      byte[] first = manifest.json();
      tar.putArchiveEntry(entry(BundleManifest.FILE, first.length));
      tar.write(first);
      tar.closeArchiveEntry();
      for (Map.Entry<String, Path> file : files.entrySet()) {
        tar.putArchiveEntry(entry(file.getKey(), Files.size(file.getValue())));
        try (InputStream in = Files.newInputStream(file.getValue())) {
          in.transferTo(tar);
        }
        tar.closeArchiveEntry();
      }
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static TarArchiveEntry entry(String name, long bytes) {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(bytes);
    entry.setModTime(0);
    entry.setIds(0, 0);
    entry.setNames("", "");
    return entry;
  }
}
