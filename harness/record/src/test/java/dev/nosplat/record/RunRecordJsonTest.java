// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.splat.Details;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class RunRecordJsonTest {

  @ParameterizedTest
  @FieldSource("dev.nosplat.record.Recorded#NAMES")
  void whatWasReadIsWrittenAgainByteForByte(String name) throws IOException {
    Golden.matches(
        "dev/nosplat/record/recorded/" + name + ".json", RunRecordJson.write(Recorded.run(name)));
  }

  @ParameterizedTest
  @FieldSource("dev.nosplat.record.Recorded#NAMES")
  void whatWasWrittenIsReadAgainAsTheSameValue(String name) {
    RunRecord record = Recorded.run(name);
    assertThat(RunRecordJson.read(RunRecordJson.write(record))).isEqualTo(record);
    assertThat(RunRecordJson.read(RunRecordJson.writeLine(record))).isEqualTo(record);
  }

  @ParameterizedTest
  @FieldSource("dev.nosplat.record.Recorded#GATES")
  void aGateIsReadAgainAsTheSameValue(String name) {
    GateRecord gate = Recorded.gate(name);
    assertThat(GateRecordJson.read(GateRecordJson.write(gate))).isEqualTo(gate);
  }

  @Test
  void aRunIsNoGate() {
    assertThatThrownBy(() -> GateRecordJson.read(Recorded.json("pass")))
        .isInstanceOf(UnreadableRecord.class)
        .hasMessageStartingWith("this is no gate record: ");
  }

  @Test
  void oneLineIsOneLineWhateverTheConsoleSaid() {
    assertThat(RunRecordJson.writeLine(Recorded.run("hostile"))).doesNotContain("\n", "\r");
  }

  @Test
  void artifactsAreSortedBecauseTheMapIsNot() {
    assertThat(RunRecordJson.write(Recorded.run("fail")))
        .containsSubsequence("\"config\"", "\"console\"", "\"qemu\"", "\"series\"");
  }

  @Test
  void theDetailsOfAnInvalidWaitContextComeBackTyped() {
    assertThat(Recorded.run("fail").splats().get(0).details())
        .isInstanceOfSatisfying(
            Details.InvalidWaitContext.class,
            d -> {
              assertThat(d.context()).isEqualTo("5:5");
              assertThat(d.held()).hasSize(3);
            });
  }

  @Test
  void aFieldOfALaterVersionIsIgnored() {
    String later =
        Recorded.json("pass").replace("\"scenario\" :", "\"weather\" : [1], \"scenario\" :");
    assertThat(RunRecordJson.read(later)).isEqualTo(Recorded.run("pass"));
  }

  @Test
  void aFormatOfALaterVersionIsRefusedByNumber() {
    String later = Recorded.json("pass").replace("\"format\" : 2", "\"format\" : 3");
    assertThatThrownBy(() -> RunRecordJson.read(later))
        .isInstanceOf(UnreadableRecord.class)
        .hasMessage("this run record has format 3, and this version of nosplat reads format 2");
  }

  @Test
  void aRecordOfFormatOneIsReadAsWhatItMeant() {
    RunRecord hung = RunRecordJson.read(Documents.resource("recorded/format-1/hung.json"));
    assertThat(hung).isEqualTo(Recorded.run("hung"));
    assertThat(hung.verdict().inconclusiveHang()).isTrue();
    assertThat(hung.evidence().unmet()).extracting(Requirement::kind).isNotEmpty();
    assertThat(RunRecordJson.read(Documents.resource("recorded/format-1/fail.json")))
        .isEqualTo(Recorded.run("fail"));
  }

  @Test
  void aGateOfFormatOneIsReadWithTheRunsInIt() {
    assertThat(GateRecordJson.read(Documents.resource("recorded/format-1/gate-new.json")))
        .isEqualTo(Recorded.gate("gate-new"));
  }

  @Test
  void whatFormatOneSaidBehindAColonHasAFieldOfItsOwn() {
    String emulated =
        Documents.resource("recorded/format-1/fail.json")
            .replaceFirst("\"tcg[^\"]*\"", "\"tcg: KVM: it hangs\"")
            .replaceFirst("\"origin\" : \"[^\"]*\"", "\"origin\" : \"boot: no room\"");
    MachineFacts machine = RunRecordJson.read(emulated).machine().orElseThrow();
    assertThat(machine.accelerator()).isEqualTo(MachineFacts.Accelerator.TCG);
    assertThat(machine.whyEmulated()).contains("KVM: it hangs");
    assertThat(machine.origin()).isEqualTo(MachineFacts.Origin.BOOT);
    assertThat(machine.whyBooted()).contains("no room");
  }

  @Test
  void aMissingFieldIsNamed() {
    String without = Recorded.json("pass").replace("\"durationMillis\" : 44750,", "");
    assertThatThrownBy(() -> RunRecordJson.read(without))
        .isInstanceOf(UnreadableRecord.class)
        .hasMessageContaining("durationMillis");
  }

  @Test
  void anUnknownFamilyIsNamed() {
    String unknown = Recorded.json("fail").replace("\"invalid-wait-context\",", "\"sunspot\",");
    assertThatThrownBy(() -> RunRecordJson.read(unknown))
        .isInstanceOf(UnreadableRecord.class)
        .hasMessageContaining("sunspot");
  }

  @Test
  void aDocumentThatIsNoJsonIsNoRunRecord() {
    assertThatThrownBy(() -> RunRecordJson.read("PASS"))
        .isInstanceOf(UnreadableRecord.class)
        .hasMessageStartingWith("this is no run record:");
    assertThatThrownBy(() -> RunRecordJson.read("[]")).isInstanceOf(UnreadableRecord.class);
    assertThatThrownBy(() -> RunRecordJson.read("")).isInstanceOf(UnreadableRecord.class);
  }

  @Test
  void aRunDirectoryThatWasMovedSaysWhereItIsNow(@TempDir Path directory) throws IOException {
    Path made = Files.createDirectory(directory.resolve("made"));
    RunRecord record = Recorded.run("pass").inDirectory(made);
    assertThat(RunRecordJson.save(record)).isEqualTo(made.resolve("run.json"));
    Path moved = Files.move(made, directory.resolve("moved"));
    assertThat(RunRecordJson.load(moved)).isEqualTo(record.inDirectory(moved));
  }
}
