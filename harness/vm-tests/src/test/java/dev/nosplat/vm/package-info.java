// SPDX-License-Identifier: Apache-2.0

/**
 * Tests that build real kernels and boot them, tagged {@code vm}, {@code vm-full} or {@code bench}.
 *
 * <p>Nothing is simulated here, and nothing here runs without one of the profiles of those names.
 */
@NullMarked
package dev.nosplat.vm;

import org.jspecify.annotations.NullMarked;
