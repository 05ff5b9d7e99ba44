// SPDX-License-Identifier: Apache-2.0

/**
 * The container image that holds compilers and QEMU, and the containers made from it.
 *
 * <p>The only package that knows of Testcontainers and docker-java. It never knows what is built or
 * booted inside.
 */
@NullMarked
package dev.nosplat.engine.toolchain;

import org.jspecify.annotations.NullMarked;
