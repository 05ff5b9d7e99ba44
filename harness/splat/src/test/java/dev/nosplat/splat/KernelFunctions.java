// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which function is defined in which files of a kernel's sources, of every architecture, drivers
 * included: functions of C at top level, symbols of assembly, and what system call, interrupt entry
 * and BPF helper macros define.
 *
 * <p>The sources are read as the kernel writes them: a function's last brace stands in the first
 * column.
 */
final class KernelFunctions {
  /** Programs, what runs before the kernel, documents; drivers' headers hold registers. */
  private static final Pattern STRANGE =
      Pattern.compile(
          "(?:Documentation|tools|scripts|samples|usr|certs|debian|LICENSES|rust)/.*"
              + "|arch/[^/]+/(?:boot|tools|purgatory|realmode)/.*|arch/um/.*|arch/[^/]+/kvm/hyp/nvhe/.*|mm/nommu\\.c"
              + "|drivers/firmware/efi/libstub/.*|(?:drivers|sound)/.*\\.h");

  private static final Pattern ASSEMBLY =
      Pattern.compile(
          "(?m)^\\s*(?:SYM_(?:FUNC|CODE|TYPED_FUNC|INNER)_\\w*(?:START|LABEL|ALIAS)\\w*"
              + "|SYM_(?:FUNC|CODE)_ALIAS\\w*|ENTRY|WEAK|_GLOBAL(?:_TOC)?|LEAF|NESTED|FEXPORT"
              + "|__?INIT_ENTRY|ENTRY_CFI)\\s*\\(\\s*([A-Za-z_]\\w*)"
              + "|^([A-Za-z_]\\w*):(?!:)|^\\s*\\.globa?l\\s+([A-Za-z_]\\w*)");

  /** What stands behind a function's arguments and looks like a call. */
  private static final Set<String> ATTRIBUTES =
      Set.of(
          "__acquires",
          "__releases",
          "__must_hold",
          "__must_not_hold",
          "__cond_acquires",
          "__cond_releases",
          "__acquires_shared",
          "__releases_shared",
          "__must_hold_shared",
          "__attribute__",
          "__printf",
          "__no_sanitize",
          "__section",
          "__aligned",
          "__alloc_size",
          "__realloc_size");

  private static final Set<String> STATEMENTS =
      Set.of("if", "for", "while", "switch", "return", "sizeof", "do", "else", "defined");

  private static final Pattern MACRO = Pattern.compile("_*[A-Z][A-Z0-9_]{3,}\\w*");
  private static final Pattern FIRST = Pattern.compile("\\s*(\\w+)\\s*(?:,.*)?", Pattern.DOTALL);
  private static final Pattern SYSCALL = Pattern.compile("(COMPAT_)?SYSCALL\\w*_DEFINE\\w*");

  private final Map<String, Set<String>> files = new TreeMap<>();

  private KernelFunctions() {}

