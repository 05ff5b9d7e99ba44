// SPDX-License-Identifier: Apache-2.0

/**
 * The values that everything shares: verdicts, evidence, the run record and their JSON.
 *
 * <p>It never runs anything and never reads a machine: values in, values out.
 */
@NullMarked
package dev.nosplat.record;

import org.jspecify.annotations.NullMarked;
