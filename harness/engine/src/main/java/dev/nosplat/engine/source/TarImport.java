// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.problem.BadInput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Streams a tar into the object store as one tree; nothing is unpacked to disk. */
final class TarImport {
  private static final int BUFFER = 1 << 16;

  private final ObjectStore store;

  TarImport(ObjectStore store) {
    this.store = store;
  }

  /** The archive itself is at fault. */
  static final class Damaged extends IOException {
    private static final long serialVersionUID = 1L;

    Damaged(String message) {
      super(message);
    }
  }

  /**
   * Imports a tar that was decompressed already. A single top directory is stripped.
   *
   * @param packed size of the archive that it came from
   * @param ref where the import is anchored while it runs; deleted before this returns
   * @return the tree
   * @throws Damaged if the tar breaks off, or holds what a kernel tree cannot
   */
  String read(InputStream tar, long packed, String ref) throws IOException, InterruptedException {
    Process process =
        store
            .git()
            .setting("pack.compression=1")
            .setting("core.bigFileThreshold=64m")
            .start("fast-import", "--quiet", "--done", "--force", "--depth=0");
    StringBuilder complaints = new StringBuilder();
    Thread reader = new Thread(() -> copy(process.getErrorStream(), complaints), "fast-import");
    reader.setDaemon(true);
    reader.start();
    boolean complete = false;
    try (OutputStream out = new BufferedOutputStream(process.getOutputStream(), BUFFER)) {
      complete = feed(new TarBudget(tar, packed), ref, out);
    } catch (IOException e) {
      process.destroyForcibly().waitFor();
      reader.join();
      sweepCrashReports();
      if (e instanceof Damaged || complaints.isEmpty()) {
        throw e;
      }
      throw new Damaged(complaints.toString().lines().findFirst().orElse("unreadable"));
    } finally {
      if (!complete) {
        process.destroyForcibly();
      }
    }
    int exit = process.waitFor();
    reader.join();
    if (exit != 0) {
      sweepCrashReports();
      throw new Damaged(complaints.toString().lines().findFirst().orElse("exit code " + exit));
    }
    String tree = store.treeOf(ref);
    store.git().get("update-ref", "-d", ref);
    return top(tree);
  }

  private static void copy(InputStream from, StringBuilder to) {
    try {
      to.append(new String(from.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      to.append(e.getMessage());
    }
  }

  private boolean feed(TarBudget tar, String ref, OutputStream out) throws IOException {
    print(out, "commit " + ref + "\ncommitter nosplat <nosplat@localhost> 0 +0000\ndata 0\n");
    long files = 0;
    try (TarArchiveInputStream entries =
        new TarArchiveInputStream(tar, StandardCharsets.UTF_8.name())) {
      for (TarArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        tar.entry(entry.getSize());
        if (Thread.interrupted()) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted");
        }
        if (entry.isDirectory() || entry.isGlobalPaxHeader()) {
          continue;
        }
        files++;
        write(entry, entries, out);
      }
    } catch (IllegalArgumentException e) {
      throw new Damaged(String.valueOf(e.getMessage()));
    }
    if (files == 0) {
      throw new Damaged("it holds no files");
    }
    print(out, "done\n");
    return true;
  }

  private static void write(TarArchiveEntry entry, TarArchiveInputStream from, OutputStream out)
      throws IOException {
    String path = path(entry.getName());
    if (entry.isSymbolicLink()) {
      byte[] target = entry.getLinkName().getBytes(StandardCharsets.UTF_8);
      print(out, "M 120000 inline " + quoted(path) + "\ndata " + target.length + "\n");
      out.write(target);
    } else if (entry.isLink()) {
      print(out, "C " + quoted(path(entry.getLinkName())) + " " + quoted(path));
    } else if (isFile(entry)) {
      String mode = (entry.getMode() & 0100) != 0 ? "100755" : "100644";
      print(out, "M " + mode + " inline " + quoted(path) + "\ndata " + entry.getSize() + "\n");
      long copied = from.transferTo(out);
      if (copied != entry.getSize()) {
        throw new Damaged("it breaks off in " + entry.getName());
      }
    } else {
      throw new Damaged(entry.getName() + " is no file, directory or link");
    }
    print(out, "\n");
  }

  /** The library's own question is also answered with yes for devices and pipes. */
  private static boolean isFile(TarArchiveEntry entry) {
    return entry.isFile()
        && !entry.isBlockDevice()
        && !entry.isCharacterDevice()
        && !entry.isFIFO();
  }

  private static String path(String name) throws Damaged {
    String path = name.startsWith("./") ? name.substring(2) : name;
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..") || isGit(part)) {
        throw new Damaged("it holds the path " + name);
      }
    }
    return path;
  }

  /** The directory .git, and the name that it has on file systems with short names. */
  private static boolean isGit(String part) {
    return part.equalsIgnoreCase(".git") || part.equalsIgnoreCase("git~1");
  }

  private static String quoted(String path) {
    return '"' + path.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  private static void print(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The tree without the single directory that archives have at their top. */
  private String top(String tree) throws InterruptedException {
    List<String> entries = store.git().run("ls-tree", "-z", tree).records();
    if (entries.size() == 1 && entries.get(0).startsWith("040000 tree ")) {
      return entries.get(0).substring("040000 tree ".length(), entries.get(0).indexOf('\t'));
    }
    return tree;
  }

  private void sweepCrashReports() throws IOException {
    try (Stream<Path> files = Files.list(store.repository())) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("fast_import_crash_")).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** A damaged archive, as the user is told of it. */
  static BadInput damaged(String archive, String why) {
    return new BadInput(
        "The archive " + archive + " is damaged or no kernel source.",
        List.of(why),
        "Get it again and compare its checksum; tar.xz, tar.gz, tar.zst, tar.bz2, tar and .deb are"
            + " read.");
  }
}
