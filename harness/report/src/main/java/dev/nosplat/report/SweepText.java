// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.report;

import dev.nosplat.record.Sweep;
import dev.nosplat.record.Sweep.Answer;
import dev.nosplat.record.Sweep.Cell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A sweep's answers in words: what may be done where in the kernel. */
final class SweepText {
  /** What a reader looks for comes first. */
  private static final List<Answer> ORDER =
      List.of(
          Answer.SPLAT,
          Answer.UNKNOWN,
          Answer.NOT_TRIED,
          Answer.EJECTED,
          Answer.FAILED,
          Answer.REFUSED,
          Answer.ABSENT,
          Answer.NOT_CALLED,
          Answer.DONE);

  private SweepText() {}

  /**
   * Callbacks in which the kernel answered alike.
   *
   * @param callbacks their names
   * @param answers the operations by what came of them, in the order of {@link #ORDER}
   */
  record Row(List<String> callbacks, Map<Answer, List<String>> answers) {
    private int worst() {
      return answers.keySet().stream().mapToInt(ORDER::indexOf).min().orElse(ORDER.size());
    }

    /** The callbacks, and in few words what came of each operation. */
    String text() {
      return Printable.line(String.join(", ", callbacks))
          + ": "
          + answers.entrySet().stream()
              .map(each -> told(each.getKey(), each.getValue()))
              .collect(Collectors.joining("; "));
    }

    private String told(Answer answer, List<String> operations) {
      if (answers.size() == 1) {
        return "all " + operations.size() + " " + answer.words();
      }
      return answer == Answer.DONE
          ? operations.size() + " " + answer.words()
          : answer.words() + " " + Printable.line(String.join(", ", operations));
    }
  }

  /** {@code 432 cells: 400 done, 32 not called}. */
  static String summary(Sweep sweep) {
    return Layout.count(sweep.cells().size(), "cell", "cells")
        + sweep.counts().entrySet().stream()
            .sorted(Comparator.comparingInt(each -> ORDER.indexOf(each.getKey())))
            .map(each -> each.getValue() + " " + each.getKey().words())
            .collect(Collectors.joining(", ", ": ", ""));
  }

  /** How much no operation covers; empty where there is nothing, or the kernel was not asked. */
  static Optional<String> notCovered(Sweep sweep) {
    List<Sweep.Call> calls = sweep.notCovered();
    long helpers = calls.stream().filter(c -> c.kind() == Sweep.Call.Kind.HELPER).count();
    return calls.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Layout.count(helpers, "helper", "helpers")
                + " and "
                + Layout.count(calls.size() - helpers, "kfunc", "kfuncs")
                + " that a scheduler may call, and no operation does");
  }

  /** The callbacks, those with the worst answers first. */
  static List<Row> rows(Sweep sweep) {
    Map<Map<Answer, List<String>>, List<String>> alike = new LinkedHashMap<>();
    for (String callback : sweep.callbacks()) {
      Map<Answer, List<String>> answers = new LinkedHashMap<>();
      for (Answer answer : ORDER) {
        List<String> operations =
            sweep.in(callback).stream()
                .filter(cell -> cell.answer() == answer)
                .map(Cell::operation)
                .toList();
        if (!operations.isEmpty()) {
          answers.put(answer, operations);
        }
      }
      alike.computeIfAbsent(answers, a -> new ArrayList<>()).add(callback);
    }
    return alike.entrySet().stream()
        .map(each -> new Row(each.getValue(), each.getKey()))
        .sorted(Comparator.comparingInt(Row::worst))
        .toList();
  }

  /** One cell in words, for example {@code done 316 times on 2 CPUs}. */
  static String cell(Cell cell) {
    String told =
        cell.answer() == Answer.DONE
            ? "done "
                + Layout.count((int) Math.min(cell.times(), Integer.MAX_VALUE), "time", "times")
                + " on "
                + Layout.count(cell.cpus(), "CPU", "CPUs")
            : cell.answer().words();
    return cell.why().isEmpty() ? told : told + ": " + Printable.line(cell.why());
  }

  /** {@code good}, {@code bad}, {@code open} or {@code plain}. */
  static String kind(Answer answer) {
    return switch (answer) {
      case DONE -> "good";
      case SPLAT -> "bad";
      case UNKNOWN, NOT_TRIED, EJECTED, FAILED -> "open";
      case REFUSED, ABSENT, NOT_CALLED -> "plain";
    };
  }
}
