// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.reach;

import dev.nosplat.engine.kernel.Compiler;
import dev.nosplat.engine.kernel.Kernel;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.toolchain.ContainerSpec;
import dev.nosplat.engine.toolchain.Mount;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.engine.toolchain.ToolchainContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Has gcov of the toolchain read what a guest's counters say. All that came from the guest is
 * unpacked and read in a container that ends with it.
 */
public final class CounterReader {
  /** Stands alone on a line behind each document. */
  private static final String END = "end-of-document";

  private static final int MEMORY_MIB = 2048;
  private static final String COUNTERS = "counters.txt";

  /**
   * Puts the guest's counters beside the notes of the build, and reads each pair. The notes come
   * last, so that no file of the guest's can take their place. What the guest names {@code
   * /build/x} in its debugfs (kernel/gcov/fs.c, OBJTREE) lies below {@code build} in its archive.
   */
  private static final String SCRIPT =
      "mkdir -p /tmp/reach/build && cd /tmp/reach"
          + " && base64 -d </counters/"
          + COUNTERS
          + " | tar -xz --no-same-owner -f -"
          + " && tar -xf /kernel/"
          + Kernel.NOTES
          + " -C build --no-same-owner"
          + " && tar -tf /kernel/"
          + Kernel.NOTES
          + " | while read -r notes; do "
          + "[ ! -f build/\"${notes%.gcno}.gcda\" ] || (cd build && $GCOV \"$notes\" | $FOLD; echo; echo "
          + END
          + "); done";

  private static final String NO_JSON = "gcov's answer is no JSON: ";
  private static final int MOST_DOCUMENT = 64 << 20;

  private final Toolchain toolchain;

  /** A reader. */
  public CounterReader(Toolchain toolchain) {
    this.toolchain = toolchain;
  }

  /**
   * Adds how often each line ran.
   *
   * @param counters what {@code vm-images/counters.sh} printed
   * @param counts the sums so far, of the files that are asked about
   * @param scratch a directory of ours for this call
   */
  public void read(Kernel kernel, String counters, LineCounts counts, Path scratch)
      throws IOException, InterruptedException {
    boolean json = Compiler.ofVersionLine(kernel.compiler()) == Compiler.GCC;
    String gcov = json ? "gcov --json-format --stdout" : "llvm-cov gcov -t";
    // A container's lines are cut at 64 KiB, and a document is one line.
    String fold = json ? "fold -b -w 32768" : "cat";
    StringBuilder document = new StringBuilder();
    // The containers' user is another one.
    Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(scratch.resolve(COUNTERS), counters);
    List<String> trouble = new ArrayList<>();
    try (ToolchainContainer container =
        toolchain.open(
            ContainerSpec.offline(
                "reach",
                List.of(
                    Mount.readOnly(kernel.directory(), "/kernel"),
                    Mount.readOnly(scratch, "/counters")),
                MEMORY_MIB))) {
      int code =
          container.run(
              List.of("sh", "-c", SCRIPT),
              Map.of("GCOV", gcov, "FOLD", fold),
              (line, error) -> {
                if (error) {
                  trouble.add(line);
                } else if (line.equals(END)) {
                  take(counts, document.toString(), trouble);
                  document.setLength(0);
                } else if (json) {
                  document.append(line, 0, Math.min(line.length(), room(document)));
                } else {
                  counts.text(line);
                }
              });
      if (code != 0 || trouble.stream().anyMatch(line -> line.startsWith(NO_JSON))) {
        throw new InfraFailed(
            "the counters of the changed lines cannot be read",
            trouble.subList(Math.max(0, trouble.size() - 5), trouble.size()),
            "run again; if it stays, the kernel's compiler and the toolchain's gcov do not fit");
      }
    }
  }

  private static int room(StringBuilder document) {
    return MOST_DOCUMENT - document.length();
  }

  private static void take(LineCounts counts, String document, List<String> trouble) {
    if (document.isEmpty()) {
      return;
    }
    try {
      counts.json(document);
    } catch (IOException e) {
      trouble.add(NO_JSON + e.getMessage());
    }
  }
}
