// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.artifact.OtherProcess;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine's directory belongs to whoever holds its lock, whatever its name says. */
class WorkspaceTest {
  @TempDir private Path scratch;

  private static Workspace make(Path scratch) throws InterruptedException {
    Slot slot = Slot.take(scratch, 8, () -> {});
    return Workspace.make(scratch.resolve("machines"), directory -> {}, slot);
  }

  @Test
  void whatALivingProcessOwnsStaysAndWhatAKilledOneLeftGoes() throws Exception {
    Process owner = OtherProcess.start(Owner.class, scratch.toString());
    BufferedReader said = owner.inputReader(StandardCharsets.UTF_8);
    Path theirs = Path.of(said.readLine());
    try (Workspace ours = make(scratch)) {
      assertThat(theirs).exists();
      owner.destroyForcibly().waitFor();
      assertThat(theirs).exists();

      make(scratch).close();
      assertThat(theirs).doesNotExist();
      assertThat(ours.directory()).exists(); // another of the same process is no dead one
    }
  }

  /** A process with a machine's directory, until it is killed. */
  static final class Owner {
    private Owner() {}

    public static void main(String[] args) throws Exception {
      System.out.println(make(Path.of(args[0])).directory());
      Thread.currentThread().join();
    }
  }

  @Test
  void strangeNamesAreIgnored() throws Exception {
    Path machines = Files.createDirectories(scratch.resolve("machines"));
    List<Path> strange = new ArrayList<>();
    for (String name : List.of("mfoo-1", "m-1", "m99999999999999999999-1", "w-", "w-1x", "w-foo")) {
      strange.add(Files.createDirectory(machines.resolve(name)));
    }
    strange.add(Files.writeString(machines.resolve("m1-1"), "a file"));

    make(scratch).close();

    assertThat(strange).allSatisfy(path -> assertThat(path).exists());
  }

  @Test
  void aLinkThatIsNamedLikeOneGoesAndWhatItLeadsToStays() throws Exception {
    Path machines = Files.createDirectories(scratch.resolve("machines"));
    Path precious = Files.createDirectory(scratch.resolve("precious"));
    Files.writeString(precious.resolve("thesis"), "x");
    Path link = Files.createSymbolicLink(machines.resolve("w-17"), precious);

    make(scratch).close();

    assertThat(link).doesNotExist();
    assertThat(precious.resolve("thesis")).exists();
  }

  @Test
  void aHundredMachinesLeaveOneEmptyLockFile() throws Exception {
    for (int i = 0; i < 100; i++) {
      make(scratch).close();
    }
    try (var left = Files.list(scratch.resolve("machines"))) {
      assertThat(left).singleElement().satisfies(file -> assertThat(file).hasSize(0));
    }
  }
}
