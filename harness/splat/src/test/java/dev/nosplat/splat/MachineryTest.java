// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineryTest {
  private static final Path RESOURCES = Path.of("src/main/resources/dev/nosplat/splat");
  private static final Path LIST = RESOURCES.resolve("machinery.txt");

  @ParameterizedTest
  @CsvSource({
    "kasan_report, REPORT",
    "__sanitizer_cov_trace_pc, REPORT",
    "write_comp_data, REPORT",
    "__do_kernel_fault, ENTRY",
    "do_tag_check_fault, ENTRY",
    "srso_safe_ret, REPORT",
    "usercopy_abort, REPORT",
    "asm_exc_page_fault, ENTRY",
    "el1h_64_sync_handler, ENTRY",
    "do_trap_break, ENTRY",
    "unwind_backtrace, REPORT",
    "process_one_work, ENTRY",
    "_raw_spin_lock_irqsave, PRIMITIVE",
    "__mutex_lock, PRIMITIVE",
    "synchronize_rcu, SERVICE",
    "raw_spin_lock_irqsave_sdp_contention, PRIMITIVE",
    "kmem_cache_destroy, PRIMITIVE",
    "__kmalloc_noprof, PRIMITIVE",
    "kmemdup_noprof, PRIMITIVE",
    "__alloc_skb, SERVICE",
    "xas_load, SERVICE",
    "kobject_put, SERVICE",
    "crc32_le, SERVICE",
    "device_add, SERVICE",
    "blocking_notifier_call_chain, SERVICE",
    "memcpy, COPY",
    "_copy_from_iter, COPY",
    "vfs_read, GENERIC",
    "__sys_sendmsg, GENERIC",
    "handle_mm_fault, DISPATCH",
    "zap_page_range_single, UNMAP",
    "ext4_iget, OWN",
    "tcp_v4_rcv, OWN",
    "link_path_walk, OWN",
    "shmem_fault, OWN",
    "kmalloc_oob_right, OWN",
    "rtnl_lock, OWN",
    "a_function_of_no_kernel, OWN",
    "kasan_object_err, REPORT",
    "kmem_cache_alloc_trace, PRIMITIVE",
    "kasan_report_of_a_vendor, REPORT"
  })
  void aFunctionIsWhatTheFileThatDefinesItMakesIt(String function, CodeKind kind) {
    assertThat(Machinery.of(frame(function, Optional.empty(), Optional.empty()))).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "unknown_cache_thing, mm/slub.c:12, PRIMITIVE",
    "unknown_cache_thing, ./mm/slub.c:12, PRIMITIVE",
    "unknown_cache_thing, /build/linux-7.1/mm/slub.c:12, PRIMITIVE",
    "memcpy, drivers/foo/bar.c:7, OWN",
    "perf_trace_foo, include/trace/events/foo.h:5, REPORT",
    "foo, net/foo/bar.c:5, OWN"
  })
  void wherePrintedTheSourceFileDecides(String function, String location, CodeKind kind) {
    assertThat(Machinery.of(frame(function, Optional.empty(), Optional.of(location))))
        .isEqualTo(kind);
  }

  @Test
  void aPortingLayerOutsideTheTreeIsNoSubjectOfItsOwn() {
    assertThat(Machinery.of(frame("cv_wait_common", Optional.of("spl"), Optional.empty())))
        .isEqualTo(CodeKind.SERVICE);
    assertThat(Machinery.of(frame("zio_wait", Optional.of("zfs"), Optional.empty())))
        .isEqualTo(CodeKind.OWN);
  }

  @Test
  void aBpfProgramIsASubjectWhateverItsName() {
    assertThat(Machinery.of(frame("memcpy", Optional.of("bpf"), Optional.empty())))
        .isEqualTo(CodeKind.OWN);
  }

  @Test
  void theListIsSortedByNamesSoThatItCanBeSearched() throws IOException {
    List<String> names = new ArrayList<>();
    for (String line : Files.readAllLines(LIST)) {
      assertThat(line).matches("[a-z] [A-Za-z_]\\w*");
      names.add(line.substring(2));
    }
    assertThat(names).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(30_000);
  }

  @Test
  void everyNameOfTheListIsFoundAsWhatItSays() throws IOException {
    for (String line : Files.readAllLines(LIST)) {
      Frame frame = frame(line.substring(2), Optional.empty(), Optional.empty());
      assertThat(Machinery.of(frame).letter()).as(line).isEqualTo(line.charAt(0));
    }
  }

  /**
   * The list against kernels' sources: {@code -Dnosplat.trees=TREE,TREE}. A new kernel may have no
   * function in machinery's places that the list does not know; with {@code
   * -Dnosplat.golden=rewrite} the list is made anew from all the trees.
   */
  @Test
  @EnabledIfSystemProperty(named = "nosplat.trees", matches = ".+")
  void theListKnowsEveryFunctionOfTheTreesInThosePlaces() throws IOException {
    BlamePolicy policy = BlamePolicy.parse(Files.readString(RESOURCES.resolve("blame.policy")));
    Map<String, Set<String>> functions = new TreeMap<>();
    for (String tree : System.getProperty("nosplat.trees", "").split(",")) {
      KernelFunctions.of(Path.of(tree))
          .forEach((n, files) -> functions.computeIfAbsent(n, x -> new TreeSet<>()).addAll(files));
    }
    assertThat(functions).as("functions of the trees").hasSizeGreaterThan(300_000);
    Map<String, CodeKind> made = MachineryList.of(policy, functions);
    if ("rewrite".equals(System.getProperty("nosplat.golden"))) {
      Files.writeString(LIST, MachineryList.text(made));
      return;
    }
    Map<String, Character> known = new HashMap<>();
    Files.readAllLines(LIST).forEach(line -> known.put(line.substring(2), line.charAt(0)));
    List<String> missing = new ArrayList<>();
    made.forEach(
        (name, kind) -> {
          if (kind.machinery() && !known.containsKey(name)) {
            missing.add(kind + " " + name + " in " + functions.get(name));
          }
        });
    assertThat(missing).as("functions that machinery.txt does not know").isEmpty();
  }

  private static Frame frame(String function, Optional<String> module, Optional<String> location) {
    return new Frame(function, 1, 2, module, true, false, location);
  }
}
