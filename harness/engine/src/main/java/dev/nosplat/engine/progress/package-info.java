// SPDX-License-Identifier: Apache-2.0

/** How long work says what it is doing. It never prints: the caller decides where words go. */
@NullMarked
package dev.nosplat.engine.progress;

import org.jspecify.annotations.NullMarked;
