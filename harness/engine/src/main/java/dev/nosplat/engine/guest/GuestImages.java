// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.guest;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.artifact.Key;
import dev.nosplat.engine.artifact.PackedResources;
import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.kernel.Kernel;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.engine.toolchain.ContainerDirectory;
import dev.nosplat.engine.toolchain.ContainerSpec;
import dev.nosplat.engine.toolchain.GivenFiles;
import dev.nosplat.engine.toolchain.Harvest;
import dev.nosplat.engine.toolchain.HarvestRefused;
import dev.nosplat.engine.toolchain.Mount;
import dev.nosplat.engine.toolchain.Toolchain;
import dev.nosplat.engine.toolchain.ToolchainContainer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes the initramfs of a machine: the common part, and what only one kernel can load. */
public final class GuestImages {
  private static final String FORMAT = "5";
  private static final String SOURCES = "vm-images";

  /** What runs beside QEMU: each is one file of C. */
  private static final List<String> TOOLS = List.of("tsc-khz", "relay");

  private static final String TOOL_DIRECTORY = "tools";
  private static final int MEMORY_MIB = 2048;
  private static final long MOST = 256 << 20;

  /** Where a guest finds the canary. */
  public static final String CANARY = "/nosplat/nosplat_canary.ko";

  private final Toolchain toolchain;
  private final Store store;

  /** Makes images with the tools of this toolchain. */
  public GuestImages(Toolchain toolchain, Store store) {
    this.toolchain = toolchain;
    this.store = store;
  }

  /**
   * An initramfs in the store.
   *
   * @param file the uncompressed newc archive
   * @param tools a directory of programs for the machine's container: {@code tsc-khz} prints the
   *     kernel parameter with the host's clock frequency, which a guest under emulation on a busy
   *     host gets wrong; {@code relay} carries SSH from a UNIX socket to QEMU
   * @param key its key
   */
  public record Image(Path file, Path tools, String key) {}

  /**
   * The image for a kernel and the BPF programs compiled for it.
   *
   * @param more other programs, by their path in the guest
   * @throws InfraFailed if the guest's own programs do not compile
   */
  public Image build(
      Kernel kernel, List<BpfProgram> programs, Map<String, Path> more, Progress progress)
      throws InterruptedException {
    Path common = common(progress);
    Map<String, String> inputs = new TreeMap<>();
    inputs.put("format", FORMAT);
    inputs.put("common", common.getFileName().toString());
    inputs.put("kernel", kernel.key());
    programs.forEach(p -> inputs.put("program." + p.name(), p.key()));
    more.forEach((path, file) -> inputs.put("file." + path, Digest.ofFile(file).hex()));
    Key key = Key.of("initramfs", inputs);
    Path entry =
        store.obtain(
            key,
            () -> progress.say("waiting for another run that makes the same guest image"),
            draft -> {
              try (OutputStream out = Files.newOutputStream(draft.resolve("initramfs.cpio"))) {
                // The kernel unpacks one archive after the other.
                Files.copy(common.resolve("common.cpio"), out);
                CpioWriter cpio = new CpioWriter(out);
                cpio.directory("/nosplat", 0755);
                if (kernel.canary().isPresent()) {
                  cpio.file(CANARY, 0644, Files.readAllBytes(kernel.canary().get()));
                }
                for (BpfProgram program : programs) {
                  cpio.file(program.guestPath(), 0644, Files.readAllBytes(program.object()));
                }
                for (String directory : directories(more.keySet())) {
                  cpio.directory(directory, 0755);
                }
                for (Map.Entry<String, Path> file : new TreeMap<>(more).entrySet()) {
                  cpio.file(file.getKey(), 0755, Files.readAllBytes(file.getValue()));
                }
                cpio.close();
              }
            });
    return new Image(entry.resolve("initramfs.cpio"), common.resolve(TOOL_DIRECTORY), key.name());
  }

  /** Those below ours: the kernel makes no directory that an archive does not list. */
  private static SortedSet<String> directories(Set<String> files) {
    SortedSet<String> all = new TreeSet<>();
    for (String file : files) {
      Path parent = Path.of(file).getParent();
      if (parent != null && !parent.equals(Path.of("/nosplat"))) {
        all.add(parent.toString());
      }
    }
    return all;
  }

  /**
   * An image that was made before, perhaps elsewhere; the tools beside it are ours, because they
   * run outside the guest.
   *
   * @param content names what it holds: equal words, equal bytes
   */
  public Image ready(Path initramfs, String content, Progress progress)
      throws InterruptedException {
    return new Image(initramfs, common(progress).resolve(TOOL_DIRECTORY), content);
  }

