// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostUserTest {
  @TempDir Path directory;

  @Test
  void whatRootGivesToContainersIsNoPersons() throws Exception {
    HostUser user = HostUser.of(directory);
    assumeTrue(user.callerIsRoot(), "an ordinary caller gives nothing away");
    Path file = Files.createFile(Files.createDirectory(directory.resolve("build")).resolve("x.o"));
    Files.createSymbolicLink(directory.resolve("build/link"), Path.of("/etc/passwd"));
    user.give(directory.resolve("build"));
    assertThat(Files.getOwner(file).getName()).isEqualTo(Integer.toString(user.uid()));
    assertThat((int) Files.getAttribute(file, "unix:gid")).isEqualTo(user.gid());
    assertThat(Files.getOwner(Path.of("/etc/passwd")).getName()).isEqualTo("root");
    Path handedOut = Path.of("/etc/subuid");
    if (Files.exists(handedOut)) {
      assertThat(Files.readAllLines(handedOut))
          .as("ids that this host hands out to users' containers")
          .noneMatch(line -> holds(line, user.uid()));
    }
  }

  @Test
  void anOrdinaryCallersContainersAreTheCaller() throws Exception {
    HostUser user = HostUser.of(directory);
    int owner = (int) Files.getAttribute(directory, "unix:uid");
    assertThat(user.callerIsRoot()).isEqualTo(owner == 0);
    assertThat(user.uid()).isNotZero();
    if (owner != 0) {
      assertThat(user.uid()).isEqualTo(owner);
    }
  }

  private static boolean holds(String line, int uid) {
    String[] fields = line.split(":", -1);
    long first = Long.parseLong(fields[1]);
    return first <= uid && uid < first + Long.parseLong(fields[2]);
  }
}
