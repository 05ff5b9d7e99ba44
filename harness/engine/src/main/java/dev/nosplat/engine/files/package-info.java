// SPDX-License-Identifier: Apache-2.0

/**
 * Whole directory trees on disk: measured, removed and made durable, whatever lies in them.
 *
 * <p>It never knows what a directory is for, and never follows a symbolic link below one.
 */
@NullMarked
package dev.nosplat.engine.files;

import org.jspecify.annotations.NullMarked;
