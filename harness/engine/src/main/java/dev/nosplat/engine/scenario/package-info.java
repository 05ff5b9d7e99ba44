// SPDX-License-Identifier: Apache-2.0

/**
 * Scenarios: a scheduler, a workload and the evidence that they must produce, run on a machine that
 * is already up.
 *
 * <p>It never boots a machine and never decides what the evidence means.
 */
@NullMarked
package dev.nosplat.engine.scenario;

import org.jspecify.annotations.NullMarked;
