// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.guest;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.kernel.Kernel;
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
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Compiles the cells of a sweep: one scheduler for each callback that a kernel's {@code struct
 * sched_ext_ops} has, as its BTF lists them, and each operation that the scenario brings.
 */
public final class SweepCells {
  /** Where a guest finds them: {@code CALLBACK.OPERATION.bpf.o} each, and {@link #LIST}. */
  public static final String PLACE = "/nosplat/sweep/";

  /**
   * One line a cell: callback, operation, and why there is no object of it, which is empty where
   * there is one.
   */
  public static final String LIST = "cells";

  /** What a program might call: the questions that {@link #CALLABLE} is asked. */
  public static final String CALLS = "calls";

  /** What the cells call, of the same, a line each. */
  public static final String CALLED = "called";

  /** Asks the kernel which of them it lets a scheduler call; made of the file {@link #ASKS}. */
  public static final String CALLABLE = "callable";

  /** The C of {@link #CALLABLE}. */
  public static final String ASKS = CALLABLE + ".c";

  private static final long MOST_PROGRAM = 16L << 20;
  private static final String FORMAT = "2";
  private static final int MEMORY_MIB = 2048;
  private static final int MOST_SAID = 1 << 20;
  private static final long MOST = 512L << 20;
  private static final int MOST_CELLS = 20_000;
  private static final String TAR = "cells.tar";
  private static final String CELL = "cells/[a-z0-9_]{1,60}\\.[a-z0-9_]{1,60}\\.bpf\\.o";

  /** A quarter of a second for each of a thousand. */
  private static final Duration LIMIT = Duration.ofMinutes(60);

  private static final BoundedWork.Bounds BOUNDS = new BoundedWork.Bounds(2L << 30, 50_000);

