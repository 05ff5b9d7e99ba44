// SPDX-License-Identifier: Apache-2.0

/**
 * Where a kernel tree comes from, and how it gets into a work tree of ours: one shared bare
 * repository holds every tree, and one checkout per lineage moves between them touching only the
 * files that differ.
 *
 * <p>It never writes into a checkout, an object store or a directory that belongs to the user, and
 * never builds anything.
 */
@NullMarked
package dev.nosplat.engine.source;

import org.jspecify.annotations.NullMarked;
