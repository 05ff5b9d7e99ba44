// SPDX-License-Identifier: Apache-2.0

/**
 * Opens what a log is kept in: compressions, encodings, and the JSON, YAML and pieces in which
 * other programs store a kernel's lines. Bytes in, the kernel's text out, in constant memory.
 *
 * <p>It never looks for reports, and prefixes that stand on a text's lines are not its business:
 * {@link dev.nosplat.splat.SplatReader} knows those.
 */
@NullMarked
package dev.nosplat.cli.input;

import org.jspecify.annotations.NullMarked;
