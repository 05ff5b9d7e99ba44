// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.splat.Splat;
import dev.nosplat.vm.CommandLine.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is packed up and repeated where nothing of it was ever built. */
@Tag("vm")
class BundleIT {
  private static final int FAIL = 1;

  @TempDir private Path scratch;

  @Test
  void aBundleGivesTheSameVerdictWithACleanCache() throws Exception {
    Path control = Gates.written(scratch, "control.patch", Gates.control());
    Ended first =
        CommandLine.run(
            "check", "--tree", "debian:newest", "--patch", control.toString(), "--json");
    RunRecord earlier = RunRecordJson.read(first.out());
    assertThat(first.exitCode()).as("%s", first.err()).isEqualTo(FAIL);
    Path bundle = scratch.resolve("run.tar.zst");
    Ended packed =
        CommandLine.run("bundle", earlier.directory().toString(), "--output", bundle.toString());
    assertThat(packed.exitCode()).as("%s", packed.err()).isZero();

    Path elsewhere = Files.createDirectory(scratch.resolve("elsewhere"));
    Ended second =
        CommandLine.run(
            Map.of(
                "XDG_CACHE_HOME", elsewhere.resolve("cache").toString(),
                "XDG_STATE_HOME", elsewhere.resolve("state").toString()),
            "replay",
            bundle.toString(),
            "--json");
    assertThat(second.exitCode()).as("%s", second.err()).isEqualTo(FAIL);
    assertThat(second.err()).contains("the verdict is the same: FAIL");
    RunRecord now = RunRecordJson.read(second.out());
    assertThat(now.directory()).startsWith(elsewhere);
    assertThat(now.subject()).isEqualTo(earlier.subject());
    // The lock may be contended on another call chain, which would be another signature.
    assertThat(now.splats())
        .extracting(Splat::title)
        .isEqualTo(earlier.splats().stream().map(Splat::title).toList());
    assertThat(elsewhere.resolve("cache/nosplat/store/kernel")).doesNotExist();
  }
}
