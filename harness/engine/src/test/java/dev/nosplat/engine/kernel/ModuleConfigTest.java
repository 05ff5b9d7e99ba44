// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleConfigTest {
  @Test
  void bothFilesSayWhatKconfigsOwnSay() {
    String config =
        """
        # Linux/x86 7.3.4 Kernel Configuration
        CONFIG_LOCKDEP=y
        CONFIG_LOOP=m
        CONFIG_HZ=250
        CONFIG_NEGATIVE=-1
        CONFIG_PHYSICAL_START=0x1000000
        # CONFIG_KASAN is not set
        CONFIG_LOCALVERSION=""
        CONFIG_CC_VERSION_TEXT="gcc (Debian 14.2.0-19) 14.2.0"
        """;
    assertThat(make(config))
        .isEqualTo(
            """
            CONFIG_LOCKDEP=y
            CONFIG_LOOP=m
            CONFIG_HZ=250
            CONFIG_NEGATIVE=-1
            CONFIG_PHYSICAL_START=0x1000000
            CONFIG_LOCALVERSION=
            CONFIG_CC_VERSION_TEXT=gcc (Debian 14.2.0-19) 14.2.0
            """);
    assertThat(c(config))
        .isEqualTo(
            """
            #define CONFIG_LOCKDEP 1
            #define CONFIG_LOOP_MODULE 1
            #define CONFIG_HZ 250
            #define CONFIG_NEGATIVE -1
            #define CONFIG_PHYSICAL_START 0x1000000
            #define CONFIG_LOCALVERSION ""
            #define CONFIG_CC_VERSION_TEXT "gcc (Debian 14.2.0-19) 14.2.0"
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONFIG_X=$(shell id)",
        "CONFIG_X=y $(shell id)",
        "CONFIG_X=\"$(shell id)\"",
        "CONFIG_X=\"`id`\"",
        "CONFIG_X=\"a\\\"; id; \\\"\"",
        "CONFIG_X=\"a#b\"",
        "CONFIG_X=\"a\\\\\"",
        "CONFIG_X=\"a'b\"",
        "CONFIG_X=\"a;b\"",
        "CONFIG_X=\"a\rb\"",
        "CONFIG_X:=y",
        "$(shell id)",
        "include /etc/passwd",
        "export CONFIG_X=y",
        "CONFIG_X =y",
        "CC=y",
        "\tid",
      })
  void nothingOfAStrangersIsRunByMake(String line) {
    assertThat(make(line)).isEmpty();
  }

  @Test
  void aStringThatMakeIsNotGivenIsOneStringForTheCompiler() {
    assertThat(c("CONFIG_CMDLINE=\"dyndbg=\\\"file a.c +p\\\"\""))
        .isEqualTo("#define CONFIG_CMDLINE \"dyndbg=\\\"file a.c +p\\\"\"\n");
    assertThat(c("CONFIG_X=\"a\" + f(\"b\"")).isEmpty();
    assertThat(c("CONFIG_X=\"a\\\"")).isEmpty();
  }

  private static String make(String config) {
    return text(config, ModuleConfig.FOR_MAKE);
  }

  private static String c(String config) {
    return text(config, ModuleConfig.FOR_C);
  }

  private static String text(String config, String file) {
    return new String(ModuleConfig.files(config).get(file), StandardCharsets.UTF_8);
  }
}
