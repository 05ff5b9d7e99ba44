// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.guest.SweepCells;
import dev.nosplat.engine.machine.Marker;
import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.machine.ShellResult;
import dev.nosplat.engine.machine.ShellWord;
import dev.nosplat.record.Requirement;
import dev.nosplat.splat.Family;
import dev.nosplat.splat.Splat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The cells of a sweep, one after the other, each between two markers. */
final class SweepWorkload implements Workload {
  private static final Duration CELL = Duration.ofSeconds(20);

  /**
   * $1 the cell, $2 how many tasks, $3 a word for the marker. A CPU goes and comes where a callback
   * says so: the kernel removes a scheduler that does not expect it.
   */
  private static final String SCRIPT =
      """
      pin=/sys/fs/bpf/nosplat_sweep
      echo "nosplat-marker: cell $1 $3" > /dev/kmsg
      said=$(bpftool struct_ops register "/nosplat/sweep/$1.bpf.o" /sys/fs/bpf 2>&1) || {
        rm -f "$pin"
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
      rm -f "$pin"
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
  private long millis;

  /** Lines of the console between which a cell was at work. */
  private record Span(OptionalLong from, OptionalLong to) {
    boolean holds(Splat splat) {
      return splat.line() > from.orElse(Long.MAX_VALUE) && splat.line() < to.orElse(Long.MAX_VALUE);
    }
  }

  SweepWorkload(long tasks, Duration limit) {
    this.tasks = tasks;
    this.limit = limit;
  }

  @Override
  public void carryOut(Stage stage, Interlude interlude) throws ShellLost, InterruptedException {
    ShellResult list =
        stage
            .machine()
            .shell()
            .run(stage.scale(Stage.STEP), "cat", SweepCells.PLACE + SweepCells.LIST);
    Cell.list(list.out())
        .forEach(cell -> answers.put(cell, Cell.Answer.of(Cell.State.NOT_TRIED, "")));
    before = BpfObjects.read(stage);
    interlude.on(stage.machine());
    long began = System.nanoTime();
    long deadline = began + stage.scale(limit).toNanos();
    int done = 0;
    for (Cell cell : List.copyOf(answers.keySet())) {
      if (System.nanoTime() > deadline || stage.splatted()) {
        break;
      }
      stage.progress().advance(done++, answers.size(), "cells");
      answers.put(cell, Cell.Answer.of(Cell.State.UNKNOWN, "the machine was lost in it"));
      Cell.Answer answer =
          cell.uncompiled().isEmpty()
              ? run(stage, cell)
              : Cell.Answer.of(Cell.State.ABSENT, cell.uncompiled());
      answers.put(cell, answer);
      stage.progress().printed(cell + ": " + answer, false);
    }
    millis = (System.nanoTime() - began) / 1_000_000;
    teardown = stage.splatted() ? Teardown.none() : Teardown.await(stage, before);
  }

  private Cell.Answer run(Stage stage, Cell cell) throws ShellLost, InterruptedException {
    String name = cell.callback() + "." + cell.operation();
    String nonce = stage.nonces().get();
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
    OptionalLong from =
        stage.machine().console().await(new Marker("cell " + name, nonce), Duration.ZERO);
    spans.put(cell, new Span(from, to));
    if (stage.splatted()) {
      return Cell.Answer.of(
          Cell.State.SPLAT,
          stage.machine().reports().genuine().stream()
              .filter(splat -> !expects(splat))
              .map(Splat::title)
              .findFirst()
              .orElse(""));
    }
    Cell.Answer answer = Cell.answer(result);
    return answer.state() == Cell.State.EJECTED
        ? Cell.Answer.of(answer.state(), ejection(stage, spans.get(cell)))
        : answer;
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
                && number(Cell.State.DONE) > 0));
    answers.keySet().stream()
        .map(Cell::callback)
        .distinct()
        .forEach(callback -> all.add(callback(callback)));
    all.add(teardown.row());
    return all;
  }

  /** What may be done in a callback, what not, and what nobody knows. */
  private Requirement callback(String callback) {
    Map<Cell.State, List<String>> byState = new LinkedHashMap<>();
    for (Cell.State state : Cell.State.values()) {
      answers.forEach(
          (cell, answer) -> {
            if (cell.callback().equals(callback) && answer.state() == state) {
              byState.computeIfAbsent(state, s -> new ArrayList<>()).add(cell.operation());
            }
          });
    }
    return row(
        "in " + callback,
        "an answer for each operation",
        byState.entrySet().stream()
            .map(each -> each.getKey() + " " + told(each.getValue(), byState.size() == 1))
            .collect(Collectors.joining("; ")),
        byState.keySet().stream().allMatch(Cell.State::answered));
  }

  private static String told(List<String> operations, boolean all) {
    return all ? "(all " + operations.size() + ")" : String.join(", ", operations);
  }

  private static Requirement row(String name, String expected, String observed, boolean met) {
    return new Requirement(Requirement.Kind.WORKLOAD, name, expected, observed, met);
  }

  private long number(Cell.State state) {
    return answers.values().stream().filter(answer -> answer.state() == state).count();
  }

  private String count() {
    List<String> parts = new ArrayList<>();
    for (Cell.State state : Cell.State.values()) {
      if (number(state) > 0) {
        parts.add(number(state) + " " + state);
      }
    }
    return String.join(", ", parts) + " of " + answers.size();
  }

  @Override
  public String account() {
    return "cells: " + count() + " in " + millis + " ms";
  }

  @Override
  public Map<String, Long> counts() {
    return Map.of(
        "cells", (long) answers.size(),
        "done", number(Cell.State.DONE),
        "refused", number(Cell.State.REFUSED),
        "notCalled", number(Cell.State.NOT_CALLED),
        "notTried", number(Cell.State.NOT_TRIED),
        "sweepMillis", millis);
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
