// SPDX-License-Identifier: Apache-2.0

/**
 * Turns kernel console text into {@linkplain dev.nosplat.splat.Splat splats}: one typed value per
 * kernel report, with a signature that stays the same when the bug does.
 *
 * <p>JDK only. It never decides whether a splat is acceptable, never talks to a machine and never
 * writes anything.
 */
@NullMarked
package dev.nosplat.splat;

import org.jspecify.annotations.NullMarked;
