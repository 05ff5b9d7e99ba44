// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstrumentTest {
  private static final Instrument OURS = Instrument.ofNosplat();
  private static final Instrument.Text NOTHING = path -> Optional.empty();

  @Test
  void whatAVerdictRestsOnIsNamedWithItsReason() throws Exception {
    assertThat(
            OURS.touched(
                List.of("kernel/bpf/bpf_local_storage.c", "kernel/printk/printk.c", "lib/bug.c"),
                NOTHING,
                NOTHING))
        .extracting(Instrument.Touched::toString)
        .containsExactly(
            "kernel/printk/printk.c (what the kernel prints)", "lib/bug.c (BUG and WARN)");
  }

  @Test
  void whatNosplatTakesAsItsUsersWordIsPartOfItWhereverItLies() throws Exception {
    List<String> files =
        List.of(
            "nosplat.yaml",
            "kernel/nosplat.yaml",
            "Documentation/nosplat.yaml",
            "tools/testing/known-issues.yaml");
    assertThat(OURS.touched(files, NOTHING, NOTHING))
        .extracting(Instrument.Touched::file)
        .isEqualTo(files);
  }

  @Test
  void everyPartThatTheDesignNamesIsThere() {
    for (String file :
        List.of(
            "kernel/locking/lockdep.c",
            "lib/debug_locks.c",
            "drivers/tty/serial/8250/8250_port.c",
            "drivers/tty/hvc/hvc_console.c",
            "kernel/panic.c",
            "arch/x86/kernel/dumpstack_64.c",
            "include/linux/lockdep_types.h",
            "kernel/sched/ext/ext.c",
            "kernel/sched/ext.c",
            "lib/Kconfig.debug",
            "scripts/mod/modpost.c",
            "Makefile",
            "Kbuild",
            "Kconfig",
            "tools/objtool/check.c",
            "kernel/module/main.c",
            "kernel/configs.c",
            "kernel/bpf/arraymap.c",
            "include/linux/kconfig.h",
            "drivers/foo/Makefile",
            "drivers/foo/Kconfig",
            "drivers/foo/Kconfig\nx")) {
      assertThat(OURS.part(file)).as(file).isPresent();
    }
  }

  @Test
  void whatIsNeitherBuiltNorRunIsNoPart() {
    for (String file :
        List.of(
            "Documentation/conf.py",
            "tools/testing/selftests/sched_ext/Makefile",
            "tools/sched_ext/scx_simple.bpf.c",
            "samples/kprobes/Makefile",
            "kernel/sched/fair.c",
            "kernel/bpf/bpf_local_storage.c",
            "kernel/rcu/srcutree.c",
            "mm/slub.c")) {
      assertThat(OURS.part(file)).as(file).isEmpty();
    }
  }

  @Test
  void aMakefileThatOnlyLinksMoreIsLeftAlone() throws Exception {
    for (String line :
        List.of("obj-y += foo.o", "obj-$(CONFIG_FOO)\t\t+= foo.o bar/", "", "# A comment")) {
      assertThat(after("obj-y := main.o\n", "obj-y := main.o\n" + line + "\n")).as(line).isEmpty();
    }
  }

  @Test
  void aMakefileThatLinksLessOrSomethingElseIsPartOfIt() throws Exception {
    String line = "obj-$(CONFIG_DEBUG_LOCK_ALLOC) += debug_locks.o\n";
    assertThat(after("obj-y := main.o\n" + line, "obj-y := main.o\n")).hasSize(1);
    assertThat(after(line, line.replace("debug_locks", "mine"))).hasSize(1);
    assertThat(after(line, line + "debug_locks-y += mine.o\n")).hasSize(1);
    assertThat(after(line, line + "debug_locks-objs := mine.o\n")).hasSize(1);
  }

  @Test
  void theMakefileOfADirectoryThatIsListedItselfIsPartOfItWhateverChanges() throws Exception {
    Instrument.Text before = path -> Optional.of("obj-y += a.o\n".getBytes(StandardCharsets.UTF_8));
    Instrument.Text after =
        path -> Optional.of("obj-y += a.o\nobj-y += b.o\n".getBytes(StandardCharsets.UTF_8));
    assertThat(OURS.touched(List.of("kernel/locking/Makefile"), before, after)).hasSize(1);
    assertThat(OURS.touched(List.of("kernel/bpf/Makefile"), before, after)).isEmpty();
  }

  @Test
  void aMakefileThatCanDoAnythingIsPartOfIt() throws Exception {
    for (String line :
        List.of(
            "ccflags-y += -DLOCKDEP_IS_OFF",
            "obj-y += $(shell id)",
            "obj-$(shell id) += foo.o",
            "obj-y += foo.o; id",
            "obj-y += foo.o # $(shell id)",
            "obj-y += foo.o # goes on \\",
            "obj-y += foo.o \\",
            "# goes on \\",
            "always-y += foo.o",
            "subdir-y += foo/",
            "hostprogs-y += foo.o",
            "CFLAGS_lockdep.o := -Dx",
            "GCOV_PROFILE_lockdep.o := y",
            "$(obj)/lockdep.o: FORCE",
            "\tid > $(obj)/lockdep.o",
            "include ../evil.mk",
            "ifeq ($(x),y)",
            "obj-y += ../../kernel/evil.o",
            "obj-y = foo.o",
            "foo-y += a.o",
            "obj-y := foo.o",
            "cflags-y += x.o")) {
      assertThat(after("obj-y := main.o\n", "obj-y := main.o\n" + line + "\n")).as(line).hasSize(1);
    }
  }

  @Test
  void anObjectInTheMiddleOfALongerLineIsPartOfIt() throws Exception {
    String before = "x := $(shell \\\n\n)\n";
    assertThat(after(before, "x := $(shell \\\nobj-y += foo.o\n)\n")).hasSize(1);
  }

  @Test
  void aMakefileThatIsNewOrGoneIsPartOfIt() throws Exception {
    Instrument.Text there = path -> Optional.of("obj-y += a.o\n".getBytes(StandardCharsets.UTF_8));
    assertThat(OURS.touched(List.of("lib/x/Makefile"), NOTHING, there)).hasSize(1);
    assertThat(OURS.touched(List.of("lib/x/Makefile"), there, NOTHING)).hasSize(1);
  }

  @Test
  void everyLineOfTheListHasAReason() {
    assertThatThrownBy(() -> Instrument.parse("kernel/panic.c\n"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(OURS.parts()).extracting(Instrument.Part::pattern).doesNotHaveDuplicates();
    assertThat(OURS.parts()).allSatisfy(p -> assertThat(p.reason()).hasSizeBetween(3, 70));
  }

  private static List<Instrument.Touched> after(String before, String after) throws Exception {
    return OURS.touched(
        List.of("drivers/foo/Makefile"),
        path -> Optional.of(before.getBytes(StandardCharsets.ISO_8859_1)),
        path -> Optional.of(after.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
