// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.symbols;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.symbols.Locations.Location;
import dev.nosplat.splat.Frame;
import dev.nosplat.splat.Splat;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads {@code file:line} and inlined callers out of one {@code vmlinux}, with binutils: {@code nm}
 * once, then one {@code addr2line} for a whole report.
 */
public final class Symbolizer {
  private final Path vmlinux;
  private final SymbolTable symbols;

  /**
   * Reads the symbols.
   *
   * @throws BadInput if the file has no symbols
   * @throws InfraFailed if binutils are missing
   */
  public Symbolizer(Path vmlinux) throws InterruptedException {
    this.vmlinux = vmlinux;
    this.symbols = new SymbolTable();
    if (!Files.isReadable(vmlinux)) {
      throw new BadInput(
          "vmlinux cannot be read.",
          List.of(vmlinux.toString()),
          "Check the name and permissions.");
    }
    run(List.of("nm", "-S", vmlinux.toString()), symbols::add);
    if (symbols.size() == 0) {
      throw new BadInput(
          "vmlinux has no symbols.",
          List.of(vmlinux.toString()),
          "Give the unstripped vmlinux from the top of the build directory, not bzImage.");
    }
  }

  /** The splat with locations on the frames of its main stack, and inlined callers between them. */
  public Splat symbolize(Splat splat) throws InterruptedException {
    List<OptionalLong> addresses = new ArrayList<>();
    List<String> command =
        new ArrayList<>(List.of("addr2line", "-a", "-f", "-i", "-e", vmlinux.toString()));
    for (Frame frame : splat.frames()) {
      OptionalLong address = symbols.address(frame);
      if (address.isPresent() && !interrupted(frame, splat.text())) {
        // What a stack holds is where the call returns to; the call is before it.
        address = OptionalLong.of(address.getAsLong() - 1);
      }
      address.ifPresent(a -> command.add("0x" + Long.toHexString(a)));
      addresses.add(address);
    }
    if (addresses.stream().noneMatch(OptionalLong::isPresent)) {
      return splat;
    }
    List<String> lines = new ArrayList<>();
    run(command, lines::add);
    return splat.withFrames(frames(splat.frames(), addresses, Locations.parse(lines)));
  }

  private static List<Frame> frames(
      List<Frame> frames, List<OptionalLong> addresses, Map<Long, List<Location>> locations) {
    List<Frame> located = new ArrayList<>();
    for (int i = 0; i < frames.size(); i++) {
      Frame frame = frames.get(i);
      List<Location> at =
          addresses.get(i).isPresent()
              ? locations.getOrDefault(addresses.get(i).getAsLong(), List.of())
              : List.of();
      for (int k = 0; k < at.size() - 1; k++) {
        located.add(
            new Frame(
                at.get(k).function(),
                -1,
                -1,
                frame.module(),
                frame.reliable(),
                true,
                at.get(k).place()));
      }
      located.add(
          at.isEmpty()
              ? frame
              : new Frame(
                  frame.function(),
                  frame.offset(),
                  frame.size(),
                  frame.module(),
                  frame.reliable(),
                  frame.inlined(),
                  at.get(at.size() - 1).place()));
    }
    return located;
  }

  /** Whether an instruction pointer line names the frame: then its address is exact. */
  private static boolean interrupted(Frame frame, String text) {
    String place =
        Pattern.quote(frame.function())
            + "[\\w.]*\\+0x"
            + Long.toHexString(frame.offset())
            + "/0x"
            + Long.toHexString(frame.size())
            + "\\b";
    return Pattern.compile("(?:RIP|EIP|pc ?):.*\\b" + place).matcher(text).find();
  }

  private static void run(List<String> command, Consumer<String> line) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
        for (String next = out.readLine(); next != null; next = out.readLine()) {
          line.accept(next);
        }
      } finally {
        process.destroy();
      }
      process.waitFor();
    } catch (IOException e) {
      throw new InfraFailed(
          "The tools that read debug information are not there.",
          List.of(String.valueOf(e.getMessage())),
          "Install binutils, or leave --vmlinux out.",
          e);
    }
  }
}
