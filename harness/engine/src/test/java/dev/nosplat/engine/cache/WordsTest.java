// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.problem.BadInput;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes, ages and limits as people write them. */
class WordsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "500, 500",
    "500M, 500000000",
    "20G, 20000000000",
    "20GB, 20000000000",
    "20 GB, 20000000000",
    "20GiB, 21474836480",
    "20gib, 21474836480",
    "1.5TiB, 1649267441664",
    "0.5k, 500",
    "9999999T, 9223372036854775807"
  })
  void aSizeIsRead(String words, long bytes) {
    assertThat(Sizes.parse(words)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "G", "20X", "-1G", "20iB", "1e3", "20 GiB more", "99999999G", "1.2345G"})
  void whatIsNoSizeIsBadInput(String words) {
    assertThatThrownBy(() -> Sizes.parse(words))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("\"" + words + "\" is no size");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0 MB",
    "49999, 0.0 MB",
    "40000000, 40.0 MB",
    "999949999, 999.9 MB",
    "1000000000, 1.0 GB",
    "42949672960, 42.9 GB",
    "3500000000000, 3.5 TB",
    "9223372036854775807, 9223372.0 TB"
  })
  void aSizeIsWritten(long bytes, String words) {
    assertThat(Sizes.text(bytes)).isEqualTo(words);
  }

  @Test
  void whichRunsAreKeptIsRead() {
    assertThat(Retention.parse("30d")).isEqualTo(new Retention.Younger(Duration.ofDays(30)));
    assertThat(Retention.parse("12h")).isEqualTo(new Retention.Younger(Duration.ofHours(12)));
    assertThat(Retention.parse(" 4 W ")).isEqualTo(new Retention.Younger(Duration.ofDays(28)));
    assertThat(Retention.parse("50")).isEqualTo(new Retention.Last(50));
    assertThat(Retention.parse("0")).isEqualTo(new Retention.Last(0));
    assertThat(Retention.parse("all")).isEqualTo(new Retention.All());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "d", "30m", "-3d", "1.5d", "123456", "everything"})
  void whatSaysNeitherAnAgeNorANumberIsBadInput(String words) {
    assertThatThrownBy(() -> Retention.parse(words)).isInstanceOf(BadInput.class);
  }

  @Test
  void whichRunsAreKeptIsSaid() {
    assertThat(Retention.parse("30d").text()).isEqualTo("kept for 30 days");
    assertThat(Retention.parse("1d").text()).isEqualTo("kept for 1 day");
    assertThat(Retention.parse("12h").text()).isEqualTo("kept for 12 hours");
    assertThat(Retention.parse("0h").text()).isEqualTo("kept for 0 hours");
    assertThat(Retention.parse("1").text()).isEqualTo("the last one is kept");
    assertThat(Retention.parse("50").text()).isEqualTo("the last 50 are kept");
    assertThat(Retention.parse("all").text()).isEqualTo("all are kept");
  }

  @Test
  void thereAreLimitsThoughNobodySetOne() {
    assertThat(Limits.of(Map.of()))
        .isEqualTo(new Limits(OptionalLong.of(40L << 30), Retention.parse("90d")));
    assertThat(Limits.of(Map.of("NOSPLAT_CACHE_LIMIT", "None", "NOSPLAT_RUNS_KEEP", "all")))
        .isEqualTo(new Limits(OptionalLong.empty(), new Retention.All()));
    assertThatThrownBy(() -> Limits.of(Map.of("NOSPLAT_CACHE_LIMIT", "much")))
        .isInstanceOf(BadInput.class);
  }
}
