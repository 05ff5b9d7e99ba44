// SPDX-License-Identifier: Apache-2.0

/** The ways a run can end early, each with what failed, the evidence and what to do. */
@NullMarked
package dev.nosplat.engine.problem;

import org.jspecify.annotations.NullMarked;
