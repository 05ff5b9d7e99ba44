// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static dev.nosplat.cli.ScreenText.golden;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  private final ScreenText screen = new ScreenText();

  @Test
  void theTableHasTheFixUnderEachMissingThing() throws IOException {
    int code =
        doctor(
            List.of(
                Prerequisite.ok("JDK", "17.0.15 in /opt/jdk"),
                Prerequisite.ok("Maven", "3.8.7"),
                Prerequisite.missing(
                    "container engine", "no container engine answers", "./nosplat setup"),
                Prerequisite.note(
                    "accelerator", "TCG: there is no /dev/kvm; slower, with the same verdicts")));
    assertThat(screen.out()).isEqualTo(golden("doctor.txt"));
    assertThat(code).isEqualTo(6);
  }

  @Test
  void aNoteIsNothingMissing() {
    int code = doctor(List.of(Prerequisite.note("accelerator", "TCG")));
    assertThat(screen.out()).endsWith("\nNothing is missing.\n");
    assertThat(code).isZero();
  }

  @Test
  void aHostWithoutMavenOnItsPathIsToldSo(@TempDir Path empty) {
    assertThat(new HostInspection(Map.of("PATH", empty.toString())).get())
        .filteredOn(row -> row.name().equals("Maven"))
        .singleElement()
        .matches(Prerequisite::isMissing)
        .extracting(Prerequisite::fix)
        .isEqualTo("apt-get install maven");
  }

  @Test
  void whatTestcontainersLacksIsPrintedAsLinesToPaste(@TempDir Path home) {
    assertThat(new HostInspection(Map.of("PATH", "", "NOSPLAT_DIR", home.toString())).get())
        .filteredOn(row -> row.name().equals("toolchain image"))
        .singleElement()
        .extracting(Prerequisite::fix)
        .asString()
        .startsWith(
            "export TESTCONTAINERS_RYUK_DISABLED=true\n"
                + "export TESTCONTAINERS_CHECKS_DISABLE=true");
  }

  @Test
  void theJdkThatRunsThisTestIsFound() {
    assertThat(new HostInspection(System.getenv()).get())
        .filteredOn(row -> row.name().equals("JDK"))
        .singleElement()
        .extracting(Prerequisite::found)
        .asString()
        .contains(System.getProperty("java.home"));
  }

  private int doctor(List<Prerequisite> rows) {
    return Main.run(
        new String[] {"doctor"},
        screen.terminal(),
        List.of(new DoctorCommand(screen.terminal(), () -> rows)));
  }
}
