// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.repair;

/**
 * An added line whose white space is not certain.
 *
 * @param path the file
 * @param line its number in the new file, from 1
 * @param text the line as it was rebuilt
 * @param indentation whether its indentation is uncertain
 * @param joined whether two of its words may have become one
 */
record Guess(String path, int line, String text, boolean indentation, boolean joined) {}
