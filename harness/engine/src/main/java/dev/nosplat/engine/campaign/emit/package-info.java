// SPDX-License-Identifier: Apache-2.0
/** Campaigns as files that another system carries out. Nothing here runs or reads anything. */
@NullMarked
package dev.nosplat.engine.campaign.emit;

import org.jspecify.annotations.NullMarked;
