// SPDX-License-Identifier: Apache-2.0

/**
 * Patches as text: bytes held one char each, where a diff begins, what it expects of files and
 * where that nearly fits. It never runs anything and knows of no tree.
 */
@NullMarked
package dev.nosplat.engine.series.text;

import org.jspecify.annotations.NullMarked;
