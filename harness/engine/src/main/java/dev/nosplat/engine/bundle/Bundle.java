// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bundle;

import com.github.luben.zstd.ZstdInputStream;
import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.check.Home;
import dev.nosplat.engine.check.ReadyRun;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.guest.BpfProgram;
import dev.nosplat.engine.kernel.BuildTimes;
import dev.nosplat.engine.kernel.Kernel;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.source.TarBudget;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.record.Subject;
import dev.nosplat.record.UnreadableRecord;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A replay bundle that was unpacked to be used. It may come from anyone: only files that its
 * manifest names are taken, and what they hold is compared with the manifest. Nothing of it runs
 * outside the guest.
 */
public final class Bundle implements AutoCloseable {
  /** Who says what was judged. */
  static final String CLAIM = "the bundle";

  private static final int MOST_MANIFEST = 1 << 20;
  private static final int BUFFER = 1 << 16;

  private static final String KERNEL_IMAGE = BundleWriter.KERNEL + "vmlinux.boot";
  private static final String KERNEL_CONFIG = BundleWriter.KERNEL + "kernel.config";
  private static final String INITRAMFS = BundleWriter.GUEST + "initramfs.cpio";

  private final Path directory;
  private final BundleManifest manifest;
  private final RunRecord run;
  private final BundlePlan plan;

  private Bundle(Path directory, BundleManifest manifest) throws IOException {
    this.directory = directory;
    this.manifest = manifest;
    this.run = RunRecordJson.load(directory.resolve(BundleWriter.RUN));
    this.plan = BundlePlan.read(directory.resolve(BundleWriter.RUN), manifest);
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
    } catch (BadInput e) {
      throw none(file, e.evidence().stream().findFirst().orElse(e.what()), e);
    } catch (IOException | UnreadableRecord e) {
      throw none(file, String.valueOf(e.getMessage()), e);
    }
  }

  private static BadInput none(Path file, String why, Exception cause) {
    return new BadInput(
        file + " is no replay bundle, or a damaged one",
        List.of(why),
        "give a file that ./nosplat bundle wrote, or the directory of a run",
        cause);
  }

  /** The record of the bundled run. */
  public RunRecord run() {
    return run;
  }

  /**
   * What the bundled run was asked to do, on a tree that the user names.
   *
   * @param tree a tree specification
   */
  public CheckPlan on(String tree) {
    return plan.on(tree);
  }

  /** The tree that the run had, as the bundle claims; nothing resolves it. */
  public String claimedTree() {
    return plan.claimedTree();
  }

  /** Whether kernel and guest are in it; a run that failed before has none. */
  public boolean hasMachine() {
    return !manifest.guest().isEmpty();
  }

  /**
   * The bundled run on the bundle's own machine.
   *
   * @throws BadInput if the bundle lacks a part of it
   */
  public ReadyRun ready() {
    for (String part : List.of(KERNEL_IMAGE, KERNEL_CONFIG, INITRAMFS)) {
      if (!manifest.files().containsKey(part)) {
        throw new BadInput(
            "the bundle holds no machine",
            List.of("it lacks " + part),
            "give a file that ./nosplat bundle wrote");
      }
    }
    Subject subject = run.subject();
    Kernel kernel =
        new Kernel(
            directory.resolve(BundleWriter.KERNEL),
            manifest.kernel(),
            subject.release(),
            subject.compiler(),
            "from the bundle",
            BuildTimes.NONE);
    return new ReadyRun(
        plan.forItsMachine(),
        subject.claimedBy(CLAIM),
        kernel,
        directory.resolve(INITRAMFS),
        content(),
        this::program,
        directory.resolve(BundleWriter.RUN));
  }

  private BpfProgram program(String name) {
    return new BpfProgram(
        name, directory.resolve(BundleWriter.GUEST).resolve(name + ".bpf.o"), content());
  }

  private String content() {
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
        TarBudget budget = new TarBudget(new ZstdInputStream(packed), BundleManifest.MOST_BYTES);
        TarArchiveInputStream tar = new TarArchiveInputStream(budget)) {
      TarArchiveEntry first = tar.getNextEntry();
      if (first == null
          || !first.getName().equals(BundleManifest.FILE)
          || first.getSize() > MOST_MANIFEST) {
        throw new IOException("it does not begin with " + BundleManifest.FILE);
      }
      BundleManifest manifest = BundleManifest.read(tar.readNBytes(MOST_MANIFEST));
      Set<String> missing = new TreeSet<>(manifest.files().keySet());
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        budget.entry(entry.getSize());
        if (!isRegular(entry)) {
          throw new IOException(entry.getName() + " is no regular file");
        }
        BundleManifest.Content content = manifest.files().get(entry.getName());
        if (content == null || !missing.remove(entry.getName())) {
          throw new IOException(entry.getName() + " is not in its manifest");
        }
        take(tar, entry, content, directory.resolve(entry.getName()));
      }
      if (!missing.isEmpty()) {
        throw new IOException("it lacks " + String.join(", ", missing));
      }
      return manifest;
    } catch (IllegalArgumentException | StackOverflowError | OutOfMemoryError e) {
      throw new IOException("its archive cannot be read: " + e.getMessage(), e);
    }
  }

  /** The library's own question is also answered with yes for links, devices, pipes and holes. */
  private static boolean isRegular(TarArchiveEntry entry) {
    return !entry.isSparse()
        && (entry.getLinkFlag() == TarConstants.LF_NORMAL
            || entry.getLinkFlag() == TarConstants.LF_OLDNORM);
  }

  /** Copies no more than the manifest says, and digests what it copies. */
  private static void take(
      InputStream tar, TarArchiveEntry entry, BundleManifest.Content content, Path target)
      throws IOException {
    boolean equal = entry.getSize() == content.bytes();
    if (equal) {
      Files.createDirectories(target.getParent());
      MessageDigest digest = sha256();
      long left = content.bytes();
      byte[] buffer = new byte[BUFFER];
      try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
        while (left > 0) {
          int n = tar.read(buffer, 0, (int) Math.min(buffer.length, left));
          if (n < 0) {
            break;
          }
          digest.update(buffer, 0, n);
          out.write(buffer, 0, n);
          left -= n;
        }
      }
      equal = left == 0 && HexFormat.of().formatHex(digest.digest()).equals(content.sha256());
    }
    if (!equal) {
      throw new IOException(entry.getName() + " is not what its manifest says");
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
