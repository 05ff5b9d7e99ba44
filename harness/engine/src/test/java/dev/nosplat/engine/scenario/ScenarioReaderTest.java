// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nosplat.engine.machine.Root;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.splat.Family;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioReaderTest {
  private static final String WHOLE =
      """
      purpose: Everything at once.
      scheduler: mine.bpf.c
      programs: [other.bpf.c]
      workload:
        command: [./work.sh, "a b", ""]
        seconds: 30
      evidence:
        - {name: loops, output: loops, least: 5, most: 6}
        - {name: jiffies, file: /proc/uptime, least: 1}
        - {name: deletes, map: counts, field: deletes, least: 7, cpus: 2}
      expects: [sched-ext-ejection]
      detectors: [CONFIG_KASAN]
      fragments: [kasan]
      machine: {cpus: 2, memory: 2048, root: virtme}
      """;

  @Test
  void everyFieldArrives() {
    CommandScenario scenario = (CommandScenario) read(WHOLE);
    assertThat(scenario.name()).isEqualTo("mine");
    assertThat(scenario.words()).containsExactly("./work.sh", "a b", "");
    assertThat(scenario.limit()).isEqualTo(Duration.ofSeconds(30));
    assertThat(scenario.scheduler()).hasValue("mine");
    assertThat(scenario.programs()).extracting("name").containsExactly("mine", "other");
    assertThat(scenario.evidence()).extracting(EvidenceRow::cpus).containsExactly(0, 0, 2);
    assertThat(scenario.expected()).containsExactly(Family.SCHED_EXT_EJECTION);
    assertThat(scenario.detectors()).containsExactly("CONFIG_KASAN");
    assertThat(scenario.files()).containsOnlyKeys("work.sh");
    assertThat(scenario.needs().fragments()).containsExactly("kasan");
    assertThat(scenario.needs().missing(1, 1024, Root.INITRAMFS))
        .containsExactly("--cpus 2", "--memory 2048", "--root virtme");
    assertThat(scenario.needs().missing(2, 2048, Root.VIRTME)).isEmpty();
  }

  @Test
  void anotherFileIsAnotherScenario() {
    assertThat(read(WHOLE).key()).isEqualTo(read(WHOLE).key());
    assertThat(read(WHOLE).key()).isNotEqualTo(read(WHOLE + "# other\n").key());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "purpose: |purpos: |1:1|there is no field purpos",
        "purpose: Everything at once.|purpose:|1:9|purpose should be a text",
        "seconds: 30|seconds: soon|6:12|seconds is \"soon\"",
        "seconds: 30|seconds: 0|6:12|seconds is \"0\"",
        "seconds: 30|x: 1|6:3|there is no field x",
        "scheduler: mine.bpf.c|scheduler: none.bpf.c|2:12|there is no file none.bpf.c",
        "scheduler: mine.bpf.c|scheduler: ../mine.c|2:12|scheduler is \"../mine.c\"",
        "[other.bpf.c]|other.bpf.c|3:11|programs should be a list",
        "[other.bpf.c]|[]|3:11|programs is empty",
        "output: loops, |''|8:5|it is not clear where this number is read",
        "output: loops|output: loops, file: /x|8:5|it is not clear where this number is read",
        "field: deletes, |''|10:5|it is not clear where this number is read",
        "most: 6|most: 4|8:50|most is \"4\"",
        "least: 1}|least: 1, cpus: 2}|9:57|only a BPF map tells the CPUs apart",
        "[sched-ext-ejection]|[no-such]|11:10|there is no family no-such",
        "root: virtme|root: nfs|14:40|root is \"nfs\"",
        "machine: {|machine: {{|15:1|this is no YAML",
        "cpus: 2, memory|cpus: 2, cpus: 3, memory|14:20|cpus",
        "purpose: Everything|purpose: *x Everything|1:10|",
      })
  void aMistakeIsToldWithLineAndColumn(String old, String mistaken, String place, String what) {
    String yaml = WHOLE.replaceFirst(java.util.regex.Pattern.quote(old), mistaken);
    assertThat(yaml).isNotEqualTo(WHOLE);
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOfSatisfying(
            BadInput.class,
            problem ->
                assertThat(problem.what())
                    .startsWith("mine/scenario.yaml:" + place + ": ")
                    .contains(what == null ? "" : what));
  }

  @Test
  void aFileThatIsEmptyOrNoMappingIsToldSo() {
    assertThatThrownBy(() -> read("")).hasMessageContaining("mine/scenario.yaml:1:1: ");
    assertThatThrownBy(() -> read("- 1")).hasMessageContaining("should be a mapping");
    assertThatThrownBy(() -> read("[".repeat(1000))).hasMessageContaining("nested too deep");
  }

  @Test
  void aWorkloadIsOneThing() {
    assertThatThrownBy(() -> read("purpose: x\nworkload: {seconds: 1}"))
        .hasMessageContaining("the workload is missing");
    assertThatThrownBy(
            () -> read("purpose: x\nworkload: {seconds: 1, command: [a], selftests: sched_ext}"))
        .hasMessageContaining("two things at once");
  }

  @Test
  void aSweepNeedsItsCellAndAnOperation() {
    assertThatThrownBy(() -> read("purpose: x\nworkload: {seconds: 1, sweep: {tasks: 1}}"))
        .hasMessageContaining("mine/scenario.yaml:2:31: there is no cell.bpf.c");
    SweepScenario ours = (SweepScenario) Scenario.of("sweep", Path.of(""));
    assertThat(ours.callbacks()).isEmpty();
    assertThat(ours.files())
        .containsKeys("cell.bpf.c", "sweep.h", "callable.c", "operations/task_storage.h")
        .doesNotContainKey("scenario.yaml");
  }

  @Test
  void aControlIsAPatchAndHowItsReportIsRecognised() {
    PlantedBug bug = Catalogue.planted("lru_exits", Path.of("")).orElseThrow();
    assertThat(bug.name()).isEqualTo("lru_exits/control.patch");
    assertThat(bug.family()).isEqualTo(Family.INVALID_WAIT_CONTEXT);
    assertThat(new String(bug.patch().bytes(), StandardCharsets.UTF_8)).contains(bug.word());
    assertThat(Catalogue.planted("exit_task_delete", Path.of(""))).isEmpty();
    assertThat(Catalogue.planted("my_own.bpf.c", Path.of(""))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\"',
      value = {
        "control: {family: invalid-wait-context, word: my_lock} | false | mine/scenario.yaml:3:10: there is no control.patch beside it",
        "detectors: [] | true | mine/scenario.yaml:1:1: nothing says how the bug of control.patch is recognised",
        "control: {family: bad-hair, word: my_lock} | true | mine/scenario.yaml:3:19: there is no family bad-hair",
        "control: {family: invalid-wait-context} | true | word",
        "control: {family: invalid-wait-context, word: x, lock: y} | true | mine/scenario.yaml:3:50: there is no field lock"
      })
  void aControlIsHeldAgainstItsFile(String line, boolean patch, String said) {
    TreeMap<String, ScenarioFiles.Content> files = new TreeMap<>();
    String yaml = "purpose: x\nworkload: {seconds: 1, command: [ls]}\n" + line;
    files.put(
        "scenario.yaml", new ScenarioFiles.Content(yaml.getBytes(StandardCharsets.UTF_8), false));
    if (patch) {
      files.put("control.patch", new ScenarioFiles.Content(new byte[0], false));
    }
    assertThatThrownBy(() -> new ScenarioReader(new ScenarioFiles("mine", files)).read())
        .hasMessageContaining(said);
  }

  private static Scenario read(String yaml) {
    TreeMap<String, ScenarioFiles.Content> files = new TreeMap<>();
    for (String name : new String[] {"mine.bpf.c", "other.bpf.c", "files/work.sh"}) {
      files.put(name, new ScenarioFiles.Content(new byte[0], false));
    }
    files.put(
        "scenario.yaml", new ScenarioFiles.Content(yaml.getBytes(StandardCharsets.UTF_8), false));
    return new ScenarioReader(new ScenarioFiles("mine", files)).read();
  }
}
