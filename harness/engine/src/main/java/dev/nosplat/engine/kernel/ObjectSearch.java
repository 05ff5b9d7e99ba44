// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.problem.InfraFailed;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which objects of a build directory hold code of which files of the tree. The objects' own
 * dependency files answer (scripts/basic/fixdep.c, {@code .NAME.o.cmd}), so headers and {@code
 * #include}d C files are found like any other; the archives and module lists say which of the
 * objects are part of the kernel, and not left over from an earlier build.
 */
final class ObjectSearch {
  /** Prints each dependency file's matching lines, grep's way: its name, a colon, the line. */
  private static final String DEPENDENCIES =
      """
      printf '%s' "$WANTED" > /tmp/nosplat-wanted
      cd /build
      find . -name '.*.o.cmd' -type f -print0 \
        | xargs -0 -r grep -H -F -f /tmp/nosplat-wanted || true
      """;

  /**
   * Prints what the kernel and its modules are linked from. vmlinux.a is a thin archive of what is
   * built in (scripts/Makefile.vmlinux, 6.12 to 7.3); libraries give the linker what it asks for.
   */
  private static final String MEMBERS =
      "cd /build && { ar t vmlinux.a; for lib in $(find lib arch -name lib.a); do"
          + " ar t \"$lib\"; done; } 2>/dev/null | sed 's|^|built-in |'"
          + "; find . -name '*.mod' -type f -exec sed 's|^|module |' {} +";

  /** A hostile build must not fill our memory. */
  private static final int MOST_LINES = 1_000_000;

  private static final String PREPROCESS = "surviving-lines.sh";
  private static final String SURVIVING =
      """
      cd /build
      printf '%s' "$PAIRS" | while read -r object file; do
        echo "file $file"
        sh /nosplat/surviving-lines.sh "$object" "/src/$file"
      done
      """;

  private static final Pattern FOUND = Pattern.compile("\\./(.*?)\\.([^/]+\\.o)\\.cmd:(.*)");
  private static final String TREE = "/src/";

  private final Site site;

  /** A search where a build is at work. */
  ObjectSearch(Site site) {
    this.site = site;
  }

  /** What the site is to be given. */
  static Map<String, byte[]> files() {
    return Map.of(PREPROCESS, program());
  }

  /** The objects that were ever compiled with each of these files, by the file. */
  SortedMap<String, SortedSet<String>> dependents(List<String> files) throws InterruptedException {
    SortedMap<String, SortedSet<String>> found = new TreeMap<>();
    files.forEach(file -> found.put(file, new TreeSet<>()));
    String wanted = String.join("\n", files.stream().map(f -> TREE + f).toList()) + "\n";
    for (String line : run(DEPENDENCIES, Map.of("WANTED", wanted))) {
      read(line, found);
    }
    return found;
  }

  /** Reads one line of a dependency file as grep prints it. */
  static void read(String line, Map<String, SortedSet<String>> found) {
    Matcher match = FOUND.matcher(line);
    if (!match.matches()) {
      return;
    }
    String object = match.group(1) + match.group(2);
    for (String word : match.group(3).split("[\\s\\\\]+")) {
      if (word.startsWith(TREE)) {
        SortedSet<String> objects = found.get(word.substring(TREE.length()));
        if (objects != null) {
          objects.add(object);
        }
      }
    }
  }

  /** What is part of the kernel: {@code true} for an object of a module, by the object. */
  Map<String, Boolean> members() throws InterruptedException {
    Map<String, Boolean> members = new TreeMap<>();
    for (String line : run(MEMBERS, Map.of())) {
      String[] words = line.split(" ");
      if (words.length == 2) {
        String object = words[1].startsWith("./") ? words[1].substring(2) : words[1];
        members.putIfAbsent(object, words[0].equals("module"));
      }
    }
    return members;
  }

  /**
   * The lines of files that are left when an object of theirs is preprocessed: what {@code #if}
   * leaves out is not among them.
   *
   * @param objects an object by the file
   */
  Map<String, SortedSet<Integer>> surviving(Map<String, String> objects)
      throws InterruptedException {
    Map<String, SortedSet<Integer>> surviving = new TreeMap<>();
    if (objects.isEmpty()) {
      return surviving;
    }
    StringBuilder pairs = new StringBuilder();
    objects.forEach((file, object) -> pairs.append(object + " " + file + "\n"));
    SortedSet<Integer> current = new TreeSet<>();
    for (String line : run(SURVIVING, Map.of("PAIRS", pairs.toString()))) {
      if (line.startsWith("file ")) {
        current = new TreeSet<>();
        surviving.put(line.substring("file ".length()), current);
      } else if (line.matches("\\d{1,9}")) {
        current.add(Integer.valueOf(line));
      }
    }
    return surviving;
  }

  private static byte[] program() {
    try (InputStream in = ObjectSearch.class.getResourceAsStream(PREPROCESS)) {
      if (in == null) {
        throw new IllegalStateException(PREPROCESS + " is not packed with " + ObjectSearch.class);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + PREPROCESS, e);
    }
  }

  private List<String> run(String script, Map<String, String> asked) throws InterruptedException {
    Map<String, String> environment = new TreeMap<>(Make.ENVIRONMENT);
    environment.putAll(asked);
    List<String> lines = new ArrayList<>();
    int code =
        site.look(
            List.of("sh", "-c", script),
            environment,
            (line, error) -> {
              if (!error && lines.size() < MOST_LINES) {
                lines.add(line);
              }
            });
    if (code != 0) {
      throw new InfraFailed(
          "the build directory cannot be asked which objects hold the changed files",
          lines.subList(Math.max(0, lines.size() - 5), lines.size()),
          "run again; ./nosplat cache prune makes the build directory anew");
    }
    return lines;
  }

  /** Where make puts what it compiles from a C file that is in no dependency file yet. */
  static List<String> guess(List<String> files) {
    return files.stream()
        .filter(file -> file.endsWith(".c"))
        .map(file -> file.substring(0, file.length() - 1) + "o")
        .toList();
  }

  /** All that are named, in an order in which the likeliest to run stand first. */
  static List<String> ordered(Map<String, SortedSet<String>> dependents, List<String> guessed) {
    SortedSet<String> direct = new TreeSet<>(guessed);
    SortedSet<String> all = new TreeSet<>(guessed);
    dependents.values().forEach(all::addAll);
    List<String> order = new ArrayList<>(all);
    order.sort(
        (a, b) -> {
          int[] ranks = {rank(a, direct), rank(b, direct)};
          return ranks[0] == ranks[1] ? a.compareTo(b) : Arrays.compare(ranks, 0, 1, ranks, 1, 2);
        });
    return order;
  }

  private static int rank(String object, SortedSet<String> direct) {
    if (direct.contains(object)) {
      return 0;
    }
    return object.startsWith("kernel/") ? 1 : 2;
  }
}
