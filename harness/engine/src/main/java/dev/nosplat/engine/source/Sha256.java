// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

/**
 * The digest that an archive must have.
 *
 * @param hex 64 hexadecimal digits, lower case
 */
public record Sha256(String hex) {
  /** How the part of a URL begins that asks for it. */
  static final String FRAGMENT = "sha256=";

  public Sha256 {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(hex + " is no SHA-256");
    }
  }
}
