// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

/**
 * One thing that must hold before a silent console proves anything.
 *
 * @param name stable and short, for example {@code debug_locks after}
 * @param expected what had to be observed
 * @param observed what was observed; {@code not observed} where the guest could not say
 * @param met whether it held
 */
public record Requirement(String name, String expected, String observed, boolean met) {}
