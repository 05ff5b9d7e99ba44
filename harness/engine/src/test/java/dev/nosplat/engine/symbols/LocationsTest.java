// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.symbols;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.symbols.Locations.Location;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocationsTest {
  private final List<String> printed =
      List.of(
          "0xffffffff8134ca5c",
          "file_start_write",
          "/build/linux/./include/linux/fs.h:2733",
          "vfs_write",
          "/src/fs/read_write.c:684 (discriminator 3)",
          "0xffffffff816d6ab6",
          "schedule_timeout",
          "/src/kernel/time/sleep_timeout.c:99",
          "0xffffffff81000000",
          "??",
          "??:0");

  @Test
  void inlinedFunctionsComeInnermostFirst() {
    assertThat(Locations.parse(printed).get(0xffffffff8134ca5cL))
        .extracting(Location::function)
        .containsExactly("file_start_write", "vfs_write");
  }

  @Test
  void placesAreRelativeToTheTree() {
    assertThat(Locations.parse(printed).get(0xffffffff8134ca5cL))
        .extracting(Location::place)
        .containsExactly(
            Optional.of("include/linux/fs.h:2733"), Optional.of("fs/read_write.c:684"));
  }

  @Test
  void anUnknownPlaceIsNone() {
    assertThat(Locations.parse(printed).get(0xffffffff81000000L))
        .extracting(Location::place)
        .containsExactly(Optional.empty());
  }
}
