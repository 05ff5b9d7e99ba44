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
class BundleIT {
  private static final int FAIL = 1;
  private static final int BAD_INPUT = 2;

  @TempDir private Path scratch;

  @Test
  @Tag("vm")
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
    Ended second = replayIn(elsewhere, bundle);
    assertThat(second.exitCode()).as("%s", second.err()).isEqualTo(FAIL);
    assertThat(second.err()).contains("the verdict is the same: FAIL");
    RunRecord now = RunRecordJson.read(second.out());
    assertThat(now.directory()).startsWith(elsewhere);
    assertThat(now.subject()).isEqualTo(earlier.subject().claimedBy("the bundle"));
    // The lock may be contended on another call chain, which would be another signature.
    assertThat(now.splats())
        .extracting(Splat::title)
        .isEqualTo(earlier.splats().stream().map(Splat::title).toList());
    assertThat(elsewhere.resolve("cache/nosplat/store/kernel")).doesNotExist();
  }

  @Test
  @Tag("vm-full")
  void aBundleOfARunWithoutAKernelBuildsItAgain() throws Exception {
    Ended first =
        CommandLine.run(
            "check",
            "--tree",
            "debian:newest",
            "--patch",
            CommandLine.resource("does-not-compile.patch"),
            "--json");
    RunRecord earlier = RunRecordJson.read(first.out());
    assertThat(earlier.subject().patches()).hasSize(1);
    assertThat(earlier.subject().treeIdentity()).isNotEmpty();
    Path bundle = scratch.resolve("unbuilt.tar.zst");
    CommandLine.run("bundle", earlier.directory().toString(), "--output", bundle.toString());

    Ended unasked = CommandLine.run("replay", bundle.toString(), "--json");
    assertThat(unasked.exitCode()).isEqualTo(BAD_INPUT);
    assertThat(unasked.err()).contains("it says: debian:newest", "--tree debian:newest");

    Ended second =
        CommandLine.run("replay", bundle.toString(), "--tree", "debian:newest", "--json");
    assertThat(second.err()).contains("the verdict is the same: BUILD_FAILED");
    assertThat(RunRecordJson.read(second.out()).subject()).isEqualTo(earlier.subject());
  }

  @Test
  @Tag("vm-full")
  void aBundleOfAVirtmeRunNeedsNoKernelEither() throws Exception {
    Ended first = CommandLine.run("check", "--tree", "debian:newest", "--root", "virtme", "--json");
    RunRecord earlier = RunRecordJson.read(first.out());
    Path bundle = scratch.resolve("virtme.tar.zst");
    CommandLine.run("bundle", earlier.directory().toString(), "--output", bundle.toString());

    Path elsewhere = Files.createDirectory(scratch.resolve("elsewhere"));
    Ended second = replayIn(elsewhere, bundle);
    assertThat(second.err()).contains("the verdict is the same: PASS");
    assertThat(RunRecordJson.read(second.out()).machine().orElseThrow().root()).isEqualTo("virtme");
  }

  private static Ended replayIn(Path home, Path bundle) throws Exception {
    return CommandLine.run(
        Map.of(
            "XDG_CACHE_HOME", home.resolve("cache").toString(),
            "XDG_STATE_HOME", home.resolve("state").toString()),
        "replay",
        bundle.toString(),
        "--json");
  }
}
