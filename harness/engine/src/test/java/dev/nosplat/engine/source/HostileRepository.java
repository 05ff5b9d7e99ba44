// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import static dev.nosplat.engine.source.SmallKernel.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small kernel whose repository runs a program of its author's wherever git lets it. */
public final class HostileRepository {
  private final Path top;
  private final Path witness;

  private HostileRepository(Path top, Path witness) {
    this.top = top;
    this.witness = witness;
  }

  /**
   * Makes one, with a commit more on its branch {@code topic}.
   *
   * @param witness the file that appears when its program ran
   */
  public static HostileRepository make(Path top, Path witness) throws Exception {
    SmallKernel.write(top);
    SmallKernel.put(top.resolve(".gitattributes"), "* filter=evil diff=evil merge=evil\n");
    git(top, "init", "--quiet", "-b", "main", ".");
    git(top, "add", "--all", "--force", ".");
    git(top, "commit", "--quiet", "-m", "A small kernel");
    git(top, "tag", "v7.3.4");
    git(top, "checkout", "--quiet", "-b", "topic");
    SmallKernel.put(top.resolve("kernel/fork.c"), "int fork;\n");
    git(top, "commit", "--quiet", "-a", "-m", "Change fork");
    git(top, "checkout", "--quiet", "main");
    HostileRepository made = new HostileRepository(top, witness);
    made.arm(top.resolve(".git"));
    return made;
  }

  /** Its work tree. */
  public Path top() {
    return top;
  }

  /** Puts the program into every place of a git directory that git runs one from. */
  void arm(Path gitDirectory) throws IOException, InterruptedException {
    Path program = Files.writeString(gitDirectory.resolve("program"), script());
    executable(program);
    String all =
        """
        [core]
        \tfsmonitor = "%1$s"
        \thooksPath = "%2$s"
        \tpager = "%1$s"
        \teditor = "%1$s"
        \tsshCommand = "%1$s"
        \taskPass = "%1$s"
        \tgitProxy = "%1$s"
        \talternateRefsCommand = "%1$s"
        \tattributesFile = "%2$s/attributes"
        [filter "evil"]
        \tclean = "%1$s"
        \tsmudge = "%1$s"
        \tprocess = "%1$s"
        \trequired = true
        [diff]
        \texternal = "%1$s"
        [diff "evil"]
        \tcommand = "%1$s"
        \ttextconv = "%1$s"
        [merge "evil"]
        \tdriver = "%1$s"
        [log]
        \tshowSignature = true
        [gpg]
        \tprogram = "%1$s"
        [format]
        \toutputDirectory = "%2$s"
        [pager]
        \tlog = "%1$s"
        \tdiff = "%1$s"
        [credential]
        \thelper = "%1$s"
        [uploadpack]
        \tpackObjectsHook = "%1$s"
        [interactive]
        \tdiffFilter = "%1$s"
        """
            .formatted(program, gitDirectory.resolve("hooks"));
    Files.writeString(gitDirectory.resolve("more"), all);
    String config = Files.readString(gitDirectory.resolve("config"));
    // Once more through an include, and once more in the work tree's own configuration.
    Files.writeString(
        gitDirectory.resolve("config"),
        config + all + "[include]\n\tpath = more\n[extensions]\n\tworktreeConfig = true\n");
    Files.writeString(gitDirectory.resolve("config.worktree"), all);
    Files.createDirectories(gitDirectory.resolve("hooks"));
    Files.createDirectories(gitDirectory.resolve("info"));
    Files.writeString(gitDirectory.resolve("hooks/attributes"), "* filter=evil diff=evil\n");
    Files.writeString(gitDirectory.resolve("info/attributes"), "* filter=evil diff=evil\n");
    for (String hook :
        List.of(
            "post-index-change",
            "reference-transaction",
            "post-checkout",
            "pre-commit",
            "applypatch-msg",
            "pre-auto-gc",
            "fsmonitor-watchman")) {
      executable(Files.writeString(gitDirectory.resolve("hooks").resolve(hook), script()));
    }
  }

  /** Whether the program ran since the last question. */
  public boolean ran() throws IOException {
    return Files.deleteIfExists(witness);
  }

  private String script() {
    return "#!/bin/sh\necho \"$0 $*\" >> '" + witness + "'\ncat\n";
  }

  private static void executable(Path file) throws IOException {
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("no executable bit here");
    }
  }
}
