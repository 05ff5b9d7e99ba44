// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LineCountsTest {
  /** As gcov 14.2 prints it, with the lines and keys that are not looked at cut away. */
  private static String document(String object, long header, long task, long branch) {
    return """
        {"format_version": "2", "gcc_version": "14.2.0", "current_working_directory": "/build",\
         "data_file": "%s", "files": [\
        {"file": "/src/include/linux/err.h", "functions": [], "lines": [\
        {"line_number": 52, "count": %d, "unexecuted_block": false, "branches": []}]},\
        {"file": "/src/kernel/bpf/bpf_task_storage.c", "functions": [], "lines": [\
        {"line_number": 133, "function_name": "task_storage_delete", "count": %d},\
        {"line_number": 134, "function_name": "task_storage_delete", "count": %d,\
         "unexecuted_block": true}]}]}"""
        .formatted(object, header, task, branch);
  }

  private static LineCounts counts(String... files) {
    return new LineCounts(Set.of(files));
  }

  @Test
  void aLineRanAsOftenAsInAllObjectsTogether() throws IOException {
    LineCounts counts = counts("include/linux/err.h");
    counts.json(document("a.gcno", 3, 1, 0));
    counts.json(document("b.gcno", 4, 1, 0));
    assertThat(counts.of("include/linux/err.h", 52)).hasValue(7);
  }

  @Test
  void aLineOfWhichTheCompilerMadeNothingHoldsNoCode() throws IOException {
    LineCounts counts = counts("kernel/bpf/bpf_task_storage.c");
    counts.json(document("a.gcno", 3, 5113, 0));
    assertThat(counts.of("kernel/bpf/bpf_task_storage.c", 133)).hasValue(5113);
    assertThat(counts.of("kernel/bpf/bpf_task_storage.c", 134)).hasValue(0);
    assertThat(counts.of("kernel/bpf/bpf_task_storage.c", 135)).isEqualTo(OptionalLong.empty());
  }

  @Test
  void aFileThatNobodyAskedAboutIsPassedOver() throws IOException {
    LineCounts counts = counts("kernel/bpf/bpf_task_storage.c");
    counts.json(document("a.gcno", 3, 0, 0));
    assertThat(counts.linesOf("include/linux/err.h")).isEmpty();
    assertThat(counts.anyRan()).isTrue();
  }

  @Test
  void countersThatAllStandAtNothingSayThatNothingRan() throws IOException {
    LineCounts counts = counts("kernel/bpf/bpf_task_storage.c");
    counts.json(document("a.gcno", 0, 0, 0));
    assertThat(counts.anyRan()).isFalse();
  }

  @Test
  void llvmSaysTheSameInText() {
    LineCounts counts = counts("kernel/panic.c");
    for (String line :
        List.of(
            "        -:    0:Source:/src/kernel/panic.c",
            "        -:    0:Graph:kernel/panic.gcno",
            "        -:    1:// SPDX-License-Identifier: GPL-2.0-only",
            "    #####:  585:void vpanic(const char *fmt, va_list args)",
            "       12:  586:{",
            "       7*:  587:\tfoo: bar();",
            "    =====:  588:\tunlikely();",
            "        -:    0:Source:/src/include/linux/list.h",
            "        9:  586:\tlist();")) {
      counts.text(line);
    }
    assertThat(counts.linesOf("kernel/panic.c")).containsExactlyInAnyOrder(585, 586, 587, 588);
    assertThat(counts.of("kernel/panic.c", 585)).hasValue(0);
    assertThat(counts.of("kernel/panic.c", 586)).hasValue(12);
    assertThat(counts.of("kernel/panic.c", 587)).hasValue(7);
    assertThat(counts.of("kernel/panic.c", 588)).hasValue(0);
  }

  @Test
  void whatIsNoDocumentIsRefused() {
    assertThatThrownBy(() -> counts().json("{\"files\": [")).isInstanceOf(IOException.class);
  }
}
