// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.project;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.kernel.Compiler;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.source.NearestNames;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@code nosplat.yaml} says.
 *
 * @param file the file itself, absolute
 * @param defaults what commands take where their command line is silent
 * @param known the known-issues file, absolute
 * @param machines machine shapes by their names
 * @param campaigns campaigns by their names, in the file's order
 */
public record Project(
    Path file,
    Defaults defaults,
    Optional<Path> known,
    Map<String, CheckPlan.Shape> machines,
    Map<String, Matrix> campaigns) {

  public Project {
    machines = Collections.unmodifiableMap(new LinkedHashMap<>(machines));
    campaigns = Collections.unmodifiableMap(new LinkedHashMap<>(campaigns));
  }

  /**
   * What commands take where their command line is silent. A path in it is absolute.
   *
   * @param tree the tree specification
   * @param config fragments and options on top of the usual ones
   * @param compiler what compiles the kernel
   * @param profile the profile's name
   * @param scenario the scenario's name or place
   * @param machine the machine
   */
  public record Defaults(
      Optional<String> tree,
      List<String> config,
      Optional<Compiler> compiler,
      Optional<String> profile,
      Optional<String> scenario,
      Optional<CheckPlan.Shape> machine) {
    /** Nothing is said. */
    static final Defaults NONE =
        new Defaults(
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public Defaults {
      config = List.copyOf(config);
    }
  }

  /**
   * The campaign of that name, or the only one where none is named.
   *
   * @throws BadInput if there is none, or several and none was named
   */
  public Matrix campaign(Optional<String> name) {
    List<String> names = List.copyOf(campaigns.keySet());
    if (names.isEmpty()) {
      throw new BadInput(
          file + " describes no campaign.",
          List.of(),
          "Add one under campaigns, as docs/campaigns.md shows.");
    }
    if (name.isEmpty() && names.size() > 1) {
      throw new BadInput(
          file + " describes " + names.size() + " campaigns.", names, "Name one of them.");
    }
    String wanted = name.orElse(names.get(0));
    Matrix found = campaigns.get(wanted);
    if (found == null) {
      throw new BadInput(
          "There is no campaign " + wanted + " in " + file + ".",
          NearestNames.of(wanted, names),
          "Name one of these.");
    }
    return found;
  }
}
