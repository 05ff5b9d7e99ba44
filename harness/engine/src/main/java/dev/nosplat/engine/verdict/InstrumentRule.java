// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.verdict;

import dev.nosplat.engine.series.Instrument;
import dev.nosplat.record.Requirement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A series that changes what a verdict rests on cannot pass where nobody looks, unless somebody has
 * allowed it and said why. Where a person looks it is said.
 *
 * @param unattended whether the verdict is acted on without a person who reads it: a gate, or CI
 * @param allowed why such a series may pass all the same
 */
public record InstrumentRule(boolean unattended, Optional<String> allowed) {
  private static final String NAME = "instrument";

  /** The option that allows it. */
  public static final String OPTION = "--allow-instrument";

  /** A person reads the verdict. */
  public static final InstrumentRule ATTENDED = new InstrumentRule(false, Optional.empty());

  /** How what was observed begins where the series changes something of it. */
  public static final String CHANGED = "changed: ";

  private static final String EXPECTED = "not changed by the series";

  /** The same where nobody reads it. */
  public InstrumentRule whereNobodyLooks() {
    return new InstrumentRule(true, allowed);
  }

  /** The same with a reason to let such a series pass, or without. */
  public InstrumentRule allowing(Optional<String> reason) {
    return new InstrumentRule(unattended, reason);
  }

  /**
   * The row.
   *
   * @param patches how many patches there are
   * @param touched the files of the instrument that they change
   */
  public Requirement on(int patches, List<Instrument.Touched> touched) {
    if (touched.isEmpty()) {
      return new Requirement(
          Requirement.Kind.INSTRUMENT,
          NAME,
          EXPECTED,
          patches == 0 ? "no series" : "not changed",
          true);
    }
    String files =
        touched.stream().map(Instrument.Touched::toString).collect(Collectors.joining(", "));
    String how =
        allowed
            .map(reason -> "; allowed: " + reason)
            .orElse(unattended ? "" : "; a person has to judge that");
    return new Requirement(
        Requirement.Kind.INSTRUMENT,
        NAME,
        EXPECTED,
        CHANGED + files + how,
        allowed.isPresent() || !unattended);
  }

  /**
   * The row of a kernel whose series is not known.
   *
   * @param why for example that it was built elsewhere
   */
  public static Requirement unknown(String why) {
    return new Requirement(Requirement.Kind.INSTRUMENT, NAME, EXPECTED, "not known: " + why, true);
  }
}
