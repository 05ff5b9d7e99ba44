// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.symbols;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.symbols.Locations.Location;
import dev.nosplat.splat.Frame;
import dev.nosplat.splat.Splat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Reads {@code file:line} and inlined callers out of one {@code vmlinux}, with binutils: {@code nm}
 * once, then one {@code addr2line} for a whole report.
 */
public final class Symbolizer {
  private final String vmlinux;
  private final Binutils binutils;
  private final SymbolTable symbols;

  /**
   * Reads the symbols.
   *
   * @throws BadInput if the file has no symbols
   * @throws InfraFailed if binutils are missing
   */
  public Symbolizer(Path vmlinux) throws InterruptedException {
    this(readable(vmlinux), Binutils.ofHost());
  }

  /**
   * Reads the symbols with other binutils than the host's.
   *
   * @param vmlinux the file's name to them
   */
  public Symbolizer(String vmlinux, Binutils binutils) throws InterruptedException {
    this.vmlinux = vmlinux;
    this.binutils = binutils;
    this.symbols = new SymbolTable();
    binutils.run(List.of("nm", "-S", vmlinux), symbols::add);
    if (symbols.size() == 0) {
      throw new BadInput(
          "vmlinux has no symbols.",
          List.of(vmlinux),
          "Give the unstripped vmlinux from the top of the build directory, not bzImage.");
    }
  }

  private static String readable(Path vmlinux) {
    if (!Files.isReadable(vmlinux)) {
      throw new BadInput(
          "vmlinux cannot be read.",
          List.of(vmlinux.toString()),
          "Check the name and permissions.");
    }
    return vmlinux.toString();
  }

  /**
   * The splat with locations on the frames of its main stack, and inlined callers between them. A
   * frame that has its location already stays as it is.
   */
  public Splat symbolize(Splat splat) throws InterruptedException {
    List<OptionalLong> addresses = new ArrayList<>();
    List<String> command = new ArrayList<>(List.of("addr2line", "-a", "-f", "-i", "-e", vmlinux));
    for (Frame frame : splat.frames()) {
      OptionalLong address =
          frame.location().isPresent() ? OptionalLong.empty() : symbols.address(frame);
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
    binutils.run(command, lines::add);
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
}
