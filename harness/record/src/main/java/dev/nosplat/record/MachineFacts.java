// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

/**
 * The machine that ran the scenario.
 *
 * @param accelerator {@code kvm}, {@code tcg}, or {@code tcg: REASON} where there is a {@code
 *     /dev/kvm} that is not used
 * @param cpus virtual CPUs
 * @param memoryMiB guest memory
 * @param root {@code initramfs} or {@code virtme}
 * @param origin {@code snapshot}, {@code boot}, or {@code boot: REASON} where a snapshot could not
 *     be used or kept
 * @param qemu QEMU's version line
 */
public record MachineFacts(
    String accelerator, int cpus, int memoryMiB, String root, String origin, String qemu) {}
