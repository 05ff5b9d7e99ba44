// SPDX-License-Identifier: Apache-2.0

/**
 * The command line: one class a command. It parses arguments and prints; the work is the engine's.
 */
@NullMarked
package dev.nosplat.cli;

import org.jspecify.annotations.NullMarked;
