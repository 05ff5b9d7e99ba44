// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.guest.BpfPrograms;
import dev.nosplat.engine.guest.SweepCells;
import dev.nosplat.engine.machine.Root;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.yaml.YamlField;
import dev.nosplat.splat.Family;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a scenario of its files; docs/scenarios.md says what each field means. */
final class ScenarioReader {
  /** What lies below it comes to lie in the command's working directory. */
  static final String GUEST_FILES = "files";

  /** What every cell of a sweep is compiled from, and what each brings of its own. */
  private static final String CELL = "cell.bpf.c";

  private static final String OPERATION = "operations/[a-z0-9_]+\\.h";

  private static final String BPF_SOURCE = ".bpf.c";
  private static final String BPF_NAME = "[A-Za-z_][A-Za-z0-9_]*\\.bpf\\.c";
  private static final String BPF_EXAMPLE = "the name of a file beside it, as in my_own.bpf.c";
  private static final String FAMILY = "a family of reports";
  private static final long MOST_SECONDS = 86_400;
  private static final long MOST_COUNT = 1_000_000_000_000L;
  private static final int MOST_CPUS = 256;
  private static final int MOST_MIB = 1 << 20;

  /** What the canary proves, and most of what a command may provoke. */
  private static final List<String> USUAL_DETECTORS =
      List.of("CONFIG_PROVE_LOCKING", "CONFIG_PROVE_RAW_LOCK_NESTING", "CONFIG_DEBUG_ATOMIC_SLEEP");

  private final ScenarioFiles files;

  ScenarioReader(ScenarioFiles files) {
    this.files = files;
  }

  /**
   * The scenario.
   *
   * @throws BadInput with line and column of what is wrong
   */
  Scenario read() {
    YamlField top = description();
    top.allow(
        "purpose",
        "workload",
        "scheduler",
        "programs",
        "evidence",
        "expects",
        "detectors",
        "fragments",
        "machine",
        "control");
    planted(top);
    top.required("purpose").text();
    YamlField workload = top.required("workload");
    workload.allow("command", "churn", "selftests", "sweep", "seconds");
    List<YamlField> kinds =
        Stream.of("command", "churn", "selftests", "sweep")
            .flatMap(k -> workload.optional(k).stream())
            .toList();
    if (kinds.size() != 1) {
      throw workload.wrong(
          "the workload is " + (kinds.isEmpty() ? "missing" : "two things at once"),
          "give one of command, churn, selftests and sweep");
    }
    if (workload.optional("command").isPresent()) {
      return command(top, workload);
    }
    for (String field : List.of("evidence", "expects", "programs")) {
      Optional<YamlField> idle = top.optional(field);
      if (idle.isPresent()) {
        throw idle.get()
            .wrong(field + " goes with a command only", "leave it out, or give a command");
      }
    }
    if (workload.optional("churn").isEmpty() && UserScheduler.of(files).isPresent()) {
      throw new BadInput(
          "the scenario " + files.name() + " can have no scheduler of yours",
          List.of("its workload is one that loads schedulers of its own"),
          "leave --scheduler out, or name a scenario that churns tasks or runs a command");
    }
    if (workload.optional("sweep").isPresent()) {
      return sweep(top, workload);
    }
    return workload.optional("churn").isPresent() ? churn(top, workload) : selftests(top, workload);
  }

  /** What it is for, in its own words. */
  String purpose() {
    return description().required("purpose").text().replaceAll("\\s+", " ");
  }

  /**
   * The bug that its own patch plants; empty where it brings none.
   *
   * @throws BadInput with line and column of what is wrong
   */
  Optional<PlantedBug> planted() {
    return planted(description());
  }

  private Optional<PlantedBug> planted(YamlField top) {
    Optional<ScenarioFiles.Content> patch = Optional.ofNullable(files.files().get(PlantedBug.FILE));
    Optional<YamlField> control = top.optional("control");
    if (control.isPresent() && patch.isEmpty()) {
      throw control
          .get()
          .wrong(
              "there is no " + PlantedBug.FILE + " beside it", "put it there: it plants the bug");
    }
    if (control.isEmpty() && patch.isPresent()) {
      throw top.wrong(
          "nothing says how the bug of " + PlantedBug.FILE + " is recognised",
          "add a control with the family of its report and a word that only this report holds");
    }
    return control.map(
        field -> {
          field.allow("family", "word");
          return new PlantedBug(
              files.name() + "/" + PlantedBug.FILE,
              patch.orElseThrow(),
              family(field.required("family"), field.required("family").text("[a-z0-9-]+", FAMILY)),
              field.required("word").text("[!-~]{4,100}", "a word as in my_lock"));
        });
  }

