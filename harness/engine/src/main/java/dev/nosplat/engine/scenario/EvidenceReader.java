// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import dev.nosplat.engine.machine.ShellLost;
import dev.nosplat.engine.machine.ShellResult;
import dev.nosplat.record.Requirement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the numbers that a scenario's description asks for, before and after its workload. */
final class EvidenceReader {
  /** bpftool takes the name as the kernel keeps it (BPF_OBJ_NAME_LEN, 7.3). */
  private static final int LONGEST_NAME = 15;

  private final List<EvidenceRow> rows;
  private final Map<String, Long> printed = new HashMap<>();
  private final Map<EvidenceRow, MapFields> mapsBefore = new HashMap<>();
  private final Map<EvidenceRow, Long> filesBefore = new HashMap<>();
  private final Map<EvidenceRow, EvidenceRow.Reading> readings = new HashMap<>();

  EvidenceReader(List<EvidenceRow> rows) {
    this.rows = List.copyOf(rows);
  }

  /** Looks at a line of the workload's output. */
  void printed(String line) {
    int equals = line.indexOf('=');
    if (equals > 0) {
      OptionalLong count = GuestText.count(line.substring(equals + 1).strip());
      count.ifPresent(number -> printed.put(line.substring(0, equals).strip(), number));
    }
  }

  void before(Stage stage) throws ShellLost, InterruptedException {
    for (EvidenceRow row : rows) {
      if (row.source() instanceof EvidenceRow.Source.BpfMap map) {
        dump(stage, map).ifPresent(fields -> mapsBefore.put(row, fields));
      } else if (row.source() instanceof EvidenceRow.Source.GuestFile file) {
        number(stage, file).ifPresent(number -> filesBefore.put(row, number));
      }
    }
  }

  void after(Stage stage) throws ShellLost, InterruptedException {
    for (EvidenceRow row : rows) {
      if (row.source() instanceof EvidenceRow.Source.BpfMap map) {
        dump(stage, map)
            .map(fields -> fields.since(Optional.ofNullable(mapsBefore.get(row))))
            .ifPresent(reading -> readings.put(row, reading));
      } else if (row.source() instanceof EvidenceRow.Source.GuestFile file) {
        OptionalLong now = number(stage, file);
        Long then = filesBefore.get(row);
        if (now.isPresent() && then != null) {
          readings.put(row, new EvidenceRow.Reading(now.getAsLong() - then, 0));
        }
      } else if (row.source() instanceof EvidenceRow.Source.Output output) {
        Long number = printed.get(output.key());
        if (number != null) {
          readings.put(row, new EvidenceRow.Reading(number, 0));
        }
      }
    }
  }

  List<Requirement> requirements() {
    return rows.stream()
        .map(row -> row.requirement(Optional.ofNullable(readings.get(row))))
        .toList();
  }

  private static Optional<MapFields> dump(Stage stage, EvidenceRow.Source.BpfMap map)
      throws ShellLost, InterruptedException {
    String name = map.map().substring(0, Math.min(LONGEST_NAME, map.map().length()));
    ShellResult result =
        stage
            .machine()
            .shell()
            .run(stage.scale(Stage.STEP), "bpftool", "-j", "map", "dump", "name", name);
    return result.ok() ? MapFields.parse(result.out(), map.field()) : Optional.empty();
  }

  private static OptionalLong number(Stage stage, EvidenceRow.Source.GuestFile file)
      throws ShellLost, InterruptedException {
    ShellResult result =
        stage.machine().shell().run(stage.scale(Stage.STEP), "head", "-c", "64", file.path());
    return GuestText.count(result.out().strip().split("\\s", 2)[0]);
  }
}
