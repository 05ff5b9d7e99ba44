// SPDX-License-Identifier: Apache-2.0
/**
 * {@code nosplat.yaml}: what a user says once for all commands. It is read from the user's own
 * working directory and the directories above, never from a tree that a patch was applied to, and
 * no field of it names a program, a variable or a file that would run or be removed on the host.
 */
@NullMarked
package dev.nosplat.engine.project;

import org.jspecify.annotations.NullMarked;
