// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import dev.nosplat.engine.kernel.BuiltFile.BuiltObject;
import dev.nosplat.engine.kernel.kconfig.Symbols;
import dev.nosplat.engine.toolchain.Harvest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Counters in the objects that hold code of a series' files, and in no other.
 *
 * <p>{@code CONFIG_GCOV_PROFILE_ALL} is off and given on make's command line, as an expression that
 * Kbuild evaluates for each object that it compiles ({@code _c_flags} in scripts/Makefile.lib, 6.12
 * to 7.3). So Kbuild's own rules hold: nothing outside the kernel proper gets counters, nor does
 * what a Makefile takes out by {@code GCOV_PROFILE := n}; and two objects of the same name in two
 * directories are told apart, which {@code GCOV_PROFILE_name.o} cannot.
 */
final class Instrumentation {
  /** A header in more objects than this is counted in some of them only: gcov takes its time. */
  static final int MOST = 60;

  /** It runs before the kernel is mapped where it was linked to (7.3: arch/x86/boot/startup). */
  private static final String EARLY = "arch/x86/boot/";

  /** Parts of the image that are no objects of the kernel: nothing there can be counted. */
  private static final List<String> BESIDE =
      List.of(EARLY, "arch/x86/entry/vdso/", "arch/x86/realmode/", "arch/x86/purgatory/");

  private static final String MADE = "nosplat/" + Kernel.NOTES;
  private static final long MOST_NOTES = 1L << 30;

  /** Packs the notes that are there, and says which. */
  private static final String PACK =
      """
      cd /build
      printf '%s' "$NOTES" | while read -r file; do
        [ -L "$file" ] || [ ! -f "$file" ] || echo "$file"
      done > /tmp/nosplat-notes
      [ ! -s /tmp/nosplat-notes ] || tar -cf nosplat/counters.tar -T /tmp/nosplat-notes
      sed 's/^/notes /' /tmp/nosplat-notes
      """;

  private final Site site;
  private final KernelRequest request;
  private final List<String> changed;
  private final ObjectSearch search;
  private final boolean inBootCode;
  private List<String> planned;
  private Map<String, BuiltFile> files = new TreeMap<>();
  private Optional<Needs> needs = Optional.empty();
  private Set<String> counted = Set.of();

  private Instrumentation(
      Site site, KernelRequest request, ObjectSearch search, List<String> order) {
    this.site = site;
    this.request = request;
    this.changed = request.changed();
    this.search = search;
    this.inBootCode = order.stream().anyMatch(object -> object.startsWith(EARLY));
    this.planned = chosen(order);
  }

  /** What is to be counted, as far as the build directory knows before the build. */
  static Instrumentation of(Site site, KernelRequest request) throws InterruptedException {
    ObjectSearch search = new ObjectSearch(site);
    List<String> changed = request.changed();
    List<String> order =
        changed.isEmpty()
            ? List.of()
            : ObjectSearch.ordered(search.dependents(changed), ObjectSearch.guess(changed));
    return new Instrumentation(site, request, search, order);
  }

  private static List<String> chosen(List<String> objects) {
    return objects.stream().filter(o -> !o.startsWith(EARLY)).limit(MOST).toList();
  }

  /**
   * Whether the code that unpacks and starts the compressed image holds code of a changed file, as
   * far as the build directory knew before the build.
   */
  boolean inBootCode() {
    return inBootCode;
  }

  /**
   * What make is told. GCC stamps an object with counters with the time of day unless it is given a
   * seed (gcc 14, coverage.cc and toplev.cc), and then no kernel would be built twice the same.
   */
  List<String> makeVariables() {
    if (planned.isEmpty()) {
      return List.of();
    }
    String objects = "$(filter $@," + String.join(" ", planned) + ")";
    List<String> variables = new ArrayList<>();
    variables.add("CONFIG_GCOV_PROFILE_ALL=$(if " + objects + ",y)");
    if (request.compiler() == Compiler.GCC) {
      variables.add("CC=ccache gcc$(if " + objects + ", -frandom-seed=nosplat)");
    }
    return variables;
  }

