// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.guest.BpfProgram;
import dev.nosplat.engine.kernel.Kernel;
import dev.nosplat.record.Subject;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * A run whose kernel and guest were made elsewhere and are taken as they are.
 *
 * @param plan what to do; its tree is only a text
 * @param subject what is judged, and who says so
 * @param kernel as far as a machine needs it
 * @param initramfs the guest, with the scheduler's program in it
 * @param content names what the guest holds: equal words, equal bytes
 * @param program the scheduler's program by its name
 * @param series the directory with {@code series.patch}
 */
public record ReadyRun(
    CheckPlan plan,
    Subject subject,
    Kernel kernel,
    Path initramfs,
    String content,
    Function<String, BpfProgram> program,
    Path series) {}
