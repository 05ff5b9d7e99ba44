// SPDX-License-Identifier: Apache-2.0

/**
 * The one place that turns a plan (source, series, config, scenario, policy) into a run record.
 *
 * <p>It never prints and never decides what a caller does with the record.
 */
@NullMarked
package dev.nosplat.engine.check;

import org.jspecify.annotations.NullMarked;
