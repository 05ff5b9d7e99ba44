// SPDX-License-Identifier: Apache-2.0

/**
 * What a tree's own Kconfig code says about a configuration, and the words for it: who set a
 * symbol, why another is off, what would turn it on.
 *
 * <p>It never reads a Kconfig file and never evaluates an expression: {@code kconfig-facts.c} has
 * the tree do both, and this package reads the answer.
 */
@NullMarked
package dev.nosplat.engine.kernel.kconfig;

import org.jspecify.annotations.NullMarked;
