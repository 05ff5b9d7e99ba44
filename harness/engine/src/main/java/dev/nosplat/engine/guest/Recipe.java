// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.guest;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The guest image's recipe, {@code vm-images/image.yaml}: what stands at each path.
 *
 * @param entries what to put at each absolute path, in the order of the paths
 */
record Recipe(SortedMap<String, Node> entries) {

  /** What one path holds. */
  sealed interface Node {
    /** A directory with this mode. */
    record Directory(int mode) implements Node {}

    /** A character device. */
    record Device(int mode, int major, int minor) implements Node {}

    /** A symbolic link. */
    record Link(String target) implements Node {}

    /** A file of {@code vm-images} as it is. */
    record Packed(String source, int mode) implements Node {}

    /** C files of {@code vm-images}, compiled together in the toolchain container. */
    record Program(List<String> sources, int mode, List<String> flags) implements Node {}

    /** A file of the toolchain container, and what it is linked with if wanted. */
    record Foreign(boolean libraries) implements Node {}
  }

  /**
   * Reads a recipe.
   *
   * @throws IllegalArgumentException naming the entry that makes no sense
   */
  static Recipe parse(String yaml) {
    Object document =
        new Load(LoadSettings.builder().setLabel("image.yaml").build()).loadFromString(yaml);
    SortedMap<String, Node> entries = new TreeMap<>();
    Map<?, ?> sections = map("image.yaml", document);
    sections.forEach(
        (section, content) -> {
          if (section.equals("applets")) {
            for (Object applet : (List<?>) content) {
              entries.put("/bin/" + applet, new Node.Link("busybox"));
            }
          } else {
            map(String.valueOf(section), content)
                .forEach(
                    (path, value) ->
                        entries.put(
                            String.valueOf(path),
                            node(String.valueOf(section), String.valueOf(path), value)));
          }
        });
    return new Recipe(entries);
  }

  private static Node node(String section, String path, Object value) {
    return switch (section) {
      case "directories" -> new Node.Directory(octal(value));
      case "links" -> new Node.Link(String.valueOf(value));
      case "nodes" -> {
        Map<?, ?> node = map(path, value);
        yield new Node.Device(
            octal(required(path, node, "mode")),
            (Integer) required(path, node, "major"),
            (Integer) required(path, node, "minor"));
      }
      case "files" -> {
        Map<?, ?> file = map(path, value);
        yield new Node.Packed(
            String.valueOf(required(path, file, "source")), octal(required(path, file, "mode")));
      }
      case "programs" -> {
        Map<?, ?> program = map(path, value);
        yield new Node.Program(
            words(path, program, "sources"),
            octal(required(path, program, "mode")),
            words(path, program, "flags"));
      }
      case "toolchain" -> new Node.Foreign((Boolean) required(path, map(path, value), "libraries"));
      default -> throw new IllegalArgumentException("image.yaml has an unknown section " + section);
    };
  }

  private static Map<?, ?> map(String where, @org.jspecify.annotations.Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException(where + " must be a mapping");
  }

  private static Object required(String path, Map<?, ?> map, String name) {
    Object value = map.get(name);
    if (value == null) {
      throw new IllegalArgumentException(path + " lacks " + name);
    }
    return value;
  }

  private static List<String> words(String path, Map<?, ?> map, String name) {
    if (required(path, map, name) instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    throw new IllegalArgumentException(path + ": " + name + " must be a list");
  }

  private static int octal(Object value) {
    return Integer.parseInt(String.valueOf(value), 8);
  }
}
