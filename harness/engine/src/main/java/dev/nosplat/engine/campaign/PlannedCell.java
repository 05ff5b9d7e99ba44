// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.record.CellResult;

/**
 * One check of a campaign.
 *
 * @param key the key of everything that goes into it
 * @param cell which combination it is
 * @param kernel the key of its kernel
 * @param plan what is to be done
 */
public record PlannedCell(String key, CellResult.Cell cell, String kernel, CheckPlan plan) {}
