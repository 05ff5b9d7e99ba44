// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.kernel.Kernel;
import dev.nosplat.engine.kernel.UntrustedBuilds;
import dev.nosplat.vm.StandInTree.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a build leaves out because an earlier one did it, and what it never leaves out. */
@Tag("vm")
class RepeatedBuildIT {
  private static final String CONFIGURING = "Kconfig is at work";

  /** What kbuild leaves beside an object that holds code of a header. */
  private static final String BOOT_CODE =
      "mkdir -p /build/arch/x86/boot; echo ' /src/include/header.h '"
          + " > /build/arch/x86/boot/.main.o.cmd\n";

  @TempDir private Path scratch;
  private StandInTree tree;

  @BeforeEach
  void plant() throws IOException {
    tree = new StandInTree(scratch).at(Step.CONFIGURE, "echo " + CONFIGURING + "\n");
  }

  @Test
  void aTreeIsConfiguredAgainOnlyWhereItsKconfigCodeHasChanged() throws Exception {
    assertThat(configures()).isTrue();
    assertThat(configures()).isFalse();
    Files.writeString(tree.top().resolve("include/header.h"), "another header\n");
    assertThat(configures()).isFalse();
    Files.writeString(tree.top().resolve("Kconfig"), "mainmenu \"another\"\n");
    assertThat(configures()).isTrue();
    Files.writeString(tree.top().resolve("scripts/modpost.c"), "echo checked\n");
    assertThat(configures()).isTrue();
    Files.createDirectory(tree.top().resolve("lib"));
    Files.writeString(tree.top().resolve("lib/Kconfig.debug"), "config MORE\n");
    assertThat(configures()).isTrue();
    Files.writeString(tree.top().resolve("Kconfig"), "source \"lib/options\"\n");
    assertThat(configures()).isTrue();
    Files.writeString(tree.top().resolve("lib/options"), "config STILL_MORE\n");
    assertThat(configures()).isTrue();
    assertThat(configures()).isFalse();
  }

  @Test
  void aConfigurationThatABuildChangedIsMadeAnew() throws Exception {
    tree.at(Step.COMPILE, "echo CONFIG_MORE=y >> /build/.config\n");
    Files.writeString(tree.basis().resolve("scripts/at-COMPILE.sh"), "");
    assertThat(configures()).isTrue();
    assertThat(configures()).isTrue();
  }

  @Test
  void anUntrustedBuildTakesTheConfigurationThatItsCopyCameWith() throws Exception {
    assertThat(configures()).isTrue();
    try (UntrustedBuilds untrusted = new UntrustedBuilds(scratch.resolve("cache/untrusted"))) {
      tree.build(Optional.of("series"), untrusted);
      assertThat(tree.log().split(CONFIGURING, -1)).hasSize(1);
      Files.writeString(tree.top().resolve("Kconfig"), "mainmenu \"hostile\"\n");
      tree.build(Optional.of("series"), untrusted);
      assertThat(tree.log()).contains(CONFIGURING);
    }
    Files.writeString(tree.top().resolve("Kconfig"), "mainmenu \"stand-in\"\n");
    assertThat(configures()).isFalse();
  }

  @Test
  void theBootCodeIsLeftOutWhereNothingOfItHasChanged() throws Exception {
    tree.at(Step.COMPILE, BOOT_CODE);
    assertThat(compressed(tree.throughPvh())).as("an unpatched tree").isTrue();
    assertThat(compressed(tree.throughPvh("kernel/fork.c"))).isFalse();
    assertThat(compressed(tree.throughPvh("kernel/fork.c", "include/header.h"))).isTrue();
    assertThat(compressed(tree.throughPvh("arch/x86/boot/main.c"))).isTrue();
    assertThat(compressed(tree.throughPvh("kernel/Makefile"))).isTrue();
    assertThat(compressed(tree.throughPvh("scripts/sorttable.c"))).isTrue();
  }

  @Test
  void aDirectoryThatNeverHadBootCodeCannotSayWhatIsInIt() throws Exception {
    assertThat(compressed(tree.throughPvh("kernel/fork.c"))).isTrue();
    assertThat(compressed(tree.throughPvh("kernel/fork.c"))).isFalse();
  }

  private boolean configures() throws Exception {
    tree.build();
    return tree.log().contains(CONFIGURING);
  }

  private static boolean compressed(StandInTree tree) throws Exception {
    Kernel kernel = tree.build();
    assertThat(kernel.bootImage()).isRegularFile();
    return Files.exists(kernel.bzImage());
  }
}
