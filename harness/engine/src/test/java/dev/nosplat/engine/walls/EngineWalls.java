// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.walls;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The rules between the packages below one root: the engine's, or those of a fixture. */
record EngineWalls(String root) {

  /** Each line may import the lines before it, and nothing of its own line but itself. */
  private static final List<List<String>> ORDER =
      List.of(
          List.of("progress", "problem", "files"),
          List.of("artifact", "symbols", "ktap"),
          List.of("toolchain"),
          List.of("source"),
          List.of("series"),
          List.of("kernel", "cache"),
          List.of("guest"),
          List.of("machine"),
          List.of("scenario"),
          List.of("verdict"),
          List.of("check"),
          List.of("gate", "bisect", "bundle"));

  static List<String> packages() {
    return ORDER.stream().flatMap(List::stream).toList();
  }

  /** One rule a package: it never imports what comes after or stands beside it. */
  ArchRule importsOnlyWhatComesBefore(String name) {
    List<String> forbidden = new ArrayList<>();
    boolean reached = false;
    for (List<String> line : ORDER) {
      reached |= line.contains(name);
      if (reached) {
        line.stream()
            .filter(other -> !other.equals(name))
            .map(this::within)
            .forEach(forbidden::add);
      }
    }
    return noClasses()
        .that()
        .resideInAPackage(within(name))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden.toArray(String[]::new))
        .allowEmptyShould(true);
  }

  ArchRule everyPackageHasItsPlace() {
    return classes()
        .that()
        .resideInAPackage(root + "..")
        .should()
        .resideInAnyPackage(packages().stream().map(this::within).toArray(String[]::new));
  }

  ArchRule noCycles() {
    return slices().matching(root + ".(*)..").should().beFreeOfCycles();
  }

  /** Inside of series: what diffs are, then their repair, then applying, then finding them. */
  ArchRule seriesIsInOrder() {
    return layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("text")
        .definedBy(root + ".series.text")
        .layer("repair")
        .definedBy(root + ".series.repair")
        .layer("series")
        .definedBy(root + ".series")
        .layer("input")
        .definedBy(root + ".series.input")
        .whereLayer("text")
        .mayNotAccessAnyLayer()
        .whereLayer("repair")
        .mayOnlyAccessLayers("text")
        .whereLayer("series")
        .mayOnlyAccessLayers("text", "repair")
        .allowEmptyShould(true);
  }

  ArchRule onlyToolchainTalksToContainers() {
    return onlyIn("toolchain", "org.testcontainers..", "com.github.dockerjava..");
  }

  ArchRule onlyMachineTalksSsh() {
    return onlyIn("machine", "com.jcraft.jsch..");
  }

  ArchRule nothingKnowsJUnit() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.junit..");
  }

  private ArchRule onlyIn(String name, String... library) {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackage(within(name))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(library);
  }

  Stream<ArchRule> all() {
    return Stream.concat(
        packages().stream().map(this::importsOnlyWhatComesBefore),
        Stream.of(
            everyPackageHasItsPlace(),
            noCycles(),
            seriesIsInOrder(),
            onlyToolchainTalksToContainers(),
            onlyMachineTalksSsh(),
            nothingKnowsJUnit()));
  }

  private String within(String name) {
    return root + "." + name + "..";
  }
}
