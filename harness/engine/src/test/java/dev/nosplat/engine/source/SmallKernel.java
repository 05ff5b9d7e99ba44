// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/** A tree that is a kernel as far as reading it goes, and a real git to keep it in. */
public final class SmallKernel {
  /** What a tree holds, by path. */
  public static Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    files.put(
        "Makefile",
        "# SPDX\nVERSION = 7\nPATCHLEVEL = 3\nSUBLEVEL = 4\nEXTRAVERSION =\nNAME = Small\n");
    files.put("Kconfig", "mainmenu \"Small\"\n");
    files.put(".gitignore", "*.o\n/*\n");
    files.put("kernel/fork.c", "int fork(void)\n{\n\treturn 0;\n}\n");
    files.put("kernel/exit.c", "int exit(void)\n{\n\treturn 1;\n}\n");
    files.put("include/linux/sched.h", "#define TASK_RUNNING 0\n");
    files.put("scripts/check.sh", "#!/bin/sh\nexit 0\n");
    return files;
  }

  private SmallKernel() {}

  /** Writes the tree, and a script and a link in it. */
  public static Path write(Path directory) {
    files().forEach((path, text) -> put(directory.resolve(path), text));
    try {
      boolean executable = directory.resolve("scripts/check.sh").toFile().setExecutable(true);
      if (!executable) {
        throw new IOException("no executable bit here");
      }
      Files.createSymbolicLink(directory.resolve("scripts/link"), Path.of("check.sh"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return directory;
  }

  /** Writes one file. */
  public static void put(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the tree into a new repository, committed and tagged v7.3.4. */
  public static Path repository(Path directory) throws InterruptedException {
    write(directory);
    git(directory, "init", "--quiet", "-b", "main", ".");
    git(directory, "add", "--all", "--force", ".");
    git(directory, "commit", "--quiet", "-m", "A small kernel");
    git(directory, "tag", "v7.3.4");
    return directory;
  }

  /** Commits everything that changed. */
  public static String commit(Path repository, String subject) throws InterruptedException {
    git(repository, "add", "--all", "--force", ".");
    git(repository, "commit", "--quiet", "-m", subject);
    return git(repository, "rev-parse", "HEAD");
  }

  /** Runs git in a directory as somebody. */
  public static String git(Path directory, String... arguments) throws InterruptedException {
    return caller(directory).get(arguments);
  }

  /** Runs git in a directory as somebody, whatever comes of it. */
  public static Git.Result tryGit(Path directory, String... arguments) throws InterruptedException {
    return caller(directory).run(arguments);
  }

  private static OwnGit caller(Path directory) {
    return new OwnGit(
        directory,
        Map.of(
            "GIT_AUTHOR_NAME", "A U Thor",
            "GIT_AUTHOR_EMAIL", "author@example.com",
            "GIT_COMMITTER_NAME", "A U Thor",
            "GIT_COMMITTER_EMAIL", "author@example.com"));
  }

  /** The machine's git, without anybody's configuration. */
  public static Git host() {
    return new Git(
        "git",
        Map.of(
            "PATH",
            System.getenv("PATH"),
            "GIT_CONFIG_GLOBAL",
            "/dev/null",
            "GIT_CONFIG_NOSYSTEM",
            "1"));
  }

  /** Packs the tree below one top directory, as kernel archives are. */
  public static Path archive(Path file, String compressor, String top) {
    try (OutputStream raw = Files.newOutputStream(file)) {
      tar(new CompressorStreamFactory().createCompressorOutputStream(compressor, raw), top);
      return file;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the tree as a tar. */
  public static void tar(OutputStream out, String top) throws IOException {
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      for (Map.Entry<String, String> file : files().entrySet()) {
        byte[] bytes = file.getValue().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(top + "/" + file.getKey());
        entry.setSize(bytes.length);
        entry.setMode(file.getKey().endsWith(".sh") ? 0100755 : 0100644);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
      }
      TarArchiveEntry link = new TarArchiveEntry(top + "/scripts/link", TarConstants.LF_SYMLINK);
      link.setLinkName("check.sh");
      tar.putArchiveEntry(link);
      tar.closeArchiveEntry();
    }
  }

  /** An archive that has nothing. */
  public static DebianArchive noDebian() {
    return new DebianArchive() {
      @Override
      public List<SourcePackage> available(dev.nosplat.engine.progress.Progress progress) {
        return List.of();
      }

      @Override
      public void download(
          SourcePackage wanted, Path file, dev.nosplat.engine.progress.Progress progress) {
        throw new IllegalStateException("nothing to download");
      }
    };
  }
}
