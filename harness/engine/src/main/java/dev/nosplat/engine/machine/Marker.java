// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

/**
 * A line that nobody else can have written: put into {@code /dev/kmsg} by us and awaited on the
 * serial console, it places splats and proves that the capture is alive.
 *
 * @param what {@code scenario-start}, {@code scenario-end}, {@code canary-start} ...
 * @param nonce random, from outside
 */
public record Marker(String what, String nonce) {
  static final String PREFIX = "nosplat-marker: ";

  /** The line's text. */
  public String text() {
    return PREFIX + what + " " + nonce;
  }
}
