// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.guest.SweepCells;
import dev.nosplat.engine.machine.Console;
import dev.nosplat.engine.machine.Marker;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.machine.ShellResult;
import dev.nosplat.engine.machine.ShellWord;
import dev.nosplat.record.Requirement;
import dev.nosplat.record.Sweep;
import dev.nosplat.splat.Family;
import dev.nosplat.splat.Splat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The cells of a sweep, one after the other, each between two markers. A report turns lockdep off,
 * and whatever loses the machine ends it: the cells behind such a one are left to a fresh machine.
 */
final class SweepWorkload implements Workload {
  private static final Duration CELL = Duration.ofSeconds(20);

  private static final Duration ASKING = Duration.ofSeconds(20);
  private static final String LOST = "the machine was lost in it";

  /**
   * $1 the cell, $2 how many tasks, $3 a word for the marker. A CPU goes and comes where a callback
   * says so: the kernel removes a scheduler that does not expect it.
   */
  private static final String SCRIPT =
      """
      pin=/sys/fs/bpf/nosplat_sweep held=/sys/fs/bpf/nosplat_map
      echo "nosplat-marker: cell $1 $3" > /dev/kmsg
      said=$(bpftool struct_ops register "/nosplat/sweep/$1.bpf.o" /sys/fs/bpf 2>&1) || {
        rm -f "$pin" "$held"
        echo refused
        printf '%s\\n' "$said" | tail -n 40
        exit 0
      }
      /nosplat/churn --mode mixed --tasks "$2" --seconds 10 > /dev/null 2>&1 || true
      taskset -p 1 $$ > /dev/null 2>&1 || true
      taskset -p ff $$ > /dev/null 2>&1 || true
      busybox renice -n 5 -p $$ > /dev/null 2>&1 || true
      case $1 in cpu_o*)
        if [ -w /sys/devices/system/cpu/cpu1/online ]; then
          echo 0 > /sys/devices/system/cpu/cpu1/online
          echo 1 > /sys/devices/system/cpu/cpu1/online
        fi ;;
      esac
      cat /sys/kernel/sched_ext/state
      bpftool -j map dump name nosplat_cell 2> /dev/null || true
      echo
      rm -f "$pin" "$held"
      for i in $(seq 200); do
        [ "$(cat /sys/kernel/sched_ext/state)" != disabled ] || exit 0
        busybox usleep 10000
      done
      echo "the scheduler does not go" >&2
      exit 1
      """;

  private final long tasks;
  private final Duration limit;
  private final Map<Cell, Cell.Answer> answers = new LinkedHashMap<>();
  private final Map<Cell, Span> spans = new LinkedHashMap<>();
  private BpfObjects before = BpfObjects.none();
  private Teardown teardown = Teardown.none();
  private final Swept earlier;
  private final Function<Swept, Scenario> rest;
  private Calls calls;
  private long millis;
  private boolean overtime;
  private boolean needsFresh;
  private Optional<Cell> open = Optional.empty();
  private String nonce = "";

  /** Lines of the console between which a cell was at work. */
  private record Span(OptionalLong from, OptionalLong to) {
    boolean holds(Splat splat) {
      return splat.line() > from.orElse(Long.MAX_VALUE) && splat.line() < to.orElse(Long.MAX_VALUE);
    }
  }

  /**
   * A sweep, or the rest of one.
   *
   * @param tasks how many tasks come and go under each cell
   * @param limit how long all of it may take, on hardware
   * @param earlier what came of it on the machines before
   * @param rest makes the scenario that goes on from there
   */
  SweepWorkload(long tasks, Duration limit, Swept earlier, Function<Swept, Scenario> rest) {
    this.tasks = tasks;
    this.limit = limit;
    this.earlier = earlier;
    this.rest = rest;
    this.answers.putAll(earlier.answers());
    this.millis = earlier.millis();
    this.calls = earlier.calls();
  }

