// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The patch that puts our own faults, {@code certification/faults}, beside LKDTM. */
final class FaultPatch {
  private static final Path SOURCES = Path.of("src/test/resources/certification/faults");
  private static final String PLACE = "drivers/misc/lkdtm";

  /** The head of LKDTM's Makefile, the same from 6.12 to 7.3. */
  private static final String HOOK =
      """
      diff --git a/drivers/misc/lkdtm/Makefile b/drivers/misc/lkdtm/Makefile
      --- a/drivers/misc/lkdtm/Makefile
      +++ b/drivers/misc/lkdtm/Makefile
      @@ -1,4 +1,5 @@
       # SPDX-License-Identifier: GPL-2.0
       obj-$(CONFIG_LKDTM)		+= lkdtm.o
      +obj-$(CONFIG_LKDTM)		+= nosplat/
      \s
       lkdtm-$(CONFIG_LKDTM)		+= core.o
      """;

  private FaultPatch() {}

  /** Writes it into a directory. */
  static Path write(Path directory) throws IOException {
    StringBuilder patch =
        new StringBuilder("Subject: [PATCH] lkdtm: Add faults of our own\n\n---\n");
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.sorted().toList()) {
        patch.append(added(PLACE + "/nosplat/" + file.getFileName(), Files.readAllLines(file)));
      }
    }
    return Files.writeString(directory.resolve("faults.patch"), patch.append(HOOK));
  }

  private static String added(String name, List<String> lines) {
    return "diff --git a/"
        + name
        + " b/"
        + name
        + "\nnew file mode 100644\n--- /dev/null\n+++ b/"
        + name
        + "\n@@ -0,0 +1,"
        + lines.size()
        + " @@\n+"
        + String.join("\n+", lines)
        + "\n";
  }
}
