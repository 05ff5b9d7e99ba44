// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.guest;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.kernel.Kernel;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.BuildFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.BoundedText;
import dev.nosplat.engine.toolchain.BoundedWork;
import dev.nosplat.engine.toolchain.ContainerDirectory;
import dev.nosplat.engine.toolchain.ContainerSpec;
import dev.nosplat.engine.toolchain.GivenFiles;
import dev.nosplat.engine.toolchain.Harvest;
import dev.nosplat.engine.toolchain.HarvestRefused;
import dev.nosplat.engine.toolchain.Mount;
import dev.nosplat.engine.toolchain.Toolchain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compiles BPF programs against the BTF of the kernel that will load them. */
public final class BpfPrograms {
  private static final String FORMAT = "1";
  private static final String SOURCES = "bpf-progs";
  private static final String OBJECT = ".bpf.o";
  private static final int MEMORY_MIB = 2048;
  private static final int MOST_SAID = 1 << 16;
  private static final long MOST = 64 << 20;

  /** A second or two on an idle host. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final BoundedWork.Bounds BOUNDS = new BoundedWork.Bounds(1L << 30, 1000);

  /**
   * What the container runs: the kernel's types first, then the program. $1 is the source's name.
   */
  private static final String COMPILE =
      """
      bpftool btf dump file /kernel/vmlinux format c > /out/vmlinux.h
      clang -g -O2 -Wall -Werror -Wno-missing-declarations -target bpf -mcpu=v3 -fms-extensions \
        -Wno-microsoft-anon-tag -I/out -I/src -c "/src/$1.bpf.c" -o "/out/$1.bpf.o"
      rm /out/vmlinux.h
      """;

  /**
   * Gives an object the constants that a loader written with the headers of tools/sched_ext sets
   * before it loads: {@code __SCX_NAME}, weak and 0 in the object (scx/enums.autogen.bpf.h, 7.3),
   * becomes SCX_NAME of the kernel's own types. Without them SCX_DSQ_LOCAL, for one, is queue 0.
   */
  private static final String CONSTANTS =
      """
      if grep -q __SCX_ /out/given.o; then
        { printf '#include "vmlinux.h"\\n'
          sed -n 's/^\t\\(SCX_[A-Z0-9_]*\\) = .*/\\1/p' /out/vmlinux.h | sort -u |
            while read -r name; do
              grep -qw "__$name" /out/vmlinux.h || echo "const volatile u64 __$name = $name;"
            done
        } > /out/constants.c
        clang -g -O2 -target bpf -mcpu=v3 -fms-extensions -I/out -c /out/constants.c \
          -o /out/constants.o
        bpftool gen object "/out/$1.bpf.o" /out/given.o /out/constants.o
      else
        mv /out/given.o "/out/$1.bpf.o"
      fi
      rm -f /out/vmlinux.h /out/given.o /out/constants.c /out/constants.o
      """;

  private static final String TYPES =
      "bpftool btf dump file /kernel/vmlinux format c > /out/vmlinux.h\n";

  private static final String COMPILE_FOREIGN =
      TYPES
          + """
            clang -g -O2 -Wall -Wno-missing-declarations -target bpf -mcpu=v3 -fms-extensions \
              -Wno-microsoft-anon-tag -I/out -I/src -I/src/include -c "/src/$1.bpf.c" \
              -o /out/given.o
            """
          + CONSTANTS;

  private static final String LINK = TYPES + "cp \"/src/$1.bpf.o\" /out/given.o\n" + CONSTANTS;

  private final Toolchain toolchain;
  private final Store store;
  private final Duration limit;

  /** Compiles with the clang and bpftool of this toolchain. */
  public BpfPrograms(Toolchain toolchain, Store store) {
    this(toolchain, store, LIMIT);
  }

  /** The same, with a time of the caller's for one program. */
  public BpfPrograms(Toolchain toolchain, Store store, Duration limit) {
    this.toolchain = toolchain;
    this.store = store;
    this.limit = limit;
  }

  /**
   * A program's source: its own text and every header beside it, by file name.
   *
   * @param foreign whether it was not written for us: it is a source or an object, warnings are its
   *     author's, headers may lie below {@code include}, and it may expect to be loaded by a
   *     program of its own
   */
  public record Source(String name, Map<String, byte[]> files, boolean foreign) {
    /** One of ours. */
    public Source(String name, Map<String, byte[]> files) {
      this(name, files, false);
    }

