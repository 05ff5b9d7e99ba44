// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineryTest {
  private static final Path RESOURCES = Path.of("src/main/resources/dev/nosplat/splat");
  private static final Path LIST = RESOURCES.resolve("machinery.txt");
  private static final Path POLICY = RESOURCES.resolve("blame.policy");
  private static final Path OWN = Path.of("src/test/resources/dev/nosplat/splat/machinery-own.txt");
  private static final Path MADE_OF = Path.of("src/test/resources/machinery-made-of.txt");

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
    "__fortify_panic, REPORT",
    "fortify_memcpy_chk, COPY",
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
    "fortify_test_strlen, OWN",
    "sys_32_sigaction, ENTRY",
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
   * A changed policy needs a list made anew: {@code -Dnosplat.trees=TREE,TREE
   * -Dnosplat.golden=rewrite} does that.
   */
  @Test
  void theListIsMadeOfThisPolicy() throws IOException {
    assertThat(Files.readAllLines(MADE_OF)).contains(digestOfPolicy());
  }

  /**
   * The list against kernels' sources. MachineryIT does it with the newest kernel; a new kernel may
   * have no function in machinery's places that the list does not know.
   */
  @Test
  @EnabledIfSystemProperty(named = "nosplat.trees", matches = ".+")
  void theListKnowsEveryFunctionOfTheTreesInThosePlaces() throws IOException {
    Map<String, Set<String>> functions = new TreeMap<>();
    List<String> madeOf = new ArrayList<>();
    BlamePolicy policy = BlamePolicy.parse(Files.readString(POLICY));
    Set<String> machineryInOne = new TreeSet<>();
    for (String tree : System.getProperty("nosplat.trees", "").split(",")) {
      Map<String, Set<String>> found = KernelFunctions.of(Path.of(tree));
      madeOf.add("kernel " + version(Path.of(tree)) + ": " + found.size() + " functions");
      MachineryList.of(policy, found).entrySet().stream()
          .filter(made -> made.getValue().machinery())
          .forEach(made -> machineryInOne.add(made.getKey()));
      found.forEach((n, f) -> functions.computeIfAbsent(n, x -> new TreeSet<>()).addAll(f));
    }
    assertThat(functions).as("functions of the trees").hasSizeGreaterThan(300_000);
    if ("rewrite".equals(System.getProperty("nosplat.golden"))) {
      Map<String, CodeKind> made = MachineryList.of(policy, functions);
      Files.writeString(LIST, MachineryList.text(made));
      machineryInOne.removeAll(made.keySet());
      Files.write(OWN, machineryInOne);
      madeOf.add(
          "all: " + functions.size() + " functions, of which " + made.size() + " are listed");
      madeOf.add(digestOfPolicy());
      Files.write(MADE_OF, madeOf);
      return;
    }
    assertThat(MachineryList.unknown(functions))
        .as("functions that machinery.txt does not know")
        .isEmpty();
  }

  private static String version(Path tree) throws IOException {
    String makefile = Files.readString(tree.resolve("Makefile"));
    return Pattern.compile("(?m)^(?:VERSION|PATCHLEVEL|SUBLEVEL) = (\\d+)$")
        .matcher(makefile)
        .results()
        .map(part -> part.group(1))
        .collect(Collectors.joining("."));
  }

  /** Of the rules alone: what is said about them may change. */
  private static String digestOfPolicy() throws IOException {
    String rules =
        Files.readAllLines(POLICY).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .collect(Collectors.joining("\n"));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(rules.getBytes(StandardCharsets.UTF_8));
      return "blame.policy " + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  private static Frame frame(String function, Optional<String> module, Optional<String> location) {
    return new Frame(function, 1, 2, module, true, false, location);
  }
}
