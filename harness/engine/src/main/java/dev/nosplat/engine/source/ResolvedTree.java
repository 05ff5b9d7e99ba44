// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

/**
 * A tree at one identity, whose objects are all in the object store or borrowed by it.
 *
 * @param spec the specification as the user wrote it
 * @param identity the commit of a git source, else the tree's content digest; for reports
 * @param commit a commit with this tree; made by us, always the same, where the source is not git
 * @param treeId the git tree object: equal content, equal id, wherever it came from
 * @param version {@code make kernelversion}, for example {@code 7.3.4} or {@code 7.3.0-rc1}
 * @param lineage name of the work tree that this tree is checked out in; trees of one lineage
 *     differ little
 * @param origin where exactly it came from, for a person: {@code linux-source-7.2 7.2.12-1}
 */
public record ResolvedTree(
    String spec,
    String identity,
    String commit,
    String treeId,
    String version,
    String lineage,
    String origin) {}
