// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import dev.nosplat.record.Reach;
import dev.nosplat.record.RunRecord;
import java.lang.reflect.Executable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * What the methods of a test class take, which decides how the class runs.
 *
 * @param onStage types that live only while the machine does
 */
record Parameters(Set<Class<?>> onStage) {

  /** What a finished run gives. */
  private static final Set<Class<?>> OF_FINISHED = Set.of(RunRecord.class, Reach.class);

  /** Whether a parameter of this type is ours to give. */
  boolean areOurs(Class<?> type) {
    return OF_FINISHED.contains(type) || onStage.contains(type);
  }

  /**
   * Whether the class's methods, or those of its superclasses and nested classes, take anything
   * that lives only while the machine does.
   *
   * @throws ExtensionConfigurationException if they also take the finished run's record
   */
  boolean needMachine(Class<?> testClass) {
    List<Executable> all = executables(testClass).toList();
    Optional<Executable> live = all.stream().filter(e -> takesAnyOf(e, onStage)).findFirst();
    Optional<Executable> finished =
        all.stream().filter(e -> takesAnyOf(e, OF_FINISHED)).findFirst();
    if (live.isPresent() && finished.isPresent()) {
      throw new ExtensionConfigurationException(
          live.get().getName()
              + " takes the running machine and "
              + finished.get().getName()
              + " the finished run's record; a class takes one or the other");
    }
    return live.isPresent();
  }

  private static boolean takesAnyOf(Executable executable, Set<Class<?>> types) {
    return Stream.of(executable.getParameterTypes()).anyMatch(types::contains);
  }

  private static Stream<Executable> executables(Class<?> type) {
    Stream<Executable> own =
        Stream.concat(
            Stream.of(type.getDeclaredConstructors()), Stream.of(type.getDeclaredMethods()));
    Stream<Executable> nested =
        Stream.of(type.getDeclaredClasses()).flatMap(Parameters::executables);
    Class<?> parent = type.getSuperclass();
    return Stream.of(own, nested, parent == null ? Stream.<Executable>empty() : executables(parent))
        .flatMap(s -> s);
  }
}
