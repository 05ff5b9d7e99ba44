// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kernel test as a development environment runs it. */
@Tag("vm-full")
class IdeIT {
  @Test
  void aClassRunsWithoutMavenFromAnyDirectoryAndItsCellsHaveNames(@TempDir Path anywhere)
      throws Exception {
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            IdeLaunch.class.getName(),
            MatrixIT.class.getName());
    java.environment().keySet().removeIf(name -> name.startsWith("MAVEN"));
    Process process =
        java.directory(anywhere.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String tree = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(tree).isZero();
    assertThat(tree.lines().filter(line -> line.endsWith("SUCCESSFUL")))
        .as(tree)
        .anyMatch(line -> line.strip().startsWith("MatrixIT"))
        .anyMatch(line -> line.contains("2 CPUs"))
        .anyMatch(line -> line.contains("4 CPUs"))
        .filteredOn(line -> line.contains("passesWithAllItsEvidence(RunRecord)"))
        .hasSize(2);
    assertThat(tree).doesNotContain("FAILED", "ABORTED");
  }
}
