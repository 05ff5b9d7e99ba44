// SPDX-License-Identifier: Apache-2.0

/**
 * Finds the commit that brought a splat, or the one that removed it, by checks of many revisions.
 *
 * <p>It never builds or boots anything itself (each run is one {@link
 * dev.nosplat.engine.check.Checker check}), never writes to a repository of the user's, and never
 * takes any failure but the one searched for as an answer.
 */
@NullMarked
package dev.nosplat.engine.bisect;

import org.jspecify.annotations.NullMarked;
