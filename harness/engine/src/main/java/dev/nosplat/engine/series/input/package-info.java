// SPDX-License-Identifier: Apache-2.0

/**
 * Patch series found where people have them: files, mails, mailboxes, threads, directories and git
 * ranges. It never applies a patch, and never joins patches that do not belong together.
 */
@NullMarked
package dev.nosplat.engine.series.input;

import org.jspecify.annotations.NullMarked;