  /**
   * Whether the build has shown objects that should have been counted and were not: those of a
   * first build, of a new file or of a new include. They are from now on.
   */
  boolean misses() throws InterruptedException {
    if (changed.isEmpty()) {
      return false;
    }
    Map<String, Boolean> members = search.members();
    List<String> order =
        ObjectSearch.ordered(search.dependents(changed), ObjectSearch.guess(changed));
    // By the finished build alone, so that a kernel does not depend on what was built before it.
    List<String> now = chosen(order.stream().filter(members::containsKey).toList());
    boolean more = !planned.containsAll(now);
    planned = now;
    return more;
  }

  /** Looks at what the build made of the changed files, while it is at work. */
  void gather() throws InterruptedException {
    if (changed.isEmpty()) {
      return;
    }
    SortedMap<String, SortedSet<String>> dependents = search.dependents(changed);
    Map<String, Boolean> members = search.members();
    counted = pack();
    Map<String, String> pairs = new TreeMap<>();
    dependents.forEach(
        (file, objects) ->
            objects.stream()
                .filter(counted::contains)
                .findFirst()
                .ifPresent(object -> pairs.put(file, object)));
    Map<String, SortedSet<Integer>> surviving = search.surviving(pairs);
    dependents.forEach(
        (file, objects) ->
            files.put(
                file,
                new BuiltFile(
                    file,
                    objects.stream()
                        .filter(o -> members.containsKey(o) || isBeside(o))
                        .map(
                            o ->
                                new BuiltObject(
                                    o, members.getOrDefault(o, false), counted.contains(o)))
                        .toList(),
                    "",
                    surviving.getOrDefault(file, Collections.emptySortedSet()))));
    Needs missing =
        Needs.of(
            site,
            files.values().stream()
                .filter(file -> file.objects().isEmpty())
                .map(BuiltFile::path)
                .toList());
    needs = Optional.of(missing);
    if (missing.askKconfig()) {
      new KconfigFacts(site, request.compiler()).ask();
    }
  }

  private static boolean isBeside(String object) {
    return BESIDE.stream().anyMatch(object::startsWith);
  }

  /** What is to be taken out of the build directory. */
  List<Harvest.Wanted> products() {
    List<Harvest.Wanted> products = new ArrayList<>();
    if (!counted.isEmpty()) {
      products.add(new Harvest.Wanted(MADE, Kernel.NOTES, MOST_NOTES));
    }
    if (needs.filter(Needs::askKconfig).isPresent()) {
      products.add(KconfigFacts.ANSWER);
    }
    return products;
  }

  /** Keeps what was gathered beside the products, which have been taken. */
  void keep(Path draft) throws IOException {
    if (changed.isEmpty()) {
      return;
    }
    Path answer = draft.resolve(KconfigFacts.ANSWER.name());
    Symbols symbols = Files.exists(answer) ? KconfigFacts.read(answer) : Symbols.none();
    Files.deleteIfExists(answer);
    List<BuiltFile> all = new ArrayList<>();
    for (BuiltFile file : files.values()) {
      String why =
          file.objects().isEmpty()
              ? needs.map(n -> n.of(file.path(), symbols, request.config())).orElse("")
              : "";
      all.add(new BuiltFile(file.path(), file.objects(), why, file.surviving()));
    }
    Files.writeString(draft.resolve(Kernel.CHANGED), BuiltFile.write(all));
  }

  /** The objects that have notes, all of which are in the archive. */
  private Set<String> pack() throws InterruptedException {
    Set<String> there = new HashSet<>();
    Map<String, String> environment = new TreeMap<>(Make.ENVIRONMENT);
    StringBuilder notes = new StringBuilder();
    planned.forEach(o -> notes.append(o, 0, o.length() - 1).append("gcno\n"));
    environment.put("NOTES", notes.toString());
    int code =
        site.look(
            List.of("sh", "-ec", PACK),
            environment,
            (line, error) -> {
              if (line.startsWith("notes ") && line.endsWith(".gcno")) {
                String file = line.substring("notes ".length());
                there.add(file.substring(0, file.length() - ".gcno".length()) + ".o");
              } else {
                site.output().line(line, error);
              }
            });
    if (code != 0) {
      throw site.failed("the notes of the counters cannot be kept", "see build.log");
    }
    return there;
  }
}
