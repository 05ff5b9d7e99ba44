// SPDX-License-Identifier: Apache-2.0

/**
 * Decides whether a series makes a tree worse: runs the tree with and without it, tells what is new
 * from what was there before, and says how far the answer can be trusted.
 *
 * <p>It never builds or boots anything itself, and never prints: runs come from a {@link
 * dev.nosplat.engine.check.Checker}, the answer is a {@link dev.nosplat.record.GateRecord}.
 */
@NullMarked
package dev.nosplat.engine.gate;

import org.jspecify.annotations.NullMarked;
