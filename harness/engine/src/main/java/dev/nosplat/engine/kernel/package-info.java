// SPDX-License-Identifier: Apache-2.0

/**
 * Configures and builds kernels in the toolchain container: out of tree, without a network, from a
 * source that it can only read.
 *
 * <p>It never applies patches and never boots anything.
 */
@NullMarked
package dev.nosplat.engine.kernel;

import org.jspecify.annotations.NullMarked;
