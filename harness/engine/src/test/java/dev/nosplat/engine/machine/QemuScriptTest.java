// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script in the run directory, run by a real shell with a QEMU that only says what it is given.
 */
class QemuScriptTest {
  private static final String HOSTILE = "it's $(touch ran) `touch ran` \"; touch ran; # \\ \n*";

  @TempDir private Path directory;

  @Test
  void aShellReadsNothingIntoPathsAndParameters() throws Exception {
    String parameter = "x=$(touch${IFS}ran);`touch${IFS}ran`'\"&";
    MachineSpec spec =
        new MachineSpec(
            Path.of("/k"),
            Path.of("/i"),
            Path.of("/t"),
            250,
            2,
            1024,
            Accelerator.TCG,
            Root.INITRAMFS,
            false,
            List.of(parameter),
            "image",
            Optional.empty());
    List<String> words =
        run(QemuCommand.script(spec, "/k/" + HOSTILE, "/i/" + HOSTILE, "image:$(touch ran)"));
    assertThat(words).containsSequence("-kernel", "/k/" + HOSTILE, "-initrd", "/i/" + HOSTILE);
    assertThat(words).anyMatch(word -> word.contains(" " + parameter + " "));
  }

  private List<String> run(String script) throws Exception {
    Path qemu = Files.createDirectory(directory.resolve("bin")).resolve("qemu-system-x86_64");
    Files.writeString(qemu, "#!/bin/sh\nprintf '%s\\0' \"$@\"\n");
    assertThat(qemu.toFile().setExecutable(true)).isTrue();
    Path file = Files.writeString(directory.resolve("qemu.sh"), script);
    Path work = Files.createDirectory(directory.resolve("work"));
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", file.toString()).directory(work.toFile());
    builder.environment().merge("PATH", "", (path, none) -> qemu.getParent() + ":" + path);
    Process shell = builder.start();
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).isZero();
    List<Path> made = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(work)) {
      files.forEach(made::add);
    }
    assertThat(made).isEmpty();
    return List.of(said.split("\0"));
  }
}
