// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.search;

/** Which side of the change a commit that was run lies on, as far as all runs together tell. */
public enum Label {
  /** It has the change. */
  NEW,
  /** It does not have the change. */
  OLD,
  /** Not decided yet. */
  OPEN
}
