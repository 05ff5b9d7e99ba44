// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.List;

/**
 * What of a report can tell whom to blame.
 *
 * @param headline the line that says what happened
 * @param messages all its lines
 * @param stacks all its stacks
 * @param frames the main stack's, innermost first
 * @param details what was read from it
 */
record ReportParts(
    String headline,
    List<String> messages,
    List<Stack> stacks,
    List<Frame> frames,
    Details details) {}
