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
 * @param line first line of the report in its input, counted from 1
 * @param endLine last line of the report, inclusive
 * @param culprit the function to blame: the first frame that is not reporting, locking or
 *     allocating machinery
 * @param frames the report's main stack, innermost first
 * @param kernel the kernel release that the report names
 * @param tainted the taint flags that the report names
 * @param cpu the CPU that reported
 * @param task the task's command name
 * @param pid the task's id
 * @param userspace true when the record shows that user space wrote it
 * @param details what only some families have: the lock, the wait types, the access
 * @param text the raw lines of the report
 */
public record Splat(
    Family family,
    String title,
    String signature,
    long line,
    long endLine,
    Optional<String> culprit,
    List<Frame> frames,
    Optional<String> kernel,
    Optional<String> tainted,
    Optional<Integer> cpu,
    Optional<String> task,
    Optional<Integer> pid,
    boolean userspace,
    Details details,
    String text) {

  public Splat {
    frames = List.copyOf(frames);
  }
}
