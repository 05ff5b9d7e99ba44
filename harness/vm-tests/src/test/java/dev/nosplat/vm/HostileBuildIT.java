// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nosplat.engine.kernel.Kernel;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.vm.StandInTree.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tree's Makefiles do in the build directory never leads the host anywhere. */
@Tag("vm")
class HostileBuildIT {
  private static final String SECRET = "the host's own text";

  @TempDir Path scratch;
  private StandInTree tree;
  private Path secret;

  @BeforeEach
  void plant() throws IOException {
    tree = new StandInTree(scratch);
    secret = Files.writeString(scratch.resolve("secret"), SECRET);
  }

  @Test
  void anInnocentTreeIsBuiltTwiceInOneDirectory() throws Exception {
    for (int i = 0; i < 2; i++) {
      Kernel kernel = tree.build();
      assertThat(kernel.release()).isEqualTo("7.3.0");
      assertThat(kernel.compiler()).startsWith("gcc");
      assertThat(kernel.vmlinux()).isRegularFile();
      assertThat(kernel.bzImage()).isRegularFile();
      assertThat(kernel.canary().orElseThrow()).isRegularFile();
      assertThat(Files.readString(kernel.config())).isEqualTo("CONFIG_WANTED=y\n");
      assertThat(Files.getOwner(kernel.vmlinux())).isEqualTo(Files.getOwner(scratch));
    }
  }

  @Test
  void aBuildHasNoNetworkNoPrivilegeAndNothingOfTheHosts() throws Exception {
    tree.at(
        Step.COMPILE,
        """
        echo interfaces: $(ls /sys/class/net)
        grep -E '^(CapBnd|Seccomp|NoNewPrivs):' /proc/self/status | tr '\\t' ' '
        bash -c 'exec 3<>/dev/tcp/1.1.1.1/80' && echo REACHED
        for f in /var/run/docker.sock /run/docker.sock /root/.ssh; do
          ! ls $f > /dev/null 2>&1 || echo SEEN $f
        done
        echo variables: $(env | cut -d= -f1 | sort)
        """);
    tree.build();
    assertThat(tree.log())
        .contains(
            "interfaces: lo\n", "CapBnd: 0000000000000000\n", "NoNewPrivs: 1\n", "Seccomp: 2\n")
        .doesNotContain("REACHED", "SEEN");
    assertThat(tree.log().lines().filter(l -> l.startsWith("variables: ")).findFirst())
        .get()
        .asString()
        .matches(
            "variables: ((CCACHE_|KBUILD_|KCONFIG_|MAKE|MFLAGS|LOCALVERSION|HOME|HOSTNAME|PATH|PWD"
                + "|O|CC|HOSTCC|LC_ALL|DEBIAN_FRONTEND)\\w* ?)+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".config",
        "vmlinux",
        "arch/x86/boot/bzImage",
        "include/config/kernel.release",
        "nosplat/vm-images/canary/nosplat_canary.ko"
      })
  void aProductThatBecomesALinkIsRefused(String product) throws Exception {
    tree.at(Step.CANARY, "cd /build; rm " + product + "; ln -s " + secret + " " + product);
    assertThat(refusal().evidence()).containsExactly(product + " is a symbolic link");
    nothingLeaked();
  }

  @ParameterizedTest
  @CsvSource({
    "vmlinux, mkfifo vmlinux, is no regular file",
    "vmlinux, mkdir vmlinux, is no regular file",
    "vmlinux, ln -s /proc/self/fd/1 vmlinux, is a symbolic link",
    "vmlinux, truncate -s 1T vmlinux, 'has 1099511627776 bytes, and 2147483648 is the most'",
    "vmlinux, python3 -c \"import socket; socket.socket(socket.AF_UNIX).bind('vmlinux')\","
        + " is no regular file",
    "arch, ln -s /usr arch, is a symbolic link",
    "include/config, ln -s /etc include/config, is a symbolic link",
  })
  void whatIsNoFileOfMakesIsRefused(String name, String instead, String why) throws Exception {
    tree.at(Step.CANARY, "cd /build; rm -rf " + name + "; " + instead);
    assertThat(refusal().evidence()).containsExactly(name + " " + why);
  }

  @ParameterizedTest
  @CsvSource({
    "ln -s /dev/zero .config, .config is a symbolic link",
    "mkfifo .config, .config is no regular file",
    "mkdir .config, .config is no regular file",
    "yes CONFIG_X=y | head -c 5M > .config, .config has more than 4194304 bytes",
  })
  void aConfigurationThatIsNoneIsRefusedBeforeItIsCompiled(String instead, String why)
      throws Exception {
    tree.at(Step.CONFIGURE, "cd /build; rm -f .config; " + instead);
    assertThat(refusal().evidence()).containsExactly(why);
  }

  @Test
  void aConfigurationThatTheBuildChangesAfterTheAuditIsRefused() throws Exception {
    tree.at(Step.COMPILE, "echo '# CONFIG_WANTED is not set' > /build/.config");
    assertThat(refusal().what()).contains("changed its own configuration: CONFIG_WANTED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc", "7.3\\n::error::x", "-rf", "7.3\\033[2J"})
  void aReleaseOfAnotherFormIsRefused(String release) throws Exception {
    tree.at(Step.COMPILE, "printf '%b' '" + release + "' > /build/include/config/kernel.release");
    assertThat(refusal().what()).contains("release has not the form of one");
  }

  @Test
  void aDroppedRequestLeadsNobodyThroughALinkOfTheBuilds() throws Exception {
    tree.at(
        Step.CONFIGURE,
        "echo > /build/.config; for f in Kconfig all.config kconfig-facts.c kconfig.env; do"
            + " ln -s "
            + secret
            + " /build/nosplat/$f; done");
    refusal();
    nothingLeaked();
  }

  @Test
  void aTopKconfigThatIsALinkIsReadInTheContainerAlone() throws Exception {
    Files.delete(tree.top().resolve("Kconfig"));
    Files.createSymbolicLink(tree.top().resolve("Kconfig"), secret);
    tree.at(Step.CONFIGURE, "echo > /build/.config");
    refusal();
    nothingLeaked();
  }

  @Test
  void aDirectoryThatABuildLeavesInABadStateDoesNotHurtTheNext() throws Exception {
    tree.at(
        Step.CANARY,
        "cd /build; rm .config; ln -s /nowhere .config; mkdir -p nosplat/a/b; chmod 0 nosplat/a");
    refusal();
    tree.calm();
    assertThat(tree.build().release()).isEqualTo("7.3.0");
  }

  private BuildFailed refusal() {
    BuildFailed refused = catchThrowableOfType(BuildFailed.class, tree::build);
    assertThat(refused).isNotNull();
    return refused;
  }

  private void nothingLeaked() throws IOException {
    assertThat(secret).hasContent(SECRET);
    assertThat(tree.log()).doesNotContain(SECRET);
    try (var files = Files.walk(scratch.resolve("cache"))) {
      assertThat(files.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS)))
          .noneSatisfy(
              file ->
                  assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).contains(SECRET));
    }
  }
}
