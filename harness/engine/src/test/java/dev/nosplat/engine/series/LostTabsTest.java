// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.engine.series.repair.TreeFiles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LostTabsTest {
  private static final String TABS = "int a;\n{\n\tb();\n\tc();\n\td();\n}\n";

  /** Its context stands at the margin: it applies whatever became of tabs. */
  private static final String PATCH =
      """
      --- a/kernel/a.c
      +++ b/kernel/a.c
      @@ -1,2 +1,4 @@
       int a;
      +        x();
      +                y();
       {
      """;

  private record Files(Map<String, String> texts) implements TreeFiles {
    @Override
    public Optional<String> file(String path) {
      return Optional.ofNullable(texts.get(path));
    }

    @Override
    public Optional<String> mode(String path) {
      return Optional.of("100644");
    }

    @Override
    public List<String> names() {
      return List.copyOf(texts.keySet());
    }
  }

  private static List<String> notes(String diff, Map<String, String> tree) throws Exception {
    return LostTabs.notes(new Patch("a", "", "", diff, "a.patch", 1), new Files(tree));
  }

  @Test
  void blanksWhereTheFileHasTabsAreSaid() throws Exception {
    assertThat(notes(PATCH, Map.of("kernel/a.c", TABS)))
        .containsExactly(
            "kernel/a.c: 2 added lines begin with eight blanks where the file has tabs; the tabs"
                + " may have been lost in the mail");
  }

  @Test
  void aFileThatIsIndentedByBlanksIsNotSuspected() throws Exception {
    assertThat(notes(PATCH, Map.of("kernel/a.c", TABS + "        e();\n"))).isEmpty();
    assertThat(notes(PATCH, Map.of("kernel/a.c", "int a;\n{\n    b();\n}\n"))).isEmpty();
  }

  @Test
  void tabsAndTheBlanksBehindThemAreNotSuspected() throws Exception {
    assertThat(
            notes(
                PATCH.replace("+        x", "+\tx").replace("+                y", "+\t       y"),
                Map.of("kernel/a.c", TABS)))
        .isEmpty();
  }

  @Test
  void aNewFileIsSuspectedOnlyWhereTheKernelWantsTabs() throws Exception {
    String created =
        """
        --- /dev/null
        +++ b/kernel/new.c
        @@ -0,0 +1,1 @@
        +        x();
        """;
    assertThat(notes(created, Map.of()))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("kernel/new.c: 1");
    assertThat(notes(created.replace("new.c", "new.py"), Map.of())).isEmpty();
  }
}