  @Override
  public void carryOut(Stage stage, Interlude interlude) throws ShellLost, InterruptedException {
    ShellResult list =
        stage
            .machine()
            .shell()
            .run(stage.scale(Stage.STEP), "cat", SweepCells.PLACE + SweepCells.LIST);
    Cell.list(list.out())
        .forEach(cell -> answers.putIfAbsent(cell, Cell.Answer.of(Sweep.Answer.NOT_TRIED, "")));
    if (!calls.asked()) {
      calls = ask(stage);
    }
    before = BpfObjects.read(stage);
    interlude.on(stage.machine());
    boolean splatted = stage.splatted();
    for (Cell cell : List.copyOf(answers.keySet())) {
      overtime = millis > stage.scale(limit).toMillis();
      if (overtime || splatted || needsFresh) {
        break;
      }
      if (answer(cell).state() == Sweep.Answer.NOT_TRIED) {
        stage
            .progress()
            .advance(answers.size() - number(Sweep.Answer.NOT_TRIED), answers.size(), "cells");
        long began = System.nanoTime();
        answers.put(cell, Cell.Answer.of(Sweep.Answer.UNKNOWN, LOST));
        open = Optional.of(cell);
        needsFresh = true; // where the machine is lost in it
        answers.put(
            cell,
            cell.uncompiled().isEmpty()
                ? run(stage, cell)
                : Cell.Answer.of(Sweep.Answer.ABSENT, cell.uncompiled()));
        open = Optional.empty();
        splatted = stage.splatted();
        // A scheduler that does not go is in the next one's way.
        needsFresh = splatted || answer(cell).state() == Sweep.Answer.UNKNOWN;
        stage.progress().printed(cell + ": " + answer(cell), false);
        millis += (System.nanoTime() - began) / 1_000_000;
      }
    }
    teardown = splatted ? Teardown.none() : Teardown.await(stage, before);
  }

  /** Some five hundred calls in each callback, a millisecond each under emulation. */
  private static Calls ask(Stage stage) throws ShellLost, InterruptedException {
    stage.progress().begin("asking the kernel what a scheduler may call");
    ShellResult callable =
        stage
            .machine()
            .shell()
            .run(
                stage.scale(ASKING),
                "sh",
                "-c",
                SweepCells.PLACE
                    + SweepCells.CALLABLE
                    + " < "
                    + SweepCells.PLACE
                    + SweepCells.CALLS);
    ShellResult called =
        stage
            .machine()
            .shell()
            .run(stage.scale(Stage.STEP), "cat", SweepCells.PLACE + SweepCells.CALLED);
    return Calls.of(callable.out(), called.out());
  }

  private Cell.Answer answer(Cell cell) {
    return answers.getOrDefault(cell, Cell.Answer.of(Sweep.Answer.NOT_TRIED, ""));
  }

  /** A cell that took the machine with it may have had the time to say why. */
  @Override
  public void ended(Console console, List<Splat> splats) throws InterruptedException {
    if (open.isPresent()) {
      Cell cell = open.get();
      spans.put(cell, new Span(begin(console, cell), OptionalLong.of(Long.MAX_VALUE)));
      splats.stream()
          .filter(splat -> spans.get(cell).holds(splat))
          .findFirst()
          .ifPresent(splat -> answers.put(cell, Cell.Answer.of(Sweep.Answer.SPLAT, splat.title())));
    }
  }

  @Override
  public Optional<Scenario> rest() {
    return needsFresh && !overtime && sofar().mayGoOn()
        ? Optional.of(rest.apply(sofar()))
        : Optional.empty();
  }

  private Swept sofar() {
    return new Swept(answers, calls, machines(), millis);
  }

  private int machines() {
    return earlier.machines() + 1;
  }

