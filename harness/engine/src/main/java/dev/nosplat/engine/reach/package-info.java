// SPDX-License-Identifier: Apache-2.0

/**
 * Which changed lines of a series are in a kernel, and which of them ran: what git says about the
 * change, what the build says about its objects, and what their counters say. It never starts a
 * machine and never builds; it never judges.
 */
@NullMarked
package dev.nosplat.engine.reach;

import org.jspecify.annotations.NullMarked;
