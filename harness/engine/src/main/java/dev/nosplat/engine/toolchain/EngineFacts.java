// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

/**
 * What a container engine says of itself.
 *
 * @param version its version
 * @param cpus the processors that containers may use
 * @param memoryBytes the memory that containers may use
 * @param rootless whether it runs without root's rights
 * @param directory where it keeps images, on the engine's own host
 */
public record EngineFacts(
    String version, int cpus, long memoryBytes, boolean rootless, String directory) {}
