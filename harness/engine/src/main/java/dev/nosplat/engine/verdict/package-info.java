// SPDX-License-Identifier: Apache-2.0

/** The rules that turn what a run found into a verdict. They never touch a machine. */
@NullMarked
package dev.nosplat.engine.verdict;

import org.jspecify.annotations.NullMarked;
