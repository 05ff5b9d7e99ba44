// SPDX-License-Identifier: Apache-2.0

/**
 * What runs inside a machine: the initramfs, and BPF programs compiled against a kernel's own BTF.
 *
 * <p>It never boots anything and never talks to a guest.
 */
@NullMarked
package dev.nosplat.engine.guest;

import org.jspecify.annotations.NullMarked;
