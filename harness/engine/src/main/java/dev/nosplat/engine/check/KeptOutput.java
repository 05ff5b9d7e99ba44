// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.files.BoundedLog;
import dev.nosplat.engine.progress.PassedOn;
import dev.nosplat.engine.progress.Progress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Passes on what happens, and keeps what a command in the guest prints: head and tail of it. */
final class KeptOutput extends PassedOn implements AutoCloseable {
  private static final long HEAD = 16 << 20;
  private static final int TAIL = 4 << 20;

  private final Path file;
  private Optional<BoundedLog> log = Optional.empty();

  /** Into that file, which is made with the first line. */
  KeptOutput(Path file, Progress progress) {
    super(progress);
    this.file = file;
  }

  @Override
  public synchronized void printed(String line, boolean error) {
    if (log.isEmpty()) {
      log = Optional.of(new BoundedLog(file, HEAD, TAIL));
    }
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    log.get().write(bytes, bytes.length);
    super.printed(line, error);
  }

  @Override
  public synchronized void close() {
    log.ifPresent(BoundedLog::close);
    log = Optional.empty();
  }
}
