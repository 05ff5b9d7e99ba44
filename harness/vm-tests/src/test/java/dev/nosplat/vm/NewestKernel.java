// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.check.Settings;
import dev.nosplat.record.RunRecord;
import dev.nosplat.record.RunRecordJson;
import dev.nosplat.vm.CommandLine.Ended;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A check of the newest Debian kernel, which has to pass, and the kernel that it left. */
final class NewestKernel {
  private NewestKernel() {}

  static RunRecord check(String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of("check", "--tree", "debian:newest", "--json"));
    words.addAll(List.of(more));
    Ended check = CommandLine.run(words.toArray(String[]::new));
    assertThat(check.exitCode()).as(check.err()).isZero();
    return RunRecordJson.read(check.out());
  }

  /** The whole configuration of the kernel that a run used. */
  static Path config(RunRecord run) {
    return Settings.ofProcess()
        .home()
        .cache()
        .resolve("store/kernel")
        .resolve(run.subject().kernelKey())
        .resolve("kernel.config");
  }
}