  private YamlField description() {
    return YamlField.parse(
        files.name() + "/" + ScenarioFiles.DESCRIPTION,
        "docs/scenarios.md",
        files
            .text(ScenarioFiles.DESCRIPTION)
            .orElseThrow(
                () ->
                    new BadInput(
                        files.name() + " holds no scenario",
                        List.of("there is no " + ScenarioFiles.DESCRIPTION),
                        "see docs/scenarios.md for what a scenario's directory holds")));
  }

  private Scenario command(YamlField top, YamlField workload) {
    List<BpfPrograms.Source> sources = new ArrayList<>();
    Optional<BpfPrograms.Source> own =
        top.optional("scheduler").map(f -> source(f, f.text(BPF_NAME, BPF_EXAMPLE)));
    Optional<BpfPrograms.Source> foreign = UserScheduler.of(files);
    foreign.or(() -> own).ifPresent(sources::add);
    Optional<LoadedScheduler> scheduling =
        foreign
            .map(source -> LoadedScheduler.foreign(source.name()))
            .or(() -> own.map(source -> LoadedScheduler.own(source.name())));
    top.optional("programs")
        .ifPresent(
            field ->
                field
                    .words(BPF_NAME, BPF_EXAMPLE)
                    .forEach(name -> sources.add(source(field, name))));
    List<EvidenceRow> rows =
        top.optional("evidence")
            .map(field -> field.items().stream().map(ScenarioReader::row).toList())
            .orElse(List.of());
    // Where there are other programs a map may be one of theirs.
    boolean replaced = foreign.isPresent() && own.isPresent() && sources.size() == 1;
    Predicate<EvidenceRow> gone =
        row -> replaced && row.source() instanceof EvidenceRow.Source.BpfMap;
    return new CommandScenario(
        files.name(),
        workload.required("command").words("[^\\x00]*", "a word of the command"),
        files.below(GUEST_FILES),
        seconds(workload),
        sources,
        scheduling,
        rows.stream().filter(gone.negate()).toList(),
        rows.stream().filter(gone).map(EvidenceRow::name).toList(),
        top.optional("expects").map(ScenarioReader::families).orElse(Set.of()),
        detectors(top),
        needs(top, Optional.empty()),
        files.digest().hex());
  }

  private Scenario churn(YamlField top, YamlField workload) {
    YamlField churn = workload.required("churn");
    churn.allow("mode", "deletes");
    YamlField scheduler = top.required("scheduler");
    Optional<BpfPrograms.Source> foreign = UserScheduler.of(files);
    if (foreign.isPresent()) {
      return new UserScheduledScenario(
          files.name(),
          foreign.get(),
          churn.required("mode").text("[a-z]+", "a mode of churn, as in mixed"),
          churn.required("deletes").count(1, MOST_COUNT),
          seconds(workload),
          List.of("deletes", "forks cancelled"),
          detectors(top),
          needs(top, Optional.empty()),
          files.digest().hex());
    }
    return new Scenario.Churning(
        files.name(),
        source(scheduler, scheduler.text(BPF_NAME, BPF_EXAMPLE)),
        churn.required("mode").text("[a-z]+", "a mode of churn, as in mixed"),
        churn.required("deletes").count(1, MOST_COUNT),
        seconds(workload),
        detectors(top),
        needs(top, Optional.empty()),
        files.digest().hex());
  }

  private Scenario selftests(YamlField top, YamlField workload) {
    workload.required("selftests").text("sched_ext", "sched_ext");
    return new Scenario.Selftests(
        files.name(),
        seconds(workload),
        detectors(top),
        needs(top, Optional.of(Root.VIRTME)),
        files.digest().hex());
  }

  private Scenario sweep(YamlField top, YamlField workload) {
    YamlField sweep = workload.required("sweep");
    sweep.allow("tasks", "callbacks");
    SortedMap<String, byte[]> sources = new TreeMap<>();
    files
        .files()
        .forEach(
            (path, content) -> {
              if (path.equals(CELL)
                  || path.equals(SweepCells.ASKS)
                  || path.matches(OPERATION)
                  || path.matches("[a-z0-9_]+\\.h")) {
                sources.put(path, content.bytes());
              }
            });
    if (!sources.containsKey(CELL)
        || !sources.containsKey(SweepCells.ASKS)
        || sources.keySet().stream().noneMatch(p -> p.matches(OPERATION))) {
      throw sweep.wrong(
          "there is no " + CELL + ", no " + SweepCells.ASKS + " or no operations/NAME.h beside it",
          "begin with a copy of ours: ./nosplat scenario new DIR --like sweep");
    }
    return new SweepScenario(
        files.name(),
        sources,
        sweep
            .optional("callbacks")
            .map(field -> field.words("[a-z0-9_]+", "a callback of sched_ext_ops, as in exit_task"))
            .orElse(List.of()),
        sweep.required("tasks").count(1, MOST_COUNT),
        seconds(workload),
        detectors(top),
        needs(top, Optional.empty()),
        files.digest().hex(),
        Swept.NOTHING);
  }

