// SPDX-License-Identifier: Apache-2.0
/**
 * Campaigns on Slurm, through its own commands. It hands cells to Slurm and looks what became of
 * them: what it knows lies in the store and in Slurm's queue. It never runs a cell, and keeps
 * nothing in memory that another process could not find.
 */
@NullMarked
package dev.nosplat.engine.campaign.slurm;

import org.jspecify.annotations.NullMarked;
