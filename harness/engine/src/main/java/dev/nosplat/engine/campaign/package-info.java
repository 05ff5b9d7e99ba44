// SPDX-License-Identifier: Apache-2.0
/**
 * Campaigns: many checks, each named by the key of everything that goes into it, so that none is
 * done twice wherever it runs. A campaign has no state of its own: which cells are done stands in
 * the results alone, and whoever coordinates may be killed at any time. It never judges anything.
 */
@NullMarked
package dev.nosplat.engine.campaign;

import org.jspecify.annotations.NullMarked;
