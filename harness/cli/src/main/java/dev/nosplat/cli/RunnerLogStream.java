// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A stream into the log of a CI job. GitHub's runner takes {@code ##[command]} anywhere in a line
 * and {@code ::command} at its start for commands (actions/runner, ActionCommand.TryParse and
 * TryParseV2), GitLab takes {@code section_end} with a carriage return and an escape sequence
 * (Gitlab::Ci::Ansi2json). A console, a patch or a guest may say any of that, so one character of
 * each is written as an escape that a person can read and that means the same in JSON.
 */
final class RunnerLogStream extends OutputStream {
  private final OutputStream to;

  /** Whether the line has nothing yet that a runner would not trim. */
  private boolean blank = true;

  private boolean colon;
  private int hashes;

  RunnerLogStream(OutputStream to) {
    this.to = to;
  }

  @Override
  public void write(int value) throws IOException {
    int b = value & 0xff;
    if (b == '\n') {
      to.write(b);
      blank = true;
      colon = false;
      hashes = 0;
      return;
    }
    boolean command = (b == '[' && hashes >= 2) || (b == ':' && blank && colon);
    if (command || b == '\r' || b == 0x1b) {
      to.write("\\u%04x".formatted(b).getBytes(StandardCharsets.US_ASCII));
    } else {
      to.write(b);
    }
    // Bytes from 0x80 on may be one of Unicode's spaces, which are trimmed as well.
    boolean trimmed = (b <= ' ' || b >= 0x7f) && b != '\r' && b != 0x1b;
    blank = blank && !command && !(colon && b != ':') && (trimmed || b == ':');
    colon = blank && b == ':';
    hashes = b == '#' ? hashes + 1 : 0;
  }

  @Override
  public void flush() throws IOException {
    to.flush();
  }

  @Override
  public void close() throws IOException {
    to.close();
  }
}