  /** The functions of a tree and the files, relative to it, that define them. */
  static Map<String, Set<String>> of(Path tree) throws IOException {
    KernelFunctions functions = new KernelFunctions();
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        String name = file.toString();
        if (name.endsWith(".c") || name.endsWith(".h") || name.endsWith(".S")) {
          String relative = tree.relativize(file).toString();
          if (!STRANGE.matcher(relative).matches()) {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            in(name.endsWith(".S"), text)
                .forEach(
                    f -> functions.files.computeIfAbsent(f, n -> new TreeSet<>()).add(relative));
          }
        }
      }
    }
    return functions.files;
  }

  /** The functions that a file defines. */
  static Set<String> in(boolean assembly, String text) {
    Set<String> found = new TreeSet<>();
    if (assembly) {
      Matcher symbol = ASSEMBLY.matcher(text);
      while (symbol.find()) {
        found.add(
            symbol.group(1) != null
                ? symbol.group(1)
                : symbol.group(2) != null ? symbol.group(2) : symbol.group(3));
      }
    } else {
      new Scan(text, found).run();
    }
    return found;
  }

  /** A group in parentheses and the word before it. */
  private record Group(String word, String inside) {}

  /** One pass over a file of C. */
  private static final class Scan {
    private final String text;
    private final Set<String> found;
    private final List<Group> groups = new ArrayList<>();
    private int at;
    private int depth;
    private boolean assigned;
    private String word = "";

    Scan(String text, Set<String> found) {
      this.text = text;
      this.found = found;
    }

    void run() {
      boolean lineStart = true;
      while (at < text.length()) {
        char c = text.charAt(at);
        boolean first = lineStart;
        lineStart = c == '\n' || lineStart && (c == ' ' || c == '\t');
        if (c == '#' && first) {
          skipDirective();
          lineStart = true;
        } else if (c == '/' && at + 1 < text.length() && text.charAt(at + 1) == '*') {
          int end = text.indexOf("*/", at + 2);
          at = end < 0 ? text.length() : end + 2;
        } else if (c == '/' && at + 1 < text.length() && text.charAt(at + 1) == '/') {
          int end = text.indexOf('\n', at);
          at = end < 0 ? text.length() : end;
        } else if (c == '"' || c == '\'') {
          skipLiteral(c);
        } else if (c == '}') {
          boolean column = at == 0 || text.charAt(at - 1) == '\n';
          depth = column ? 0 : Math.max(0, depth - 1);
          at++;
          if (depth == 0) {
            reset();
          }
        } else if (c == '{') {
          if (depth == 0) {
            open();
          }
          depth++;
          at++;
        } else if (depth > 0) {
          at++;
        } else {
          outside(c);
        }
      }
    }

    private void outside(char c) {
      if (c == ';') {
        reset();
        at++;
      } else if (c == '=') {
        assigned = true;
        at++;
      } else if (c == '(') {
        int from = ++at;
        skipGroup();
        groups.add(new Group(word, text.substring(from, Math.max(from, at - 1))));
        word = "";
      } else if (Character.isJavaIdentifierStart(c)) {
        int from = at;
        while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
          at++;
        }
        word = text.substring(from, at);
      } else {
        if (!Character.isWhitespace(c)) {
          word = "";
        }
        at++;
      }
    }

    private void open() {
      if (!assigned) {
        for (int i = groups.size() - 1; i >= 0; i--) {
          Group group = groups.get(i);
          if (!group.word().isEmpty() && !ATTRIBUTES.contains(group.word())) {
            define(group);
            break;
          }
        }
      }
      reset();
    }

    private void define(Group group) {
      if (STATEMENTS.contains(group.word())) {
        return;
      }
      if (!MACRO.matcher(group.word()).matches()) {
        found.add(group.word());
        return;
      }
      Matcher first = FIRST.matcher(group.inside());
      if (!first.matches()) {
        return;
      }
      String name = first.group(1);
      Matcher call = SYSCALL.matcher(group.word());
      if (call.matches()) { // of which mips and sparc have some like 32_mmap2
        String sys = (call.group(1) == null ? "" : "compat_") + "sys_" + name;
        for (String prefix :
            List.of(
                "", "__x64_", "__ia32_", "__arm64_", "__riscv_", "__s390x_", "__se_", "__do_")) {
          found.add(prefix + sys);
        }
      } else if (Character.isJavaIdentifierStart(name.charAt(0))) {
        found.add(name);
        if (group.word().startsWith("DEFINE_IDTENTRY")
            || group.word().startsWith("DEFINE_FREDENTRY")) {
          found.add("asm_" + name);
          found.add("__" + name);
        } else if (group.word().startsWith("BPF_CALL")
            || group.word().startsWith("DEFINE_INTERRUPT_HANDLER")) {
          found.add("____" + name);
        }
      }
    }

    private void reset() {
      groups.clear();
      assigned = false;
      word = "";
    }

    private void skipGroup() {
      int open = 1;
      while (at < text.length() && open > 0) {
        char c = text.charAt(at);
        if (c == '"' || c == '\'') {
          skipLiteral(c);
          continue;
        }
        open += c == '(' ? 1 : c == ')' ? -1 : 0;
        at++;
      }
    }

    private void skipLiteral(char quote) {
      at++;
      while (at < text.length() && text.charAt(at) != quote && text.charAt(at) != '\n') {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
      at = Math.min(text.length(), at + 1);
    }

    private void skipDirective() {
      while (at < text.length()) {
        int end = text.indexOf('\n', at);
        boolean goesOn = end > 0 && text.charAt(end - 1) == '\\';
        at = end < 0 ? text.length() : end + 1;
        if (!goesOn) {
          return;
        }
      }
    }
  }
}
