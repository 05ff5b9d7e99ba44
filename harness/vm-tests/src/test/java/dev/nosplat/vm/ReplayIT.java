// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Outcome;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.vm.CommandLine.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is repeated from its directory. */
@Tag("vm-full")
class ReplayIT {
  @TempDir Path scratch;

  @Test
  void runsTheSameKernelThoughTheChangesThatItWasBuiltFromAreGone() throws Exception {
    KernelHistory history = KernelHistory.begin(scratch.resolve("history.git"));
    try {
      Path checkout = scratch.resolve("checkout");
      history.checkOut(checkout, history.tip());
      Path file = checkout.resolve("lib/ctype.c");
      String before = Files.readString(file);
      Files.writeString(file, before + "/* not committed */\n");
      Ended first = CommandLine.run("check", "--tree", checkout.toString(), "--dirty", "--json");
      RunRecord earlier = RunRecordJson.read(first.out());
      assertThat(earlier.verdict().outcome()).as(first.err()).isEqualTo(Outcome.PASS);

      Files.writeString(file, before);
      Ended second = CommandLine.run("replay", earlier.directory().toString(), "--json");
      RunRecord now = RunRecordJson.read(second.out());
      assertThat(now.subject()).as(second.err()).isEqualTo(earlier.subject());
      assertThat(second.err())
          .contains("the verdict is the same: PASS")
          .doesNotContain("resolving", "checking out", "note:");
    } finally {
      history.forget();
    }
  }
}