    private String command() {
      return !foreign ? COMPILE : files.containsKey(name + OBJECT) ? LINK : COMPILE_FOREIGN;
    }

    /** Equal digests, equal programs. */
    public Digest digest() {
      SortedMap<String, String> all = new TreeMap<>();
      files.forEach((file, bytes) -> all.put(file, Digest.of(bytes).hex()));
      return Digest.of(name + " " + all);
    }

    /** The headers that every program may include, by file name. */
    public static Map<String, byte[]> headers() {
      Map<String, byte[]> files = new TreeMap<>();
      for (String header : PackedResources.list(SOURCES)) {
        if (header.endsWith(".h")) {
          files.put(header.substring(SOURCES.length() + 1), PackedResources.read(header));
        }
      }
      return files;
    }

    /**
     * A source file of the user's own, with the packed headers beside it.
     *
     * @throws BadInput if it cannot be read
     */
    public static Source file(Path file) {
      String fileName = file.getFileName().toString();
      Map<String, byte[]> files = new TreeMap<>(headers());
      try {
        files.put(fileName, Files.readAllBytes(file));
      } catch (IOException e) {
        throw new BadInput(
            "the BPF program " + file + " cannot be read",
            List.of(String.valueOf(e.getMessage())),
            "give the path of a .bpf.c file",
            e);
      }
      return new Source(fileName.replaceFirst("\\.bpf\\.c$", ""), files);
    }
  }

  /**
   * The object of a program for a kernel, from the store or compiled now.
   *
   * @throws BuildFailed if clang refuses it, or if it takes more than a program may
   */
  public BpfProgram compile(Source source, Kernel kernel, Progress progress)
      throws InterruptedException {
    Map<String, String> inputs = new TreeMap<>();
    inputs.put("format", FORMAT);
    inputs.put("toolchain", toolchain.digest());
    inputs.put("kernel", kernel.key());
    inputs.put("name", source.name());
    inputs.put("command", Digest.of(source.command()).hex());
    source.files().forEach((name, bytes) -> inputs.put("file." + name, Digest.of(bytes).hex()));
    Key key = Key.of("bpf", inputs);
    Path entry =
        store.obtain(
            key,
            () -> progress.say("waiting for another run that compiles the same BPF program"),
            draft -> make(source, kernel, draft));
    return new BpfProgram(source.name(), entry.resolve(source.name() + OBJECT), key.name());
  }

  private void make(Source source, Kernel kernel, Path draft)
      throws IOException, InterruptedException {
    Path sources = draft.resolve("src");
    ContainerDirectory out = toolchain.scratch(draft);
    BoundedText said = BoundedText.withErrors(MOST_SAID);
    ContainerSpec spec =
        ContainerSpec.offline(
            "bpf",
            List.of(
                GivenFiles.write(sources, source.files(), "/src"),
                Mount.readOnly(kernel.directory(), "/kernel"),
                Mount.writable(out, "/out")),
            MEMORY_MIB);
    try (BoundedWork work =
        BoundedWork.open(
            toolchain,
            spec,
            BOUNDS,
            "The compiler of the BPF program " + source.name(),
            () -> lines(said))) {
      List<String> command = List.of("sh", "-euc", source.command(), "compile", source.name());
      if (work.run(command, Map.of(), said, limit) != 0) {
        throw work.failed(failed(source, lines(said)));
      }
      work.end();
    }
    String object = source.name() + OBJECT;
    try {
      Harvest.take(out, List.of(new Harvest.Wanted(object, object, MOST)), draft);
    } catch (HarvestRefused e) {
      throw failed(source, e.reasons());
    }
    keep(said, draft);
    out.delete();
    Trees.delete(sources);
  }

  private static void keep(BoundedText said, Path draft) throws IOException {
    Files.writeString(draft.resolve("compile.log"), said.text(), StandardCharsets.UTF_8);
  }

  private static List<String> lines(BoundedText said) {
    return said.text().lines().toList();
  }

  private static BuildFailed failed(Source source, List<String> evidence) {
    return new BuildFailed(
        "the BPF program " + source.name() + " does not compile against this kernel",
        evidence,
        "the kernel's sched_ext or BPF interface may have changed; adapt the program to its BTF");
  }
}
