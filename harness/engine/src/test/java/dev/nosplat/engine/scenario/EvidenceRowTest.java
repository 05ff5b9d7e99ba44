// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Requirement;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceRowTest {
  /** As bpftool 7.8 prints a per-CPU array, shortened. */
  private static final String PER_CPU =
      """
      [{"key":["0x00"],"values":[],"formatted":{"key":0,"values":[
       {"cpu":0,"value":{"updates":5,"failed":0}},{"cpu":1,"value":{"updates":7,"failed":1}}]}}]
      """;

  @ParameterizedTest
  @CsvSource({"4, 1, false", "5, 2, true", "9, 2, true", "10, 2, false", "6, 1, false"})
  void aNumberIsProofWithinItsBoundsAndOnEnoughCpus(long number, int cpus, boolean met) {
    Requirement row = row().requirement(Optional.of(new EvidenceRow.Reading(number, cpus)));
    assertThat(row.met()).isEqualTo(met);
    assertThat(row.expected()).isEqualTo("5 to 9, on 2 CPUs at least");
  }

  @Test
  void whatWasNotReadIsNoProof() {
    Requirement row = row().requirement(Optional.empty());
    assertThat(row.met()).isFalse();
    assertThat(row.observed()).isEqualTo("not observed");
  }

  @Test
  void aPerCpuMapTellsHowMuchAndOnHowManyCpusItGrew() {
    Optional<MapFields> now = MapFields.parse(PER_CPU, "updates");
    assertThat(now.orElseThrow().since(Optional.empty())).isEqualTo(new EvidenceRow.Reading(12, 2));
    Optional<MapFields> then = MapFields.parse(PER_CPU.replace(":7", ":2"), "updates");
    assertThat(now.orElseThrow().since(then)).isEqualTo(new EvidenceRow.Reading(5, 1));
  }

  @Test
  void aGlobalVariableIsAFieldOfItsSection() {
    String bss = "[{\"formatted\":{\"key\":0,\"value\":{\".bss\":[{\"ticks\":3},{\"x\":9}]}}}]";
    assertThat(MapFields.parse(bss, "ticks").orElseThrow().since(Optional.empty()))
        .isEqualTo(new EvidenceRow.Reading(3, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "7",
        "[]",
        "[{\"formatted\":{\"updates\":-1}}]",
        "[{\"formatted\":{\"updates\":\"12\"}}]",
        "[{\"formatted\":{\"updates\":1e30}}]",
        "[{\"formatted\":{\"other\":1}}]"
      })
  void whatIsNoSuchCountIsNotRead(String json) {
    assertThat(MapFields.parse(json, "updates")).isEmpty();
  }

  private static EvidenceRow row() {
    return new EvidenceRow(
        "updates", new EvidenceRow.Source.BpfMap("counts", "updates"), 5, OptionalLong.of(9), 2);
  }
}
