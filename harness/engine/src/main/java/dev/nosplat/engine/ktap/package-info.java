// SPDX-License-Identifier: Apache-2.0

/**
 * Reads KTAP, what the kernel's own tests print: text in, results out. It knows no machine and
 * judges nothing.
 */
@NullMarked
package dev.nosplat.engine.ktap;

import org.jspecify.annotations.NullMarked;
