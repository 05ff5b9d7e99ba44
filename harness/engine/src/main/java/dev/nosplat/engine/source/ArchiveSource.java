// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/** An archive file: recognised by its content, imported once, remembered by its digest. */
final class ArchiveSource {
  private static final int BUFFER = 1 << 16;
  private static final long MEBI = 1 << 20;
  private static final byte[] AR = "!<arch>\n".getBytes(StandardCharsets.US_ASCII);

  /** Where a linux-source package keeps the tree (7.3.4-1~bpo13+1). */
  private static final Pattern DEBIAN_TAR =
      Pattern.compile("(\\./)?usr/src/linux-source-[0-9.]+\\.tar(\\.\\w+)?");

  private static final String IMPORTED = "archive/";

  private final ObjectStore store;
  private final Path file;
  private final String name;

  /**
   * An archive.
   *
   * @param name what to call it in messages
   */
  ArchiveSource(ObjectStore store, Path file, String name) {
    this.store = store;
    this.file = file;
    this.name = name;
  }

  /**
   * The commit of what a downloaded archive holds.
   *
   * @param wanted the SHA-256 that it must have
   * @throws BadInput if it has another
   */
  String commit(Sha256 wanted, Progress progress) throws InterruptedException {
    try {
      String digest = digest(progress);
      if (!digest.equals(wanted.hex())) {
        throw new BadInput(
            "The archive " + name + " is not the one that was asked for.",
            List.of("its SHA-256 is " + digest, "asked for was      " + wanted.hex()),
            "Compare with what the publisher lists, for example in kernel.org's sha256sums.asc.");
      }
    } catch (IOException e) {
      throw new BadInput(
          "The archive " + name + " cannot be read.",
          List.of(String.valueOf(e)),
          "See that the file is there and readable.",
          e);
    }
    return commit(progress);
  }

  /** The commit of an archive with this digest that was imported before. */
  static Optional<String> imported(ObjectStore store, Sha256 digest) throws InterruptedException {
    return store.recall(IMPORTED + digest.hex());
  }

  /** The commit of what the archive holds. */
  String commit(Progress progress) throws InterruptedException {
    try {
      if (!Files.isRegularFile(file)) {
        throw new BadInput(name + " is neither a directory nor a file.", List.of(), TreeSpec.FORMS);
      }
      String seen = "seen/" + fingerprint();
      Optional<String> known = store.recall(seen);
      if (known.isPresent()) {
        return known.get();
      }
      String digest = digest(progress);
      String imported = IMPORTED + digest;
      try (FileGuard guard = store.importing(progress)) {
        known = store.recall(imported);
        String commit = known.isPresent() ? known.get() : read(digest, progress);
        store.remember(imported, commit);
        store.remember(seen, commit);
        return commit;
      }
    } catch (IOException e) {
      throw new BadInput(
          "The archive " + name + " cannot be read.",
          List.of(String.valueOf(e)),
          "See that the file is there and readable.",
          e);
    }
  }

  /** Changes whenever the file does, as far as the file system tells. */
  private String fingerprint() throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    String stat =
        String.join(
            "\n",
            file.toRealPath().toString(),
            String.valueOf(attributes.fileKey()),
            String.valueOf(attributes.size()),
            attributes.lastModifiedTime().toString());
    return Digest.of(stat).hex();
  }

  private String digest(Progress progress) throws IOException {
    progress.begin("digesting " + name);
    long size = Files.size(file);
    try {
      return Digest.ofFile(file, done -> progress.advance(done / MEBI, size / MEBI, "MiB")).hex();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private String read(String digest, Progress progress) throws IOException, InterruptedException {
    progress.begin("importing " + name);
    String ref = store.ref("importing/" + digest);
    try (InputStream raw = new Counting(Files.newInputStream(file), Files.size(file), progress);
        InputStream tar = tar(new BufferedInputStream(raw, BUFFER))) {
      String tree = new TarImport(store).read(tar, Files.size(file), ref);
      return store.commit(tree, "An archive\n", List.of());
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("importing was stopped");
      }
      store.clearUp(List.of(String.valueOf(e.getMessage())));
      throw TarImport.damaged(name, String.valueOf(e.getMessage()));
    }
  }

  /** The tar inside of whatever this is, decompressed. */
  private InputStream tar(InputStream in) throws IOException {
    in.mark(AR.length);
    boolean ar = java.util.Arrays.equals(in.readNBytes(AR.length), AR);
    in.reset();
    return ar ? debian(in) : decompressed(in);
  }

  private InputStream debian(InputStream in) throws IOException {
    ArArchiveInputStream members = new ArArchiveInputStream(in);
    for (ArArchiveEntry member = members.getNextEntry();
        member != null;
        member = members.getNextEntry()) {
      if (member.getName().startsWith("data.tar")) {
        TarBudget budget =
            new TarBudget(decompressed(new BufferedInputStream(members, BUFFER)), Files.size(file));
        TarArchiveInputStream data = new TarArchiveInputStream(budget);
        for (TarArchiveEntry entry = data.getNextEntry();
            entry != null;
            entry = data.getNextEntry()) {
          budget.entry(entry.getSize());
          if (DEBIAN_TAR.matcher(entry.getName()).matches()) {
            return decompressed(new BufferedInputStream(data, BUFFER));
          }
        }
      }
    }
    throw new TarImport.Damaged("this Debian package holds no usr/src/linux-source-X.Y.tar");
  }

  private static InputStream decompressed(InputStream in) throws IOException {
    String kind;
    try {
      kind = CompressorStreamFactory.detect(in);
    } catch (CompressorException e) {
      return in; // Not compressed: a plain tar, or no tar at all, which its reader will tell.
    }
    try {
      InputStream plain = new CompressorStreamFactory(true).createCompressorInputStream(kind, in);
      return new BufferedInputStream(plain, BUFFER);
    } catch (CompressorException e) {
      throw new TarImport.Damaged(String.valueOf(e.getMessage()));
    }
  }

  /** Tells how far reading has come. */
  private static final class Counting extends FilterInputStream {
    private final long size;
    private final Progress progress;
    private long done;

    Counting(InputStream in, long size, Progress progress) {
      super(in);
      this.size = size;
      this.progress = progress;
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      done += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int n = super.read(buffer, offset, length);
      done += Math.max(n, 0);
      progress.advance(done / MEBI, size / MEBI, "MiB");
      return n;
    }
  }
}
