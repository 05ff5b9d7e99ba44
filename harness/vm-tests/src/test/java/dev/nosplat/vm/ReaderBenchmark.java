// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import dev.nosplat.splat.SplatReader;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How fast one core reads a console: each operation is {@link #MEGABYTES} of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class ReaderBenchmark {
  /** Megabytes, of a million bytes, that one operation reads. */
  static final int MEGABYTES = 8;

  private static final int CHUNK = 1 << 16;

  private byte[] quiet = new byte[0];
  private byte[] loud = new byte[0];
  private long found;

  /** Makes the consoles. */
  @Setup
  public void generate() throws IOException {
    ConsoleSource source = ConsoleSource.open();
    quiet = source.quiet(MEGABYTES * 1_000_000);
    loud = source.withReports(MEGABYTES * 1_000_000);
  }

  /** Nothing but a kernel that boots. */
  @Benchmark
  public long quiet() {
    return read(quiet);
  }

  /** Every hundredth line belongs to a report. */
  @Benchmark
  public long everyHundredthLineBelongsToAReport() {
    return read(loud);
  }

  private long read(byte[] log) {
    found = 0;
    SplatReader reader = new SplatReader(splat -> found++);
    for (int at = 0; at < log.length; at += CHUNK) {
      reader.accept(log, at, Math.min(CHUNK, log.length - at));
    }
    reader.finish();
    return found + reader.lines();
  }
}