  /**
   * The callbacks are the members of struct sched_ext_ops that point to functions; the place of the
   * first {@code struct task_struct *} among a callback's arguments is its task. The arguments are
   * the callbacks that are wanted, or none for all of them. 6.12 has scx_bpf_dispatch for what is
   * scx_bpf_dsq_insert since 6.13.
   */
  private static final String COMPILE =
      """
      bpftool btf dump file /kernel/vmlinux format c > /out/vmlinux.h
      awk '/^struct sched_ext_ops \\{/ { inside = 1; next }
      inside && /^};/ { exit }
      inside && match($0, /\\(\\*[a-z0-9_]+\\)\\(/) {
        name = substr($0, RSTART + 2, RLENGTH - 4)
        arguments = substr($0, RSTART + RLENGTH)
        sub(/\\);.*/, "", arguments)
        task = "-"
        n = split(arguments, each, /, /)
        for (i = n; i >= 1; i--) if (each[i] == "struct task_struct *") task = i - 1
        print name, task
      }' /out/vmlinux.h > /out/callbacks
      [ -s /out/callbacks ] || { echo "this kernel's BTF has no struct sched_ext_ops"; exit 4; }
      for wanted; do
        grep -q "^$wanted " /out/callbacks || { echo "this kernel has no callback $wanted"; exit 4; }
      done
      insert=scx_bpf_dsq_insert
      grep -q 'scx_bpf_dsq_insert(' /out/vmlinux.h || insert=scx_bpf_dispatch
      mkdir /out/cells
      while read -r callback task; do
        case " $* " in "  " | *" $callback "*) ;; *) continue ;; esac
        for operation in /src/operations/*.h; do
          operation=${operation##*/}
          echo "$callback ${operation%.h} $task"
        done
      done < /out/callbacks > /out/wanted
      cat > /out/one <<'END'
      object=/out/cells/$1.$2.bpf.o
      at=
      [ "$3" = - ] || at=-DNOSPLAT_TASK_AT=$3
      why=
      clang -g -O2 -Wall -Werror -Wno-missing-declarations -Wno-unused-function -target bpf \
        -mcpu=v3 -fms-extensions -Wno-microsoft-anon-tag -I/out -I/src "-DNOSPLAT_CALLBACK=$1" \
        "-DNOSPLAT_IN_$1" "-DNOSPLAT_OPERATION=\\"operations/$2.h\\"" "-DNOSPLAT_INSERT=$4" $at \
        -c /src/cell.bpf.c -o "$object" 2> "$object.said" && llvm-strip -g "$object" || {
        rm -f "$object"
        why=$(grep -m 1 -o 'error: .*' "$object.said" || echo 'error: clang failed')
      }
      rm -f "$object.said"
      printf '%s\\t%s\\t%s\\n' "$1" "$2" "${why#error: }" > "/out/cells/$1.$2.line"
      END
      sed "s/$/ $insert/" /out/wanted | xargs -P "$(nproc)" -L 1 sh /out/one
      while read -r callback operation task; do
        cat "/out/cells/$callback.$operation.line"
      done < /out/wanted > /out/cells.list
      rm /out/cells/*.line
      cd /out
      tar -cf cells.tar cells
      bpftool btf dump file /kernel/vmlinux > btf
      sed -n 's/^extern .*[ *]\\([A-Za-z0-9_]*\\)(.*__weak __ksym;$/\\1/p' vmlinux.h > kfuncs
      awk -F "'" 'NR == FNR { kfunc[$1]; next }
      /^\\[/ { inside = 0 }
      inside && /^\\t/ { print "callback", $2, place++ }
      /^\\[[0-9]+\\] STRUCT .sched_ext_ops. / { inside = 1; split($1, id, /[][]/); print "ops", id[2] }
      /^\\[[0-9]+\\] FUNC / && $2 in kfunc { split($1, id, /[][]/); last[$2] = id[2] }
      END { for (name in last) print "kfunc", name, last[name] }' kfuncs btf > all
      sed -n 's/^\\tBPF_FUNC_\\([a-z0-9_]*\\) = \\([1-9][0-9]*\\),/helper \\1 \\2/p' vmlinux.h >> all
      cut -d ' ' -f 1 wanted | sort -u > tried
      awk 'NR == FNR { tried[$1]; next } $1 != "callback" || $2 in tried' tried all > calls
      [ "$(wc -l < calls)" -gt 100 ] || { echo "this kernel's BTF names no calls"; exit 4; }
      {
        llvm-nm -u cells/*.o | awk '$1 ~ /^[Uw]$/ { print "kfunc", $2 }'
        llvm-objdump -d cells/*.o | awk '{ for (i = 2; i + 8 < NF; i++)
          if ($i $(i+1) $(i+2) $(i+3) == "85000000") { print "number", $(i+4), $(i+5); break } }'
      } | sort -u > used
      awk 'NR == FNR { if ($1 == "helper") name[sprintf("%02x %02x", $3 % 256, $3 / 256)] = $2; next }
      $1 == "kfunc" { print; next }
      ($2 " " $3) in name { print "helper", name[$2 " " $3] }' calls used > called
      [ -s called ] || { echo "no cell calls anything"; exit 4; }
      gcc -O2 -Wall -Wextra -Werror -static -s -o callable /src/callable.c
      """;

  private final Toolchain toolchain;
  private final Store store;

  /** Compiles with the clang and bpftool of this toolchain. */
  public SweepCells(Toolchain toolchain, Store store) {
    this.toolchain = toolchain;
    this.store = store;
  }

