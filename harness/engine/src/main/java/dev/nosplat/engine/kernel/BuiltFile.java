// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a build made of one changed file.
 *
 * @param path the file, relative to the tree
 * @param objects every object of this kernel that was compiled from it, or from what includes it
 * @param needs what would bring it in, where no object holds it; empty where nobody knows
 * @param surviving its lines that preprocessing left, in an object that carries counters
 */
public record BuiltFile(
    String path, List<BuiltObject> objects, String needs, SortedSet<Integer> surviving) {
  public BuiltFile {
    objects = List.copyOf(objects);
    surviving = Collections.unmodifiableSortedSet(new TreeSet<>(surviving));
  }

  /**
   * One object.
   *
   * @param path relative to the build directory
   * @param module whether it is part of a module, which runs only where somebody loads it
   * @param counted whether it carries counters
   */
  public record BuiltObject(String path, boolean module, boolean counted) {}

  /** The files as lines of words apart by tabs, for the store. */
  static String write(List<BuiltFile> files) {
    StringBuilder text = new StringBuilder();
    for (BuiltFile file : files) {
      text.append("file\t").append(file.path()).append('\t').append(file.needs()).append('\n');
      if (!file.surviving().isEmpty()) {
        text.append("surviving\t");
        text.append(String.join(" ", file.surviving().stream().map(String::valueOf).toList()));
        text.append('\n');
      }
      for (BuiltObject object : file.objects()) {
        text.append("object\t").append(object.path());
        text.append('\t').append(object.module() ? "module" : "built-in");
        text.append('\t').append(object.counted() ? "counted" : "uncounted").append('\n');
      }
    }
    return text.toString();
  }

  /** Reads what {@link #write} wrote. */
  static List<BuiltFile> read(String text) {
    Map<String, BuiltFile> files = new TreeMap<>();
    String current = "";
    for (String line : text.lines().toList()) {
      String[] words = line.split("\t", -1);
      if (words[0].equals("file")) {
        current = words[1];
        files.put(
            current, new BuiltFile(current, List.of(), words[2], Collections.emptySortedSet()));
      } else if (words[0].equals("surviving")) {
        SortedSet<Integer> lines = new TreeSet<>();
        for (String number : words[1].split(" ", -1)) {
          lines.add(Integer.valueOf(number));
        }
        files.computeIfPresent(
            current, (path, file) -> new BuiltFile(path, file.objects(), file.needs(), lines));
      } else {
        BuiltFile before = files.get(current);
        if (before != null) {
          List<BuiltObject> objects = new ArrayList<>(before.objects());
          objects.add(
              new BuiltObject(words[1], words[2].equals("module"), words[3].equals("counted")));
          files.put(current, new BuiltFile(current, objects, before.needs(), before.surviving()));
        }
      }
    }
    return List.copyOf(files.values());
  }
}
