// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

/**
 * One lock as lockdep prints it.
 *
 * @param name the lock class's name, for example {@code &rq->__lock}, with {@code #N} and {@code
 *     /subclass} as printed
 * @param usage the usage bits between the first braces, for example {@code -.-.}; empty where not
 *     printed
 * @param waitTypes outer and inner wait type, for example {@code 2:2}; empty where not printed
 * @param acquiredAt the function and offset after {@code at:}; empty where not printed
 */
public record HeldLock(String name, String usage, String waitTypes, String acquiredAt) {}
