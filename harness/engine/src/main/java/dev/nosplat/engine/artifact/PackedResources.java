// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.artifact;

import dev.nosplat.engine.problem.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files that travel inside the jar: {@code Dockerfile}, {@code kernel-configs/}, {@code
 * bpf-progs/}, {@code vm-images/} and {@code patches/}, by their path in the source tree.
 *
 * <p>Works the same from the shaded jar and from a directory of classes, as an IDE runs it.
 */
public final class PackedResources {
  private static final String ROOT = "/dev/nosplat/resources/";

  private PackedResources() {}

  /**
   * The bytes of one file.
   *
   * @param name path in the source tree, for example {@code kernel-configs/base.config}
   * @throws BadInput if nothing of that name is packed; the evidence lists what its directory has
   */
  public static byte[] read(String name) {
    try (InputStream in = PackedResources.class.getResourceAsStream(ROOT + name)) {
      if (in == null) {
        throw absent(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading the packed " + name, e);
    }
  }

  /**
   * The names of all files at and below a directory, sorted, as {@link #read} takes them; empty if
   * there is no such directory.
   */
  public static List<String> list(String directory) {
    try {
      // The Dockerfile is always packed: it leads to where everything is.
      URL anchor = PackedResources.class.getResource(ROOT + "Dockerfile");
      if (anchor == null) {
        throw absent("Dockerfile");
      }
      URI uri = anchor.toURI();
      if (!"jar".equals(uri.getScheme())) {
        return below(Path.of(uri).resolveSibling("."), directory);
      }
      String jar = uri.toString().substring(0, uri.toString().indexOf('!'));
      try (FileSystem packed = FileSystems.newFileSystem(Path.of(URI.create(jar.substring(4))))) {
        return below(packed.getPath(ROOT), directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("listing the packed " + directory, e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class path entry that is no URI", e);
    }
  }

  /**
   * Writes every file at and below {@code directory} under {@code target}, keeping the paths that
   * {@link #list} gives, and replaces what is there.
   *
   * @throws IOException if the target cannot be written
   */
  public static void unpack(String directory, Path target) throws IOException {
    for (String name : list(directory)) {
      Path file = target.resolve(name);
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, read(name));
    }
  }

  private static List<String> below(Path root, String directory) throws IOException {
    Path start = root.resolve(directory);
    if (!Files.isDirectory(start)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(start)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> root.relativize(f).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  private static BadInput absent(String name) {
    int slash = name.lastIndexOf('/');
    List<String> there = slash < 0 ? List.of() : list(name.substring(0, slash));
    return new BadInput(
        "Nothing named " + name + " is packed with nosplat.",
        there.stream().map(f -> "packed: " + f).toList(),
        "Use one of the packed names, or give the path of a file of your own.");
  }
}
