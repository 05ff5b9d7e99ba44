// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.util.List;

/**
 * What a checker says of a patch, in the form that {@code b4 review} reads (b4 0.15,
 * docs/maintainer/review.rst).
 *
 * @param tool the column
 * @param status {@code pass}, {@code warn} or {@code fail}
 * @param summary one line
 * @param url where more is, or empty
 * @param details text for whoever opens the result
 */
public record CheckerResult(
    String tool, String status, String summary, String url, String details) {

  /** The array that b4 expects, on one line; empty for nothing to say. */
  public static String json(List<CheckerResult> results) {
    return Documents.line(List.copyOf(results));
  }
}
