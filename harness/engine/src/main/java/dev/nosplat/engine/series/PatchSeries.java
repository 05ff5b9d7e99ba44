// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.series.text.RawText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Patches in the order in which they apply.
 *
 * @param patches the patches
 * @param notes what was left out of the input and why, a line each
 * @param facts what the series says about itself
 */
public record PatchSeries(List<Patch> patches, List<String> notes, SeriesFacts facts) {
  /** Patches of which nothing more is said. */
  public PatchSeries(List<Patch> patches, List<String> notes) {
    this(patches, notes, SeriesFacts.NONE);
  }

  public PatchSeries {
    patches = List.copyOf(patches);
    notes = List.copyOf(notes);
  }

  /** No patches. */
  public static PatchSeries none() {
    return new PatchSeries(List.of(), List.of());
  }

  /** These patches and then others. */
  public PatchSeries then(PatchSeries others) {
    List<Patch> all = new ArrayList<>(patches);
    all.addAll(others.patches());
    List<String> said = new ArrayList<>(notes);
    said.addAll(others.notes());
    return new PatchSeries(all, said, facts.or(others.facts()));
  }

  /** The same patches with so many leading directories to take off their paths. */
  public PatchSeries withStrip(int strip) {
    return new PatchSeries(
        patches.stream().map(p -> p.withDiff(p.diff(), strip)).toList(), notes, facts);
  }

  /**
   * SHA-256 of the diffs in order: what the patches say about themselves does not count, nor do
   * empty lines after a diff, which mail adds and takes away.
   */
  public String digest() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Patch patch : patches) {
      byte[] diff = RawText.bytes(patch.diff().replaceFirst("\\n+$", "\n"));
      all.writeBytes((patch.strip() + " " + diff.length + "\n").getBytes(StandardCharsets.UTF_8));
      all.writeBytes(diff);
    }
    return Digest.of(all.toByteArray()).hex();
  }

  /** The series as a mailbox that {@code git am} takes. */
  public byte[] mailbox() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < patches.size(); i++) {
      Patch patch = patches.get(i);
      String author = patch.author().isEmpty() ? "nobody <nobody@localhost>" : patch.author();
      text.append("From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n")
          .append("From: ")
          .append(RawText.fromDecoded(author))
          .append("\nDate: Thu, 01 Jan 1970 00:00:00 +0000\nSubject: [PATCH")
          .append(patches.size() > 1 ? " " + (i + 1) + "/" + patches.size() : "")
          .append("] ")
          .append(RawText.fromDecoded(patch.subject()))
          .append("\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n")
          .append("Content-Transfer-Encoding: 8bit\n\n")
          .append(RawText.fromDecoded(patch.log()))
          .append(patch.log().isEmpty() || patch.log().endsWith("\n") ? "" : "\n")
          .append("---\n\n")
          .append(patch.diff())
          .append(patch.diff().endsWith("\n") ? "" : "\n")
          .append("\n");
    }
    return RawText.bytes(text.toString());
  }
}
