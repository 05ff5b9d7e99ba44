// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

/**
 * One line of lockdep's list of held locks.
 *
 * @param name the lock class's name, for example {@code &rq->__lock}
 * @param usage the usage bits between the first braces, for example {@code -.-.}
 * @param waitTypes outer and inner wait type, for example {@code 2:2}; empty where not printed
 * @param acquiredAt the function and offset after {@code at:}
 */
public record HeldLock(String name, String usage, String waitTypes, String acquiredAt) {}
