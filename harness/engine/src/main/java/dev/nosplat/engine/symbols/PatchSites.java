// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.symbols;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where an x86 kernel rewrites its own text by design, as its {@code vmlinux} lists the places: a
 * byte of text that differs from what was linked must lie in one of them. The entries of each list
 * are those of 6.12 to 7.3 (arch/x86/include/asm/alternative.h, include/linux/jump_label.h and
 * static_call_types.h, arch/x86/kernel/vmlinux.lds.S).
 */
public final class PatchSites {
  /**
   * One kind.
   *
   * @param start the symbol at the list's begin
   * @param end the symbol behind it
   * @param entry bytes of an entry, which begins with the place
   * @param length bytes that may change there; 0 where the entry tells it in its byte 12
   * @param absolute whether the place is an address; else it counts from where it is written
   */
  private record Kind(String start, String end, int entry, int length, boolean absolute) {}

  private static final int TOLD = 0;
  private static final long LONGEST = 16 << 20;

  private static final List<Kind> KINDS =
      List.of(
          new Kind("__alt_instructions", "__alt_instructions_end", 14, TOLD, false),
          new Kind("__start___jump_table", "__stop___jump_table", 16, 5, false),
          new Kind("__start_static_call_sites", "__stop_static_call_sites", 8, 6, false),
          new Kind("__retpoline_sites", "__retpoline_sites_end", 4, 6, false),
          new Kind("__return_sites", "__return_sites_end", 4, 5, false),
          new Kind("__call_sites", "__call_sites_end", 4, 5, false),
          new Kind("__smp_locks", "__smp_locks_end", 4, 1, false),
          new Kind("__ibt_endbr_seal", "__ibt_endbr_seal_end", 4, 4, false),
          new Kind("__start_mcount_loc", "__stop_mcount_loc", 8, 5, true));

  /** The symbols that an image has to be read with. */
  public static final Set<String> SYMBOLS =
      KINDS.stream()
          .flatMap(kind -> Stream.of(kind.start(), kind.end()))
          .collect(Collectors.toUnmodifiableSet());

  private record Site(long from, long to) {}

  private final List<Site> sites;

  private PatchSites(List<Site> sites) {
    this.sites = sites;
  }

  /**
   * All of an image that touch a range.
   *
   * @throws IOException if the image is damaged
   */
  public static PatchSites of(ElfImage image, long from, long to) throws IOException {
    List<Site> sites = new ArrayList<>();
    for (Kind kind : KINDS) {
      Optional<ElfImage.Symbol> start = image.symbol(kind.start());
      Optional<ElfImage.Symbol> end = image.symbol(kind.end());
      if (start.isEmpty() || end.isEmpty()) {
        continue;
      }
      long first = start.get().address();
      ByteBuffer bytes =
          ByteBuffer.wrap(list(image, first, end.get().address() - first))
              .order(ByteOrder.LITTLE_ENDIAN);
      for (int at = 0; at + kind.entry() <= bytes.limit(); at += kind.entry()) {
        long place = kind.absolute() ? bytes.getLong(at) : first + at + bytes.getInt(at);
        int length = kind.length() == TOLD ? bytes.get(at + 12) & 0xff : kind.length();
        if (place < to && place + length > from) {
          sites.add(new Site(place, place + length));
        }
      }
    }
    return new PatchSites(sites);
  }

  private static byte[] list(ElfImage image, long from, long length) throws IOException {
    if (length < 0 || length > LONGEST) {
      throw new IOException("a list of places that the kernel rewrites has no end");
    }
    return image
        .linked(from, (int) length)
        .orElseThrow(() -> new IOException("a list of places that the kernel rewrites is gone"));
  }

  /** Whether a byte may differ from what was linked. */
  public boolean contains(long address) {
    return sites.stream().anyMatch(s -> address >= s.from() && address < s.to());
  }
}
