// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.record.Requirement;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A number that a scenario has to reach, as its description asks for it.
 *
 * @param name what the row of the evidence is called
 * @param source where the number is read
 * @param least the least that proves something
 * @param most the most that does; empty if more is never wrong
 * @param cpus on how many CPUs at least it must have grown; 0 where nobody asks
 */
record EvidenceRow(String name, Source source, long least, OptionalLong most, int cpus) {

  /** Where a number is read. */
  sealed interface Source {
    /**
     * A line {@code NAME=NUMBER} that the workload prints; of several the last counts.
     *
     * @param key the name
     */
    record Output(String key) implements Source {}

    /**
     * The first word of a file in the guest; what counts is by how much it grew.
     *
     * @param path of the file
     */
    record GuestFile(String path) implements Source {}

    /**
     * A field of a BPF map's values, summed over all of them; what counts is by how much it grew.
     *
     * @param map the map's name, which the kernel cuts to 15 characters
     * @param field the field's name
     */
    record BpfMap(String map, String field) implements Source {}
  }

  /** The row of the record, of what was read; nothing where nothing could be read. */
  Requirement requirement(Optional<Reading> reading) {
    boolean enough =
        reading.isPresent()
            && reading.get().number() >= least
            && (most.isEmpty() || reading.get().number() <= most.getAsLong())
            && reading.get().cpus() >= cpus;
    return new Requirement(
        Requirement.Kind.WORKLOAD,
        name,
        expected(),
        reading.map(this::observed).orElse(GuestFacts.NOT_OBSERVED),
        enough);
  }

  private String expected() {
    String bounds =
        most.isEmpty()
            ? "at least " + least
            : most.getAsLong() == least ? "exactly " + least : least + " to " + most.getAsLong();
    return bounds + (cpus > 0 ? ", on " + cpus + " CPUs at least" : "");
  }

  private String observed(Reading reading) {
    return reading.number() + (cpus > 0 ? ", on " + reading.cpus() : "");
  }

  /**
   * What was read.
   *
   * @param number the number
   * @param cpus on how many CPUs it grew; 0 where the source does not tell
   */
  record Reading(long number, int cpus) {}
}
