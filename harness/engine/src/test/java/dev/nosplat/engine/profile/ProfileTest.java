// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.kernel.Fragment;
import dev.nosplat.engine.problem.BadInput;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProfileTest {
  private static final List<String> ALWAYS = List.of("base", "lockdep", "sched_ext");

  static List<String> names() {
    return Profile.names();
  }

  @Test
  void theDefaultComesFirstAndAllSixAreThere() {
    assertThat(Profile.names())
        .startsWith(Profile.DEFAULT)
        .containsExactlyInAnyOrder("lockdep", "leaks", "memory", "hangs", "races", "rt");
  }

  /** Kconfig may have turned a symbol on by itself on one kernel and not on the next. */
  @ParameterizedTest
  @MethodSource("names")
  void aProfileAsksForTheSymbolsThatItsDetectorsNeed(String name) {
    Profile profile = Profile.named(name);
    Set<String> asked = new HashSet<>();
    ALWAYS.forEach(fragment -> asked.addAll(Fragment.of(fragment).requests().keySet()));
    profile
        .fragments()
        .forEach(fragment -> asked.addAll(Fragment.of(fragment).requests().keySet()));
    Set<String> hidden = Set.of("CONFIG_RCU_STALL_COMMON");
    assertThat(profile.symbols())
        .allMatch(symbol -> asked.contains(symbol) || hidden.contains(symbol));
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyDetectorHasReportsAndACanaryOfTheModule(String name) {
    String module =
        new String(PackedResources.read("vm-images/canary/canary.c"), StandardCharsets.UTF_8);
    for (Detector detector : Profile.named(name).detectors()) {
      assertThat(detector.reports()).as(detector.name()).isNotEmpty();
      assertThat(detector.canaries())
          .as(detector.name())
          .isNotEmpty()
          .allMatch(kind -> module.contains("{ \"" + kind.provokedBy().split(" ")[0] + "\", "));
    }
  }

  @Test
  void aProfileOnAnotherHasItsDetectorsToo() {
    assertThat(Profile.named("memory").detectors())
        .extracting(Detector::name)
        .containsExactly(
            "lockdep", "sleep in atomic", "kmemleak", "lists", "reference counts", "KASAN");
    assertThat(Profile.named("memory").memoryMiB()).isEqualTo(2048);
  }

  @Test
  void aNameThatIsNoneIsAnsweredWithThoseThatAre() {
    assertThatThrownBy(() -> Profile.named("../memory"))
        .isInstanceOf(BadInput.class)
        .hasMessage("There is no profile ../memory.");
  }

  @Test
  void whatMakesNoSenseInAProfileIsNamed() {
    for (String[] wrong :
        new String[][] {
          {"about: x\nfragment: [a]\ndetectors: {}", "unknown keys: [fragment]"},
          {"about: x", "must be a mapping"},
          {"detectors: {d: {reports: [kasan], canaries: [nightingale]}}", "no canary nightingale"},
          {"detectors: {d: {reports: [bugs], canaries: [leak]}}", "no reports bugs"},
          {"detectors: {d: {reports: [kasan]}}", "a canary that proves it"}
        }) {
      assertThatThrownBy(() -> Profile.parse("p", wrong[0]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(wrong[1]);
    }
  }
}
