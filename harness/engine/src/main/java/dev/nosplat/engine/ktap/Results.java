// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.ktap;

import java.util.List;

/**
 * A whole output.
 *
 * @param tests the outermost results, in order
 * @param rest lines after the last result: what a test that never ended has said
 * @param complaints where the output breaks its own plan: results that are missing, {@code Bail
 *     out!}; in sentences, empty where nothing is amiss. Numbers out of order are none: kselftests
 *     that print several plans count on
 */
public record Results(List<TestResult> tests, List<String> rest, List<String> complaints) {
  public Results {
    tests = List.copyOf(tests);
    rest = List.copyOf(rest);
    complaints = List.copyOf(complaints);
  }
}
