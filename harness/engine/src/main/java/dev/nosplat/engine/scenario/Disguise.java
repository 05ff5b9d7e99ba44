// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import java.nio.charset.StandardCharsets;

/**
 * The canary's module under a name that was drawn for one run: a kernel that keeps quiet about the
 * canary by its name would have to know it before it was drawn. Names have one length, so that the
 * module need not be built again: nothing in an ELF file moves.
 *
 * @param name of the module; the locks that it takes begin with it
 * @param module the file
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Disguise(String name, byte[] module) {
  /** What vm-images/canary is built as. */
  static final String BUILT_AS = "nosplat_canary";

  /** How its description begins. */
  private static final String DESCRIBED = "nosplat's canary";

  /**
   * A copy of a module.
   *
   * @param word at least 16 characters of a C name, drawn at random
   */
  static Disguise of(byte[] module, String word) {
    String name = "m" + word.substring(0, BUILT_AS.length() - 1);
    // Latin-1 maps every byte to a character and back.
    String text = new String(module, StandardCharsets.ISO_8859_1);
    String other =
        text.replace(BUILT_AS, name).replace(DESCRIBED, word.substring(0, DESCRIBED.length()));
    return new Disguise(name, other.getBytes(StandardCharsets.ISO_8859_1));
  }
}