  private Path common(Progress progress) throws InterruptedException {
    Map<String, String> inputs = new TreeMap<>();
    inputs.put("format", FORMAT);
    inputs.put("toolchain", toolchain.digest());
    for (String name : PackedResources.list(SOURCES)) {
      inputs.put(name, Digest.of(PackedResources.read(name)).hex());
    }
    return store.obtain(
        Key.of("guest", inputs),
        () -> progress.say("waiting for another run that makes the guest image"),
        draft -> {
          progress.begin("making the guest image");
          Recipe recipe =
              Recipe.parse(
                  new String(
                      PackedResources.read(SOURCES + "/image.yaml"), StandardCharsets.UTF_8));
          ContainerDirectory work = toolchain.scratch(draft);
          Map<String, byte[]> sources = new TreeMap<>();
          for (String name : PackedResources.list(SOURCES)) {
            sources.put(name.substring(SOURCES.length() + 1), PackedResources.read(name));
          }
          SortedMap<String, Recipe.Node> entries = new TreeMap<>(recipe.entries());
          Path given = draft.resolve("sources");
          try (ToolchainContainer container =
              toolchain.open(
                  ContainerSpec.offline(
                      "guest-image",
                      List.of(
                          GivenFiles.write(given, sources, "/src"), Mount.writable(work, "/work")),
                      MEMORY_MIB))) {
            recipe
                .entries()
                .forEach(
                    (path, node) -> {
                      if (node instanceof Recipe.Node.Foreign foreign && foreign.libraries()) {
                        libraries(container, path)
                            .forEach(l -> entries.put(l, new Recipe.Node.Foreign(false)));
                      }
                    });
            for (Map.Entry<String, Recipe.Node> entry : entries.entrySet()) {
              make(entry.getKey(), entry.getValue(), container);
            }
            for (String tool : TOOLS) {
              run(container, compile(tool));
            }
            container.end();
          }
          Path made = Files.createDirectory(draft.resolve("made"));
          take(
              work,
              entries.entrySet().stream()
                  .filter(e -> isMade(e.getValue()))
                  .map(e -> made(e.getKey()))
                  .toList(),
              made);
          write(entries, made, draft.resolve("common.cpio"));
          Path tools = Files.createDirectory(draft.resolve(TOOL_DIRECTORY));
          take(work, TOOLS, tools);
          for (String tool : TOOLS) {
            Files.setPosixFilePermissions(
                tools.resolve(tool), PosixFilePermissions.fromString("rwxr-xr-x"));
          }
          Trees.delete(made);
          work.delete();
          Trees.delete(given);
        });
  }

  private static List<String> compile(String tool) {
    return List.of(
        "gcc",
        "-O2",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-static",
        "-s",
        "-o",
        "/work/" + tool,
        "/src/" + tool + ".c");
  }

  /** What the container makes of an entry, by the name that it has there. */
  private static String made(String path) {
    return Digest.of(path).brief();
  }

  private static boolean isMade(Recipe.Node node) {
    return node instanceof Recipe.Node.Program || node instanceof Recipe.Node.Foreign;
  }

  private static void make(String path, Recipe.Node node, ToolchainContainer container)
      throws InterruptedException {
    String out = "/work/" + made(path);
    if (node instanceof Recipe.Node.Program program) {
      List<String> command = new ArrayList<>(List.of("gcc"));
      command.addAll(program.flags());
      command.addAll(List.of("-o", out));
      program.sources().forEach(source -> command.add("/src/" + source));
      run(container, command);
    } else if (node instanceof Recipe.Node.Foreign) {
      run(container, List.of("cp", "--dereference", path, out));
    }
  }

  private static void take(ContainerDirectory work, List<String> names, Path to)
      throws IOException {
    try {
      Harvest.take(
          work, names.stream().map(name -> new Harvest.Wanted(name, name, MOST)).toList(), to);
    } catch (HarvestRefused e) {
      throw failed("taking what was made", e.reasons());
    }
  }

  private static void write(SortedMap<String, Recipe.Node> entries, Path made, Path file)
      throws IOException {
    try (CpioWriter cpio = new CpioWriter(Files.newOutputStream(file))) {
      for (Map.Entry<String, Recipe.Node> entry : entries.entrySet()) {
        String path = entry.getKey();
        if (entry.getValue() instanceof Recipe.Node.Directory d) {
          cpio.directory(path, d.mode());
        } else if (entry.getValue() instanceof Recipe.Node.Device d) {
          cpio.device(path, d.mode(), d.major(), d.minor());
        } else if (entry.getValue() instanceof Recipe.Node.Link l) {
          cpio.link(path, l.target());
        } else if (entry.getValue() instanceof Recipe.Node.Packed p) {
          cpio.file(path, p.mode(), PackedResources.read(SOURCES + "/" + p.source()));
        } else if (entry.getValue() instanceof Recipe.Node.Program p) {
          cpio.file(path, p.mode(), Files.readAllBytes(made.resolve(made(path))));
        } else if (entry.getValue() instanceof Recipe.Node.Foreign) {
          cpio.file(path, 0755, Files.readAllBytes(made.resolve(made(path))));
        }
      }
    }
  }

  private static List<String> libraries(ToolchainContainer container, String program) {
    List<String> libraries = new ArrayList<>();
    List<String> said = new ArrayList<>();
    try {
      int code =
          container.run(
              List.of("ldd", program),
              Map.of(),
              (line, error) -> {
                said.add(line);
                // "libc.so.6 => /lib/... (0x7f...)" or "/lib64/ld-linux-x86-64.so.2 (0x7f...)"
                for (String word : line.strip().split("\\s+")) {
                  if (word.startsWith("/")) {
                    libraries.add(word);
                  }
                }
              });
      if (code != 0) {
        throw failed("ldd " + program, said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("ldd " + program + " was interrupted", said);
    }
    return libraries;
  }

  private static void run(ToolchainContainer container, List<String> command)
      throws InterruptedException {
    List<String> said = new ArrayList<>();
    if (container.run(command, Map.of(), (line, error) -> said.add(line)) != 0) {
      throw failed(String.join(" ", command), said);
    }
  }

  private static InfraFailed failed(String command, List<String> said) {
    return new InfraFailed(
        "the guest image cannot be made: " + command + " failed",
        said,
        "run ./nosplat setup again; if vm-images was changed, see the lines above");
  }
}
