// SPDX-License-Identifier: Apache-2.0

/**
 * One archive with which anyone repeats a run: written from a run directory, read from anybody.
 *
 * <p>Nothing in a bundle is believed. It names only files of its own, fetches nothing, and what it
 * says of its tree is a claim. Nothing of it runs outside the guest.
 */
@NullMarked
package dev.nosplat.engine.bundle;

import org.jspecify.annotations.NullMarked;