  /**
   * The cells of a kernel, from the store or compiled now.
   *
   * @param files {@code cell.bpf.c}, its headers, {@link #ASKS} and {@code operations/*.h}, by path
   * @param callbacks those that are wanted; all that the kernel has where it is empty
   * @return the files of the guest, by their path there
   * @throws BuildFailed if the kernel has no such callback, or the compiling takes more than it may
   */
  public Map<String, Path> build(
      SortedMap<String, byte[]> files, List<String> callbacks, Kernel kernel, Progress progress)
      throws InterruptedException {
    Map<String, String> inputs = new TreeMap<>();
    inputs.put("format", FORMAT);
    inputs.put("toolchain", toolchain.digest());
    inputs.put("kernel", kernel.key());
    inputs.put("command", Digest.of(COMPILE).hex());
    inputs.put("callbacks", String.join(" ", callbacks));
    files.forEach((name, bytes) -> inputs.put("file." + name, Digest.of(bytes).hex()));
    Path entry =
        store.obtain(
            Key.of("sweep", inputs),
            () -> progress.say("waiting for another run that compiles the same sweep"),
            draft -> make(files, callbacks, kernel, draft, progress));
    Map<String, Path> all = new TreeMap<>();
    List.of(LIST, CALLS, CALLED, CALLABLE)
        .forEach(name -> all.put(PLACE + name, entry.resolve(name)));
    try (var objects = Files.newDirectoryStream(entry, "*.bpf.o")) {
      objects.forEach(object -> all.put(PLACE + object.getFileName(), object));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("the store's entry " + entry, e);
    }
    return all;
  }

  private void make(
      SortedMap<String, byte[]> files,
      List<String> callbacks,
      Kernel kernel,
      Path draft,
      Progress progress)
      throws IOException, InterruptedException {
    progress.begin("compiling the sweep, a program for each callback and operation");
    Path sources = draft.resolve("src");
    ContainerDirectory out = toolchain.scratch(draft);
    BoundedText said = BoundedText.withErrors(MOST_SAID);
    ContainerSpec spec =
        ContainerSpec.offline(
            "sweep",
            List.of(
                GivenFiles.write(sources, files, "/src"),
                Mount.readOnly(kernel.directory(), "/kernel"),
                Mount.writable(out, "/out")),
            MEMORY_MIB);
    try (BoundedWork work =
        BoundedWork.open(
            toolchain, spec, BOUNDS, "The compiler of the sweep's programs", () -> lines(said))) {
      List<String> command = new ArrayList<>(List.of("sh", "-euc", COMPILE, "compile"));
      command.addAll(callbacks);
      if (work.run(command, Map.of(), said, LIMIT) != 0) {
        throw work.failed(failed(lines(said)));
      }
      work.end();
    }
    try {
      Harvest.take(
          out,
          List.of(
              new Harvest.Wanted("cells.list", LIST, MOST_SAID),
              new Harvest.Wanted(CALLS, CALLS, MOST_SAID),
              new Harvest.Wanted(CALLED, CALLED, MOST_SAID),
              new Harvest.Wanted(CALLABLE, CALLABLE, MOST_PROGRAM),
              new Harvest.Wanted(TAR, TAR, MOST)),
          draft);
    } catch (HarvestRefused e) {
      throw failed(e.reasons());
    }
    unpack(draft.resolve(TAR), draft);
    Files.delete(draft.resolve(TAR));
    out.delete();
    Trees.delete(sources);
  }

  /** What is no object of a cell was not made by our script, and is left. */
  private static void unpack(Path archive, Path to) throws IOException {
    try (InputStream in = Files.newInputStream(archive);
        TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      int count = 0;
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.getLinkFlag() == TarConstants.LF_NORMAL
            && !entry.isSparse()
            && entry.getName().matches(CELL)) {
          if (++count > MOST_CELLS) {
            throw failed(List.of("there are more than " + MOST_CELLS + " cells"));
          }
          Files.copy(tar, to.resolve(entry.getName().substring("cells/".length())));
        }
      }
    }
  }

  private static List<String> lines(BoundedText said) {
    return said.text().lines().toList();
  }

  private static BuildFailed failed(List<String> evidence) {
    return new BuildFailed(
        "the sweep's programs do not compile against this kernel",
        evidence,
        "see docs/scenarios.md for what a sweep's directory holds");
  }
}
