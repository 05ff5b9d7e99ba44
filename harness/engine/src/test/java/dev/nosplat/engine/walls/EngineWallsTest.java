// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.walls;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EngineWallsTest {
  private static final String ENGINE = "dev.nosplat.engine";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ENGINE);

  /** Classes that break each rule once. */
  private static final EngineWalls BROKEN = new EngineWalls(ENGINE + ".walls.fixture");

  private static final JavaClasses FIXTURE = new ClassFileImporter().importPackages(BROKEN.root());

  static Stream<ArchRule> rules() {
    return new EngineWalls(ENGINE).all();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theEngineKeeps(ArchRule rule) {
    rule.check(CLASSES);
  }

  @Test
  void anImportOfALaterPackageIsSeen() {
    breaks(BROKEN.importsOnlyWhatComesBefore("problem"), "problem.ReachesUp", "check.Later");
  }

  @Test
  void anImportFromThePackageBesideIsSeen() {
    breaks(BROKEN.importsOnlyWhatComesBefore("gate"), "gate.LooksAside", "bisect.Beside");
  }

  @Test
  void anImportOfAnEarlierPackageIsAllowed() {
    assertThat(BROKEN.importsOnlyWhatComesBefore("check").evaluate(FIXTURE).hasViolation())
        .isFalse();
  }

  @Test
  void aPackageWithoutAPlaceIsSeen() {
    breaks(BROKEN.everyPackageHasItsPlace(), "attic.Homeless");
  }

  @Test
  void aCycleIsSeen() {
    breaks(BROKEN.noCycles(), "problem.ReachesUp", "check.Later");
  }

  @Test
  void aRoomOfSeriesThatLooksUpIsSeen() {
    breaks(BROKEN.seriesIsInOrder(), "text.Plain", "repair.Mends");
  }

  @Test
  void containersOutsideTheToolchainAreSeen() {
    breaks(BROKEN.onlyToolchainTalksToContainers(), "kernel.StartsContainers");
  }

  @Test
  void sshOutsideTheMachineIsSeen() {
    breaks(BROKEN.onlyMachineTalksSsh(), "guest.LogsIn");
  }

  @Test
  void openingWhatAContainerCouldWriteIsSeen() {
    breaks(
        BROKEN.onlyHarvestOpensWhatAContainerCouldHaveWritten(),
        "kernel.OpensWhatItGave",
        "toolchain.KnowsThePath");
  }

  @Test
  void aMountThatSaysNotOfWhatIsSeen() {
    breaks(BROKEN.onlyAMountMakesMounts(), "kernel.MountsAnything");
  }

  @Test
  void junitInTheEngineIsSeen() {
    breaks(BROKEN.nothingKnowsJUnit(), "scenario.KnowsJUnit");
  }

  private static void breaks(ArchRule rule, String... guilty) {
    assertThat(rule.evaluate(FIXTURE).getFailureReport().toString()).contains(guilty);
  }
}
