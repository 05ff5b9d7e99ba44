// SPDX-License-Identifier: Apache-2.0

/**
 * Profiles: named sets of detectors, read from the data files in {@code kernel-configs/profiles}.
 *
 * <p>It never builds a kernel and never runs a machine.
 */
@NullMarked
package dev.nosplat.engine.profile;

import org.jspecify.annotations.NullMarked;
