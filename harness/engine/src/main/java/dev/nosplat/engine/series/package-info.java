// SPDX-License-Identifier: Apache-2.0

/**
 * Patch series applied to a tree in the object store, where a series applies whole or leaves no
 * trace. {@code input} finds them, {@code repair} rebuilds damaged ones, {@code text} is what both
 * know of diffs.
 *
 * <p>Patches are bytes, held as ISO-8859-1 text so that nothing is lost; they are decoded only to
 * be shown. It never touches a work tree and never guesses what a damaged patch meant.
 */
@NullMarked
package dev.nosplat.engine.series;

import org.jspecify.annotations.NullMarked;
