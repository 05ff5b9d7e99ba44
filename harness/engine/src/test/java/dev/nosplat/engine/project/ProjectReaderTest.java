// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.check.CheckPlan;
import dev.nosplat.engine.kernel.Compiler;
import dev.nosplat.engine.machine.Root;
import dev.nosplat.engine.problem.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectReaderTest {
  private static final Path FILE = Path.of("/src/nosplat.yaml");

  private static final String WHOLE =
      """
      defaults:
        tree: ./linux@v7.2
        config: [rt, ./mine.config]
        compiler: clang
        profile: leaks
        scenario: exit_task_delete
        machine: wide
      known: tests/known-issues.yaml
      machines:
        wide: {cpus: 8, memory: 4096, root: virtme, append: [nohz=off]}
        small: {}
      campaigns:
        nightly:
          trees: [., debian:newest]
          profiles: [lockdep, memory]
          scenarios: [exit_task_delete]
          machines: [wide, small]
          repeats: 3
          tries: 2
          exclude:
            - {tree: debian:newest, profile: memory}
            - machine: small
        short:
          trees: [v7.2]
      """;

  private static Project read(String text) {
    return new ProjectReader(FILE).read(text);
  }

  @Test
  void everyFieldIsRead() {
    Project project = read(WHOLE);
    CheckPlan.Shape wide = new CheckPlan.Shape(8, 4096, List.of("nohz=off"), false, Root.VIRTME);
    assertThat(project.defaults())
        .isEqualTo(
            new Project.Defaults(
                Optional.of("/src/linux@v7.2"),
                List.of("rt", "/src/mine.config"),
                Optional.of(Compiler.CLANG),
                Optional.of("leaks"),
                Optional.of("exit_task_delete"),
                Optional.of(wide)));
    assertThat(project.known()).contains(Path.of("/src/tests/known-issues.yaml"));
    assertThat(project.machines())
        .containsEntry("wide", wide)
        .containsEntry("small", CheckPlan.Shape.DEFAULT);
    Matrix nightly = project.campaign(Optional.of("nightly"));
    assertThat(nightly.trees()).containsExactly("/src", "debian:newest");
    assertThat(nightly.size()).isEqualTo(24);
    assertThat(nightly.tries()).isEqualTo(2);
  }

  @Test
  void everyExampleOfThePageIsRead() throws IOException {
    String page = Files.readString(Path.of("../../docs/campaigns.md"));
    List<String> examples =
        Pattern.compile("(?ms)^```yaml\\n(.*?)^```")
            .matcher(page)
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(examples).isNotEmpty().allSatisfy(ProjectReaderTest::read);
  }

  @Test
  void aCampaignTakesTheDefaultsOfWhatItDoesNotName() {
    Matrix named = read(WHOLE).campaign(Optional.of("short"));
    assertThat(named.profiles()).containsExactly("leaks");
    assertThat(named.machines()).containsExactly("wide");
    Matrix bare = read("campaigns: {a: {trees: [debian:newest]}}").campaign(Optional.empty());
    assertThat(bare.profiles()).containsExactly("lockdep");
    assertThat(bare.scenarios()).containsExactly(CheckPlan.DEFAULT_SCENARIO);
    assertThat(bare.machines()).containsExactly(Matrix.USUAL_MACHINE);
    assertThat(bare.repeats()).isOne();
  }

  @Test
  void whatIsExcludedIsExcludedWhateverElseTheCellIs() {
    Matrix nightly = read(WHOLE).campaign(Optional.of("nightly"));
    assertThat(nightly.includes("debian:newest", "memory", "exit_task_delete", "wide")).isFalse();
    assertThat(nightly.includes("/src", "memory", "exit_task_delete", "wide")).isTrue();
    assertThat(nightly.includes("/src", "memory", "exit_task_delete", "small")).isFalse();
  }

  @Test
  void aCampaignIsNamedUnlessThereIsOne() {
    Project project = read(WHOLE);
    assertThatThrownBy(() -> project.campaign(Optional.empty()))
        .hasMessage("/src/nosplat.yaml describes 2 campaigns.");
    assertThatThrownBy(() -> project.campaign(Optional.of("nighly")))
        .isInstanceOfSatisfying(
            BadInput.class, e -> assertThat(e.evidence()).startsWith("nightly"));
    assertThatThrownBy(() -> read("machines: {a: {}}").campaign(Optional.empty()))
        .hasMessageContaining("describes no campaign");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tree: x                                     | 1:1  | there is no field tree",
        "{defaults: {profile: lockdp}}               | 1:22 | there is no profile \"lockdp\"",
        "{defaults: {scenario: nothing}}             | 1:23 | there is no scenario nothing",
        "{defaults: {machine: big}}                  | 1:22 | no machine is described",
        "{machines: {a: {}}, defaults: {machine: b}} | 1:41 | there is no machine \"b\"",
        "{defaults: {compiler: icc}}                 | 1:23 | there is no compiler \"icc\"",
        "{machines: {a: {cpus: 0}}}                  | 1:23 | cpus is \"0\"",
        "{machines: {a: {cpus: -1}}}                 | 1:23 | cpus is \"-1\"",
        "{machines: {a: {cpus: 99999999999999999}}}  | 1:23 | cpus is \"99999999999999999\"",
        "{machines: {a: {root: /}}}                  | 1:23 | there is no root \"/\"",
        "{machines: {a: {}, a: {}}}                  | 1:20 | a is there twice",
        "{campaigns: {a: {}}}                        | 1:17 | a lacks trees",
        "{campaigns: {a: {trees: []}}}               | 1:25 | this list is empty",
        "{campaigns: {a: {trees: [x, x]}}}           | 1:29 | x is there twice",
        "{campaigns: {a: {trees: x}}}                | 1:25 | trees should be a list",
        "{campaigns: {a: {trees: [x], repeats: 0}}}  | 1:39 | repeats is \"0\"",
        "{campaigns: {../a: {trees: [x]}}}           | 1:14 | a name is \"../a\"",
        "{campaigns: {a: {trees: [x], exclude: [{}]}}} | 1:40 | this leaves out every cell",
        "{campaigns: {a: {trees: [x], exclude: [{tree: y}]}}} | 1:47 | the campaign has no \"y\"",
      })
  void whatIsWrongIsToldWithItsPlace(String text, String place, String what) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(BadInput.class)
        .hasMessage("/src/nosplat.yaml:" + place + ": " + what);
  }

  @Test
  void moreCellsThanAnybodyRunsAreATypingError() {
    assertThatThrownBy(
            () ->
                read("campaigns: {a: {trees: [a, b, c, d, e, f, g, h, i, j, k], repeats: 10000}}"))
        .hasMessageContaining("the campaign has 110000 cells");
  }

  /** None of these names anything yet; should one be added, it is thought of here first. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "command",
        "commands",
        "hooks",
        "env",
        "environment",
        "runtime",
        "toolchain",
        "image",
        "engine",
        "qemu",
        "mail",
        "webhook",
        "store",
        "cache",
        "retention",
        "include",
        "patches"
      })
  void noFieldNamesWhatRunsIsFetchedOrIsRemovedOnTheHost(String field) {
    assertThatThrownBy(() -> read(field + ": x"))
        .hasMessageContaining("there is no field " + field);
    assertThatThrownBy(() -> read("defaults: {" + field + ": x}"))
        .hasMessageContaining("there is no field " + field);
    assertThatThrownBy(() -> read("campaigns: {a: {trees: [x], " + field + ": x}}"))
        .hasMessageContaining("there is no field " + field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--upload-pack=touch /tmp/x",
        "\"debian:newest\\u001b[2J\"",
        "\"debian:newest\\n::error::x\"",
        "\"debian:\\u202enewest\"",
        "\"a\\0b\""
      })
  void noTreeIsAnOptionOrHoldsControlCharacters(String tree) {
    assertThatThrownBy(() -> read("defaults: {tree: " + tree + "}"))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("/src/nosplat.yaml:1:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../known-issues.yaml",
        "a/../../known-issues.yaml",
        "/proc/self/environ",
        "notes.yaml",
        "\"a\\0/known-issues.yaml\""
      })
  void whatIsForgivenLiesBelowTheFileAndHasTheNameThatTheInstrumentRuleKnows(String known) {
    assertThatThrownBy(() -> read("known: " + known)).hasMessageContaining("known is");
  }

  @Test
  void aKernelParameterIsOneWord() {
    assertThatThrownBy(() -> read("machines: {a: {append: [\"a init=/bin/sh\"]}}"))
        .hasMessageContaining("this should be a kernel parameter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "- a", "a: [", "a: *b", "defaults: !!javax.script.X [x]", "\u0000"})
  void whatIsNoSuchFileIsBadInputAndNothingElse(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(BadInput.class);
  }
}
