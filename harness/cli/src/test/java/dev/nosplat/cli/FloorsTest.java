// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * What Maven's modules alone cannot hold: which libraries a floor may touch although they are on
 * its class path.
 */
class FloorsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // Tests share recorded runs as a jar, which no directory name gives away.
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.nosplat");

  @Test
  void splatsNeedTheJdkAlone() {
    classes()
        .that()
        .resideInAPackage("dev.nosplat.splat..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.nosplat.splat..", "java..", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void reportsAreMadeOfRecordsAlone() {
    noClasses()
        .that()
        .resideInAPackage("dev.nosplat.report..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.nosplat.engine..", "dev.nosplat.cli..")
        .check(CLASSES);
  }

  @Test
  void onlyTheJUnitFloorKnowsJUnit() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.nosplat.junit..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.junit..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineParsesArgumentsAndDrawsBars() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.nosplat.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..", "me.tongfei..")
        .check(CLASSES);
  }

  @Test
  void nobodyButTheCommandLinePrints() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.nosplat.cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }
}
