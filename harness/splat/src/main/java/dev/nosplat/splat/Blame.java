// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

/** Whom a family's reports blame. */
enum Blame {
  /** The innermost function that is no machinery. */
  FIRST,
  /** Who took the lock that a task left held. */
  TAKER_OF_LEFT_LOCK,
  /** The innermost function, but nobody where a watchdog found a stalled task: it is no suspect. */
  NOBODY_IF_STALLED,
  /** The innermost function that does not just take a mapping down. */
  NOT_WHO_UNMAPS
}
