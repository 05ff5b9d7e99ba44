// SPDX-License-Identifier: Apache-2.0

/**
 * Which commit to run next, and when the answer is sure enough: a Bayesian search over the commits
 * of a history, which falls back on exactly git's own halving where the bug shows in every run.
 *
 * <p>Pure: it never runs anything, never reads a repository, a clock or a random number, so the
 * same observations always lead to the same steps and a log of them can be replayed.
 */
@NullMarked
package dev.nosplat.engine.bisect.search;

import org.jspecify.annotations.NullMarked;
