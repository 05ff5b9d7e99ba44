// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ObjectSearchTest {
  /** As grep prints matching lines of .o.cmd files of 7.3.4; long lines are cut short. */
  private static final List<String> RECORDED =
      List.of(
          "./kernel/.fork.o.cmd:savedcmd_kernel/fork.o := gcc -c -o kernel/fork.o"
              + " /src/kernel/fork.c  ; ./tools/objtool/objtool kernel/fork.o",
          "./kernel/.fork.o.cmd:source_kernel/fork.o := /src/kernel/fork.c",
          "./kernel/sched/.build_policy.o.cmd:  /src/kernel/sched/ext/ext.c \\",
          "./kernel/sched/.core.o.cmd:  /src/kernel/sched/ext/ext.h \\",
          "./kernel/sched/.build_policy.o.cmd:  /src/kernel/sched/ext/ext.h \\",
          "./init/.main.o.cmd:  /src/kernel/sched/ext/ext.hpp \\");

  private static SortedMap<String, SortedSet<String>> dependents(String... files) {
    SortedMap<String, SortedSet<String>> found = new TreeMap<>();
    List.of(files).forEach(file -> found.put(file, new TreeSet<>()));
    RECORDED.forEach(line -> ObjectSearch.read(line, found));
    return found;
  }

  @Test
  void aSourceFileIsInItsObject() {
    assertThat(dependents("kernel/fork.c").get("kernel/fork.c")).containsExactly("kernel/fork.o");
  }

  @Test
  void anIncludedSourceFileIsInTheObjectThatIncludesIt() {
    assertThat(dependents("kernel/sched/ext/ext.c").get("kernel/sched/ext/ext.c"))
        .containsExactly("kernel/sched/build_policy.o");
  }

  @Test
  void aHeaderIsInEveryObjectThatIncludesItAndNotInOneOfALikeName() {
    assertThat(dependents("kernel/sched/ext/ext.h").get("kernel/sched/ext/ext.h"))
        .containsExactly("kernel/sched/build_policy.o", "kernel/sched/core.o");
  }

  @Test
  void aFileOfNoObjectHasNone() {
    assertThat(dependents("fs/ext4/hash.c").get("fs/ext4/hash.c")).isEmpty();
  }

  @Test
  void theObjectsOfChangedSourcesComeBeforeThoseOfHeaders() {
    Map<String, SortedSet<String>> found = new TreeMap<>();
    found.put("a.h", new TreeSet<>(List.of("arch/x86/a.o", "kernel/z.o", "kernel/fork.o")));
    assertThat(ObjectSearch.ordered(found, ObjectSearch.guess(List.of("mm/slub.c", "a.h"))))
        .containsExactly("mm/slub.o", "kernel/fork.o", "kernel/z.o", "arch/x86/a.o");
  }

  @Test
  void whatTheStoreKeepsIsReadAsItWas() {
    List<BuiltFile> files =
        List.of(
            new BuiltFile(
                "fs/ext4/hash.c", List.of(), "needs EXT4_FS, which is off", new TreeSet<>()),
            new BuiltFile(
                "kernel/fork.c",
                List.of(
                    new BuiltFile.BuiltObject("kernel/fork.o", false, true),
                    new BuiltFile.BuiltObject("lib/test.o", true, false)),
                "",
                new TreeSet<>(List.of(3, 17, 18))));
    assertThat(BuiltFile.read(BuiltFile.write(files))).isEqualTo(files);
  }
}
