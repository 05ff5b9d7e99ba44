// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect.history;

import java.nio.file.Path;
import java.util.List;

/**
 * One state of the source that can be built and run, and the change that led to it.
 *
 * @param id unique in its history: a commit id, a tree specification, or a patch's place
 * @param tree the tree specification to build
 * @param patches patches to apply to that tree, in order
 * @param subject one line about the change
 * @param author name and address, or empty where nobody is named
 * @param date the author's date in ISO 8601, or empty
 */
public record Revision(
    String id, String tree, List<Path> patches, String subject, String author, String date) {
  private static final int SHORT = 12;

  public Revision {
    patches = List.copyOf(patches);
  }

  /** The id as the kernel's own texts abbreviate it: 12 digits of a commit, all of others. */
  public String shortId() {
    return isCommit() ? id.substring(0, SHORT) : id;
  }

  /** Whether the id is a commit's. */
  public boolean isCommit() {
    return id.matches("[0-9a-f]{40}([0-9a-f]{24})?");
  }
}
