// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import dev.nosplat.splat.Splat;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that one run found out, and the only thing that reports are made from.
 *
 * @param format version of this document's shape
 * @param id unique name of the run; the run directory's name
 * @param started when it began, UTC
 * @param durationMillis how long it took in all
 * @param scenario the scenario's name
 * @param subject what was judged
 * @param machine the machine, once there was one
 * @param timeline what took how long
 * @param evidence what had to hold; without requirements when no machine ran
 * @param splats every splat outside the canary's window, in console order
 * @param canary the canary's splat, if it was seen
 * @param counts what the workload counted, by name: {@code tasks}, {@code churnMillis} ...; empty
 *     where nothing was counted
 * @param reach which changed lines are in the kernel and ran; absent where nothing was changed or
 *     no machine ran
 * @param sweep what the kernel answered to a sweep; absent where the scenario is none
 * @param verdict the decision
 * @param artifacts file names in the run directory by what they are ({@code console}, {@code
 *     config}, {@code series}, {@code qemu}); never a path
 * @param directory the run directory
 */
public record RunRecord(
    int format,
    String id,
    Instant started,
    long durationMillis,
    String scenario,
    Subject subject,
    Optional<MachineFacts> machine,
    List<Phase> timeline,
    Evidence evidence,
    List<Splat> splats,
    Optional<Splat> canary,
    Map<String, Long> counts,
    Optional<Reach> reach,
    Optional<Sweep> sweep,
    Verdict verdict,
    Map<String, String> artifacts,
    Path directory) {

  /** The current {@link #format}. */
  public static final int FORMAT = 2;

  public RunRecord {
    timeline = List.copyOf(timeline);
    splats = List.copyOf(splats);
    counts = Map.copyOf(counts);
    artifacts = Map.copyOf(artifacts);
    for (String name : artifacts.values()) {
      if (!RunFiles.isName(name)) {
        throw new IllegalArgumentException("the artifact " + name + " is no name of a file");
      }
    }
  }

  /** The same record with another verdict, for whoever knows more than the run did. */
  public RunRecord withVerdict(Verdict other) {
    return new RunRecord(
        format,
        id,
        started,
        durationMillis,
        scenario,
        subject,
        machine,
        timeline,
        evidence,
        splats,
        canary,
        counts,
        reach,
        sweep,
        other,
        artifacts,
        directory);
  }

  /** The same record, found in another directory than the one it was written in. */
  public RunRecord inDirectory(Path other) {
    return new RunRecord(
        format,
        id,
        started,
        durationMillis,
        scenario,
        subject,
        machine,
        timeline,
        evidence,
        splats,
        canary,
        counts,
        reach,
        sweep,
        verdict,
        artifacts,
        other);
  }
}
