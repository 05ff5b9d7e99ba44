// SPDX-License-Identifier: Apache-2.0

/**
 * Patches that were damaged on their way, rebuilt against the tree that they are for: hunks are
 * found by their text, context is taken from the tree, the white space of added lines is restored.
 *
 * <p>It reads a tree's files and gives new ones; it never applies anything, never invents text, and
 * refuses what can be read in two ways.
 */
@NullMarked
package dev.nosplat.engine.series.repair;

import org.jspecify.annotations.NullMarked;
