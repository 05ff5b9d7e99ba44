// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The guest's memory as QEMU sees it, under any accelerator: nothing in the guest is asked, and
 * nothing in it can tell that somebody looks.
 */
public final class GuestMemory {
  /** "ffffffff81000000: 0x0000000000000001 0x...", two words of eight bytes a line. */
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{1,16}): ((?:0x[0-9a-f]{16} ?)+)");

  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int WORD = 8;
  private static final int MOST_WORDS = 512;
  private static final int TRIES = 100;
  private static final int PAUSE_MILLIS = 5;

  private final Qmp qmp;

  GuestMemory(Qmp qmp) {
    this.qmp = qmp;
  }

  /**
   * Reads bytes at an address of the kernel's, through the page tables of the first CPU.
   *
   * @throws IOException if QEMU does not answer, or nothing is mapped there
   */
  public byte[] read(long address, int length) throws IOException, InterruptedException {
    int words = (length + WORD - 1) / WORD;
    ByteBuffer bytes = ByteBuffer.allocate(words * WORD).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      long at = address + bytes.position();
      int now = Math.min(MOST_WORDS, bytes.remaining() / WORD);
      read(at, now, bytes);
    }
    byte[] wanted = new byte[length];
    bytes.flip().get(wanted);
    return wanted;
  }

  private void read(long at, int words, ByteBuffer bytes) throws IOException, InterruptedException {
    String command = "x /" + words + "xg 0x" + Long.toHexString(at);
    for (int left = TRIES; ; left--) {
      JsonNode said = qmp.execute("human-monitor-command", Map.of("command-line", command), ANSWER);
      // The kernel is not mapped while the CPU runs user space, where the two have page tables of
      // their own (CONFIG_MITIGATION_PAGE_TABLE_ISOLATION).
      if (left == 0 || !said.asText().contains("Cannot access memory")) {
        take(said.asText(), at, words, bytes);
        return;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  /** Takes the words that QEMU printed, which must be all and begin where they were asked for. */
  static void take(String said, long at, int words, ByteBuffer bytes) throws IOException {
    int before = bytes.position();
    for (String line : said.lines().map(String::strip).toList()) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()
          || Long.parseUnsignedLong(matcher.group(1), 16) != at + bytes.position() - before) {
        throw new IOException("QEMU cannot read the guest's memory: " + line);
      }
      for (String word : matcher.group(2).strip().split(" ")) {
        if (bytes.position() - before == words * WORD) {
          throw new IOException("QEMU printed more than it was asked for");
        }
        bytes.putLong(Long.parseUnsignedLong(word.substring(2), 16));
      }
    }
    if (bytes.position() - before != words * WORD) {
      throw new IOException("QEMU printed less than it was asked for");
    }
  }
}
