// SPDX-License-Identifier: Apache-2.0

/**
 * One running QEMU: its serial console, its QMP control socket, the port its init listens on and
 * its SSH shell.
 *
 * <p>The only package that knows of JSch. It never knows what a scenario is and never judges.
 */
@NullMarked
package dev.nosplat.engine.machine;

import org.jspecify.annotations.NullMarked;
