// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.Optional;

/**
 * One line of a stack trace.
 *
 * @param function the symbol without offset and without compiler suffixes; for a BPF program its
 *     name without the tag
 * @param offset bytes from the symbol's start, or -1 where the console did not say
 * @param size the symbol's size in bytes, or -1
 * @param module the module in square brackets, {@code bpf} for a BPF program
 * @param reliable false when the unwinder printed a {@code ?}
 * @param inlined true when the frame came from symbolization or an {@code [inline]} note
 * @param location {@code file:line} relative to the kernel tree, where the text or {@code vmlinux}
 *     says
 */
public record Frame(
    String function,
    long offset,
    long size,
    Optional<String> module,
    boolean reliable,
    boolean inlined,
    Optional<String> location) {}