  private static Duration seconds(YamlField workload) {
    return Duration.ofSeconds(workload.required("seconds").count(1, MOST_SECONDS));
  }

  private static Set<String> detectors(YamlField top) {
    return Set.copyOf(
        top.optional("detectors")
            .map(field -> field.words("CONFIG_[A-Za-z0-9_]+", "a symbol as in CONFIG_KASAN"))
            .orElse(USUAL_DETECTORS));
  }

  private ScenarioNeeds needs(YamlField top, Optional<Root> always) {
    Optional<YamlField> machine = top.optional("machine");
    machine.ifPresent(field -> field.allow("cpus", "memory", "root"));
    return new ScenarioNeeds(
        top.optional("fragments")
            .map(field -> field.words("[a-z0-9_-]+", "the name of a fragment, as in kasan"))
            .orElse(List.of()),
        machine.flatMap(m -> m.optional("cpus")).map(f -> (int) f.count(1, MOST_CPUS)).orElse(1),
        machine.flatMap(m -> m.optional("memory")).map(f -> (int) f.count(1, MOST_MIB)).orElse(1),
        machine.flatMap(m -> m.optional("root")).map(ScenarioReader::root).or(() -> always));
  }

  private static Root root(YamlField field) {
    String labels = Arrays.stream(Root.values()).map(Root::label).collect(Collectors.joining("|"));
    String label = field.text(labels, "one of " + labels.replace("|", ", "));
    return Arrays.stream(Root.values())
        .filter(root -> root.label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  private static Set<Family> families(YamlField field) {
    return field.words("[a-z0-9-]+", FAMILY).stream()
        .map(id -> family(field, id))
        .collect(Collectors.toSet());
  }

  private static Family family(YamlField field, String id) {
    return Family.byId(id)
        .orElseThrow(
            () ->
                field.wrong(
                    "there is no family " + id, "give one of those that docs/scan.md lists"));
  }

  private static EvidenceRow row(YamlField field) {
    field.allow("name", "output", "file", "map", "field", "least", "most", "cpus");
    boolean map = field.optional("map").isPresent();
    List<String> sources =
        Stream.of("output", "file", "map").filter(s -> field.optional(s).isPresent()).toList();
    if (sources.size() != 1 || map != field.optional("field").isPresent()) {
      throw field.wrong(
          "it is not clear where this number is read",
          "give one of output: NAME, file: PATH, or map: NAME with field: NAME");
    }
    long least = field.required("least").count(0, MOST_COUNT);
    return new EvidenceRow(
        field.required("name").text("[^\\p{Cntrl}]{1,40}", "a name of at most 40 characters"),
        switch (sources.get(0)) {
          case "output" ->
              new EvidenceRow.Source.Output(
                  field.required("output").text("[A-Za-z0-9_. -]+", "a name as in tasks"));
          case "file" ->
              new EvidenceRow.Source.GuestFile(
                  field.required("file").text("/[!-~]+", "the path of a file in the guest"));
          default ->
              new EvidenceRow.Source.BpfMap(
                  field.required("map").text("[A-Za-z0-9_.]+", "the name of a BPF map"),
                  field.required("field").text("[A-Za-z0-9_]+", "the name of a field"));
        },
        least,
        field
            .optional("most")
            .map(f -> OptionalLong.of(f.count(least, MOST_COUNT)))
            .orElse(OptionalLong.empty()),
        field.optional("cpus").map(f -> cpus(f, map)).orElse(0));
  }

  private static int cpus(YamlField field, boolean map) {
    if (!map) {
      throw field.wrong("only a BPF map tells the CPUs apart", "leave cpus out");
    }
    return (int) field.count(1, MOST_CPUS);
  }

  /** A BPF program of the scenario, with its own headers over ours. */
  private BpfPrograms.Source source(YamlField field, String name) {
    if (!files.files().containsKey(name)) {
      throw field.wrong(
          "there is no file " + name + " beside it",
          "put it there; there are: " + String.join(", ", files.files().keySet()));
    }
    SortedMap<String, byte[]> all = new TreeMap<>(BpfPrograms.Source.headers());
    files
        .files()
        .forEach(
            (path, content) -> {
              if (path.equals(name) || (path.endsWith(".h") && path.indexOf('/') < 0)) {
                all.put(path, content.bytes());
              }
            });
    return new BpfPrograms.Source(name.substring(0, name.length() - BPF_SOURCE.length()), all);
  }
}
