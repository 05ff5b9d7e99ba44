// SPDX-License-Identifier: Apache-2.0

/**
 * The JUnit extension: annotations, parameters and the check after every test. It decides nothing
 * itself: verdicts come from the engine.
 */
@NullMarked
package dev.nosplat.junit;

import org.jspecify.annotations.NullMarked;
