// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;
import java.util.Optional;

/**
 * One kernel report, parsed.
 *
 * @param family which of the kernel's reports this is
 * @param title one line that a person would write
 * @param signature equal for the same bug on another build, machine, task or CPU; different for
 *     another bug of the same family
 * @param line first line of the report in its input, counted from 1: its banner or {@code cut here}
 *     line where it has one
 * @param endLine last line of the report, inclusive
 * @param culprit the function to blame: the first frame that is not reporting, locking or
 *     allocating machinery
 * @param frames the report's main stack, innermost first
 * @param bpfPrograms names of the BPF programs in that stack, without their tags
 * @param kernel the kernel release that the report names
 * @param build the build that follows the release, for example {@code #1 SMP PREEMPT_DYNAMIC}
 * @param tainted the taint flags that the report names, without blanks
 * @param cpu the CPU that reported
 * @param task the task's command name
 * @param pid the task's id
 * @param context {@code task}, {@code irq} or {@code nmi}: where the main stack began
 * @param userspace true when the record shows that user space wrote it
 * @param details what only some families have: the lock, the wait types, the access
 * @param text the lines of the report as printed, without control characters
 */
public record Splat(
    Family family,
    String title,
    String signature,
    long line,
    long endLine,
    Optional<String> culprit,
    List<Frame> frames,
    List<String> bpfPrograms,
    Optional<String> kernel,
    Optional<String> build,
    Optional<String> tainted,
    Optional<Integer> cpu,
    Optional<String> task,
    Optional<Integer> pid,
    Optional<String> context,
    boolean userspace,
    Details details,
    String text) {

  public Splat {
    frames = List.copyOf(frames);
    bpfPrograms = List.copyOf(bpfPrograms);
  }

  /** The same splat in an input that has so many lines before its own. */
  public Splat after(long lines) {
    return with(line + lines, endLine + lines, frames);
  }

  /** The same splat with other frames, for example symbolized ones. */
  public Splat withFrames(List<Frame> others) {
    return with(line, endLine, others);
  }

  private Splat with(long from, long to, List<Frame> others) {
    return new Splat(
        family,
        title,
        signature,
        from,
        to,
        culprit,
        others,
        bpfPrograms,
        kernel,
        build,
        tainted,
        cpu,
        task,
        pid,
        context,
        userspace,
        details,
        text);
  }
}
