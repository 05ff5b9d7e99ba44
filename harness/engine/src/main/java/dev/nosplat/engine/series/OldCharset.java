// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import dev.nosplat.engine.series.text.RawText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A patch for a file in ISO-8859-1, of which 6.1 has two. Mail is decoded to UTF-8 as b4 does it;
 * git am leaves a diff in the mail's charset (mailinfo.c, handle_filter(), git 2.39).
 */
final class OldCharset {
  static final String NOTE = "applied in ISO-8859-1, which the tree's file is in";

  private OldCharset() {}

  /** The patch in that charset; empty where it would be the same, or cannot be. */
  static Optional<Patch> of(Patch patch) {
    byte[] bytes = RawText.bytes(patch.diff());
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      boolean plain = text.chars().allMatch(c -> c < 0x80);
      if (plain || !StandardCharsets.ISO_8859_1.newEncoder().canEncode(text)) {
        return Optional.empty();
      }
      String diff = RawText.of(text.getBytes(StandardCharsets.ISO_8859_1));
      return Optional.of(patch.withDiff(diff, patch.strip()));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