  private Cell.Answer run(Stage stage, Cell cell) throws ShellLost, InterruptedException {
    String name = name(cell);
    nonce = stage.nonces().get();
    ShellResult result =
        stage
            .machine()
            .shell()
            .script(
                "set -- "
                    + ShellWord.join(List.of(name, Long.toString(tasks), nonce))
                    + "\n"
                    + SCRIPT,
                new byte[0],
                stage.scale(CELL));
    OptionalLong to =
        stage.machine().mark(new Marker("cell-end", stage.nonces().get()), stage.scale(Stage.STEP));
    spans.put(cell, new Span(begin(stage.machine().console(), cell), to));
    if (stage.splatted()) {
      return Cell.Answer.of(
          Sweep.Answer.SPLAT,
          stage.machine().reports().genuine().stream()
              .filter(splat -> !expects(splat))
              .map(Splat::title)
              .findFirst()
              .orElse(""));
    }
    Cell.Answer answer = Cell.answer(result);
    return answer.state() == Sweep.Answer.EJECTED
        ? Cell.Answer.of(answer.state(), ejection(stage, spans.get(cell)))
        : answer;
  }

  private OptionalLong begin(Console console, Cell cell) throws InterruptedException {
    return console.await(new Marker("cell " + name(cell), nonce), Duration.ZERO);
  }

  private static String name(Cell cell) {
    return cell.callback() + "." + cell.operation();
  }

  private static String ejection(Stage stage, Span span) throws InterruptedException {
    return stage.machine().reports().genuine().stream()
        .filter(splat -> splat.family() == Family.SCHED_EXT_EJECTION && span.holds(splat))
        .map(Splat::title)
        .findFirst()
        .orElse("");
  }

  @Override
  public List<Requirement> evidence(List<Splat> splats) {
    List<Requirement> all = new ArrayList<>();
    all.add(
        row(
            "cells",
            "each has an answer, and some were done",
            answers.isEmpty() ? GuestFacts.NOT_OBSERVED : count(),
            answers.values().stream().allMatch(answer -> answer.state().answered())
                && number(Sweep.Answer.DONE) > 0));
    all.add(
        row(
            "calls",
            "the kernel says what a scheduler may call",
            calls.asked()
                ? calls.notCovered().size() + " in no operation"
                : GuestFacts.NOT_OBSERVED,
            calls.asked()));
    all.add(sofar().row());
    all.add(teardown.row());
    return all;
  }

  private static Requirement row(String name, String expected, String observed, boolean met) {
    return new Requirement(Requirement.Kind.WORKLOAD, name, expected, observed, met);
  }

  private long number(Sweep.Answer state) {
    return answers.values().stream().filter(answer -> answer.state() == state).count();
  }

  private String count() {
    List<String> parts = new ArrayList<>();
    for (Sweep.Answer state : Sweep.Answer.values()) {
      if (number(state) > 0) {
        parts.add(number(state) + " " + state.words());
      }
    }
    return String.join(", ", parts) + " of " + answers.size();
  }

  @Override
  public String account() {
    return "cells: "
        + count()
        + " in "
        + millis
        + " ms"
        + (machines() > 1 ? " on " + machines() + " machines" : "");
  }

  @Override
  public Map<String, Long> counts() {
    return Map.of(
        "cells", (long) answers.size(),
        "done", number(Sweep.Answer.DONE),
        "refused", number(Sweep.Answer.REFUSED),
        "notCalled", number(Sweep.Answer.NOT_CALLED),
        "notTried", number(Sweep.Answer.NOT_TRIED),
        "machines", (long) machines(),
        "splatted", number(Sweep.Answer.SPLAT),
        "sweepMillis", millis);
  }

  @Override
  public Optional<Sweep> sweep() {
    return Optional.of(
        new Sweep(
            answers.entrySet().stream()
                .map(each -> each.getKey().recorded(each.getValue()))
                .toList(),
            calls.notCovered()));
  }

  /** That the kernel removes a scheduler for what it does is an answer. */
  @Override
  public boolean expects(Splat splat) {
    return splat.family() == Family.SCHED_EXT_EJECTION && at(splat).isPresent();
  }

  @Override
  public String during(Splat splat) {
    return at(splat).map(cell -> "cell " + cell).orElse("");
  }

  private Optional<Cell> at(Splat splat) {
    return spans.entrySet().stream()
        .filter(span -> span.getValue().holds(splat))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  @Override
  public String ejection() {
    return "";
  }

  @Override
  public List<String> failures() {
    return List.of();
  }
}
