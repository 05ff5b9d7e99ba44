// SPDX-License-Identifier: Apache-2.0
/**
 * Standard faults for code that a series changed: where each can be planted, and the patch that
 * plants it. It never builds or runs anything; whether a fault is seen is found out elsewhere.
 */
@NullMarked
package dev.nosplat.engine.mutation;

import org.jspecify.annotations.NullMarked;
