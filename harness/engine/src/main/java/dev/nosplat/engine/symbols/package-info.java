// SPDX-License-Identifier: Apache-2.0

/**
 * Gives the frames of a splat their source locations and inlined callers, from the {@code vmlinux}
 * that printed it.
 *
 * <p>It works from symbols and offsets, which randomised layouts leave alone, and never from the
 * addresses in a report. It never changes which function is blamed.
 */
@NullMarked
package dev.nosplat.engine.symbols;

import org.jspecify.annotations.NullMarked;
