// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.guest.BpfProgram;
import dev.nosplat.engine.guest.GuestImages;
import dev.nosplat.engine.kernel.Kernel;
import dev.nosplat.engine.reach.ChangedLines.FileChange;
import dev.nosplat.engine.scenario.Scenario;
import dev.nosplat.engine.verdict.InstrumentRule;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.Subject;
import java.util.List;
import java.util.function.Function;

/**
 * Everything that a machine needs to run a plan.
 *
 * @param subject what will be judged
 * @param treeId git's name of the patched tree; empty where there is none
 * @param kernel the built kernel
 * @param scenario the scenario
 * @param programs its BPF programs, compiled for the kernel
 * @param instrument the row that says whether the series changes what the verdict rests on
 * @param changes what its series changed, file by file; nothing where it has none
 * @param image the guest image with the kernel's canary and what the scenario needs in it
 */
public record Prepared(
    Subject subject,
    String treeId,
    Kernel kernel,
    Scenario scenario,
    List<BpfProgram> programs,
    Function<InstrumentRule, Requirement> instrument,
    List<FileChange> changes,
    GuestImages.Image image) {
  /** The same kernel and guest for another scenario that has the same programs. */
  Prepared running(Scenario other) {
    return new Prepared(subject, treeId, kernel, other, programs, instrument, changes, image);
  }
}
