// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    assertThat(dropped)
        .extracting(KernelConfig.Dropped::line)
        .containsExactly("CONFIG_NET=y (asked for by first) is n");
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
}
