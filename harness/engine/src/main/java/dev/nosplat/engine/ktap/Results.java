// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.ktap;

import java.util.List;

/**
 * A whole output.
 *
 * @param tests the outermost results, in order
 * @param rest lines after the last result: what a test that never ended has said
 * @param complaints where the output breaks the format or its own plan: results that are missing,
 *     numbers out of order, {@code Bail out!}; in sentences, empty where nothing is amiss
 */
public record Results(List<TestResult> tests, List<String> rest, List<String> complaints) {
  public Results {
    tests = List.copyOf(tests);
    rest = List.copyOf(rest);
    complaints = List.copyOf(complaints);
  }
}
