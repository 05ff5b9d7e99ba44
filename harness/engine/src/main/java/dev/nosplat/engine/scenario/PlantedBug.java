// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.splat.Family;

/**
 * The bug that a scenario is there to find: a patch that a directory brings to plant it, and the
 * report by which it is recognised.
 *
 * @param name how it is called where a plan names its controls
 * @param patch the patch
 * @param family the family of its report
 * @param word what the report's text holds and the report of no other bug does
 */
public record PlantedBug(String name, ScenarioFiles.Content patch, Family family, String word) {
  /** The patch's name in the directory. */
  static final String FILE = "control.patch";
}
