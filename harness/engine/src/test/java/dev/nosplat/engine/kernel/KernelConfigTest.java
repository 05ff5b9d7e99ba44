// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.kernel.kconfig.RecordedSymbols;
import dev.nosplat.engine.problem.BadInput;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelConfigTest {
  private static final Fragment FIRST =
      new Fragment("first", "# why\nCONFIG_SMP=y\nCONFIG_HZ=250\nCONFIG_NET=y\n");
  private static final Fragment SECOND =
      new Fragment("second", "CONFIG_HZ=1000\n# CONFIG_NET is not set\n");

  @Test
  void aLaterFragmentWins() {
    assertThat(new KernelConfig(List.of(FIRST, SECOND)).allConfig())
        .isEqualTo("CONFIG_HZ=1000\n# CONFIG_NET is not set\nCONFIG_SMP=y\n");
  }

  @Test
  void aSymbolThatDidNotSurviveIsNamedWithWhoAskedForIt() {
    List<KernelConfig.Dropped> dropped =
        new KernelConfig(List.of(FIRST)).audit("CONFIG_SMP=y\nCONFIG_HZ=250\n");
    assertThat(dropped).containsExactly(new KernelConfig.Dropped("CONFIG_NET", "y", "n", "first"));
  }

  @Test
  void anOverriddenRequestIsNotMissed() {
    assertThat(new KernelConfig(List.of(FIRST, SECOND)).audit("CONFIG_SMP=y\nCONFIG_HZ=1000\n"))
        .isEmpty();
  }

  @Test
  void aSymbolThatIsOnAgainstTheRequestIsNamed() {
    assertThat(new KernelConfig(List.of(SECOND)).audit("CONFIG_HZ=1000\nCONFIG_NET=y\n"))
        .extracting(KernelConfig.Dropped::symbol)
        .containsExactly("CONFIG_NET");
  }

  @Test
  void commentsDoNotChangeWhatAConfigIs() {
    assertThat(new KernelConfig(List.of(FIRST)).digest())
        .isEqualTo(
            new KernelConfig(
                    List.of(new Fragment("x", "CONFIG_NET=y\nCONFIG_HZ=250\nCONFIG_SMP=y\n")))
                .digest());
  }

  @Test
  void everyPackedFragmentCanBeReadByName() {
    assertThat(KernelConfig.of(List.of("base", "lockdep", "sched_ext")).requests())
        .containsEntry("CONFIG_PROVE_RAW_LOCK_NESTING", "y");
  }

  @Test
  void anUnknownFragmentIsBadInputThatNamesTheKnownOnes() {
    assertThatThrownBy(() -> Fragment.of("nonsense"))
        .isInstanceOfSatisfying(
            BadInput.class, e -> assertThat(e.evidence()).contains("base", "lockdep"));
  }

  @Test
  void aCompleteConfigIsWhatTheFragmentsAreLaidOver() {
    Fragment complete =
        new Fragment(
            "x.config",
            "#\n# Automatically generated file; DO NOT EDIT.\n"
                + "# Linux/x86 7.3.4 Kernel Configuration\n#\nCONFIG_SMP=y\nCONFIG_HZ=100\n");
    KernelConfig config = new KernelConfig(List.of(FIRST, complete));
    assertThat(config.start()).contains(complete);
    assertThat(config.allConfig()).isEqualTo(new KernelConfig(List.of(FIRST)).allConfig());
    assertThat(config.digest()).isNotEqualTo(new KernelConfig(List.of(FIRST)).digest());
    assertThat(config.audit("CONFIG_SMP=y\nCONFIG_HZ=250\nCONFIG_NET=y\n")).isEmpty();
    assertThatThrownBy(() -> new KernelConfig(List.of(complete, complete)))
        .isInstanceOf(BadInput.class);
  }

  @Test
  void fragmentsThatExcludeEachOtherAreBadInputByName() {
    KernelConfig config = KernelConfig.of(List.of("kasan", "kcsan"));
    List<KernelConfig.Dropped> dropped =
        List.of(new KernelConfig.Dropped("CONFIG_KCSAN", "y", "n", "kcsan"));
    assertThat(
            Exclusions.of(config, dropped, RecordedSymbols.of("kasan-and-kcsan-7.3.jsonl"))
                .orElseThrow()
                .what())
        .isEqualTo("kcsan and kasan exclude each other");
    assertThat(
            Exclusions.of(
                KernelConfig.of(List.of("base")),
                List.of(new KernelConfig.Dropped("CONFIG_SCSI_VIRTIO", "y", "n", "base")),
                RecordedSymbols.of("without-net-core-7.3.jsonl")))
        .isEmpty();
  }
}
