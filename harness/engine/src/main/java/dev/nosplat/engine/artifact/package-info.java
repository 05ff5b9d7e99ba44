// SPDX-License-Identifier: Apache-2.0

/**
 * The content-addressed store that every expensive value lives in: a key made of everything that
 * goes in, an entry that appears whole or not at all, one builder per key across processes.
 *
 * <p>It never knows what an entry means.
 */
@NullMarked
package dev.nosplat.engine.artifact;

import org.jspecify.annotations.NullMarked;
