// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.machine.Root;
import dev.nosplat.engine.problem.BadInput;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The machine that the kernel is booted on. */
final class MachineOptions {
  @Option(
      names = "--cpus",
      paramLabel = "N",
      defaultValue = "2",
      description = "Virtual CPUs (default: ${DEFAULT-VALUE}; a PASS needs at least 2).")
  private int cpus = 2;

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      defaultValue = "1024",
      description = "Guest memory in MiB (default: ${DEFAULT-VALUE}).")
  private int memory = 1024;

  @Option(
      names = "--append",
      paramLabel = "PARAMETER",
      description = "Extra kernel command-line parameter, after nosplat's own; repeatable.")
  private List<String> parameters = new ArrayList<>();

  @Option(
      names = "--root",
      paramLabel = "initramfs|virtme",
      defaultValue = "initramfs",
      description =
          "The guest's root: the guest image, or through virtme-ng the toolchain container's own"
              + " file system (default: ${DEFAULT-VALUE}).")
  private Root root = Root.INITRAMFS;

  CheckPlan.Shape shape() {
    CheckPlan.Shape shape = new CheckPlan.Shape(cpus, memory, parameters, false, root);
    shape
        .wrong()
        .ifPresent(
            why -> {
              throw new BadInput(
                  "No such machine can be booted.", List.of(why), "Correct that option.");
            });
    return shape;
  }
}
