// SPDX-License-Identifier: Apache-2.0

/**
 * What a bisection searches through: commits of a git repository, a line of releases, or the
 * patches of an unmerged series. Whatever git can answer is asked of git.
 *
 * <p>It only reads the user's repositories: no checkout, no ref, no object is ever written there.
 */
@NullMarked
package dev.nosplat.engine.bisect.history;

import org.jspecify.annotations.NullMarked;
