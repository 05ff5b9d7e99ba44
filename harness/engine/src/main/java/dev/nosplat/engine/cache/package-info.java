// SPDX-License-Identifier: Apache-2.0

/**
 * Everything that nosplat keeps on disk, seen as a whole: listed, verified, cut down to a size.
 *
 * <p>It never makes an artifact and needs no container engine.
 */
@NullMarked
package dev.nosplat.engine.cache;

import org.jspecify.annotations.NullMarked;
