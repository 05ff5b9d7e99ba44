// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.walls;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
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
          List.of("artifact", "symbols", "ktap", "yaml"),
          List.of("toolchain"),
          List.of("source"),
          List.of("series"),
          List.of("profile", "kernel", "cache"),
          List.of("guest"),
          List.of("machine"),
          List.of("scenario"),
          List.of("verdict"),
          List.of("reach", "mutation"),
          List.of("check"),
          List.of("gate", "bisect", "bundle", "project"),
          List.of("campaign"));

  /** How the names of the methods of {@code java.nio.file.Files} begin that open a file. */
  private static final List<String> OPENING =
      List.of(
          "read",
          "write",
          "copy",
          "move",
          "newInput",
          "newOutput",
          "newBuffered",
          "newByte",
          "lines",
          "list",
          "walk");

  private static final String FILES = "java.nio.file.Files";

  /** What opens a file without that class. */
  private static final List<String> OPENERS =
      List.of(
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.FileReader",
          "java.io.FileWriter",
          "java.io.RandomAccessFile");

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

  /**
   * {@code Harvest} alone opens what a container could have written. The path of such a directory
   * is known in its package only, where the class that asks for it opens no file; elsewhere those
   * that name one at all, because it stays for the next container, open none either.
   */
  ArchRule onlyHarvestOpensWhatAContainerCouldHaveWritten() {
    String directory = root + ".toolchain.ContainerDirectory";
    return noClasses()
        .that(
            DescribedPredicate.<JavaClass>describe(
                "know the path of a directory that containers write",
                type -> calls(type, directory, "path") || calls(type, directory, "at")))
        .and()
        .doNotHaveFullyQualifiedName(root + ".toolchain.Harvest")
        .should(
            ArchCondition.from(
                DescribedPredicate.<JavaClass>describe(
                    "open a file by its path",
                    type ->
                        OPENING.stream().anyMatch(name -> calls(type, FILES, name))
                            || OPENERS.stream().anyMatch(opener -> constructs(type, opener)))))
        .allowEmptyShould(true);
  }

  /** A mount says whether it can be written, and of what: nobody makes one past that. */
  ArchRule onlyAMountMakesMounts() {
    String mount = root + ".toolchain.Mount";
    return noClasses()
        .that()
        .doNotHaveFullyQualifiedName(mount)
        .should(
            ArchCondition.from(
                DescribedPredicate.<JavaClass>describe(
                    "make a mount by its constructor", type -> constructs(type, mount))))
        .allowEmptyShould(true);
  }

  private static boolean constructs(JavaClass type, String made) {
    return type.getConstructorCallsFromSelf().stream()
        .anyMatch(call -> call.getTargetOwner().getFullName().equals(made));
  }

  private static boolean calls(JavaClass type, String owner, String name) {
    return type.getMethodCallsFromSelf().stream()
        .anyMatch(
            call ->
                call.getTargetOwner().getFullName().equals(owner)
                    && call.getTarget().getName().startsWith(name));
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
            onlyHarvestOpensWhatAContainerCouldHaveWritten(),
            onlyAMountMakesMounts(),
            nothingKnowsJUnit()));
  }

  private String within(String name) {
    return root + "." + name + "..";
  }
}
