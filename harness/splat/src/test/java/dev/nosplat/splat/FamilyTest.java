// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FamilyTest {
  @Test
  void everyIdLeadsBackToItsFamily() {
    assertThat(Family.values()).allSatisfy(f -> assertThat(Family.byId(f.id())).contains(f));
  }

  @Test
  void everyFamilyHasItsRowInTheDocumentation() throws IOException {
    String page = Files.readString(Path.of("../../docs/scan.md"));
    assertThat(Family.values()).allSatisfy(f -> assertThat(page).contains("\n| `" + f + "` |"));
  }

  @Test
  void everyFamilyHasAGoldenLog() {
    Set<Family> seen =
        GoldenLog.all().stream()
            .flatMap(log -> log.read().stream())
            .map(Splat::family)
            .collect(Collectors.toSet());
    assertThat(Arrays.asList(Family.values())).allSatisfy(f -> assertThat(seen).contains(f));
  }
}
