// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * What QEMU and the kernel are told so that the guest has the root of the container that QEMU runs
 * in: shared over 9p as {@code virtme-run} of virtme-ng 1.35 shares it, and brought up by its guest
 * init, which then runs our init as the command that {@code virtme-run --script-sh} would give it.
 */
final class VirtmeRoot {
  /** The share's name; {@code vm-images/root.c} mounts it. */
  private static final String TAG = "nosplat-root";

  /** The share. QEMU's user can read no more of it than the container's processes can. */
  static final List<String> DEVICES =
      List.of(
          "-fsdev",
          "local,id=root,path=/,security_model=none,readonly=on,multidevs=remap",
          "-device",
          "virtio-9p-pci,fsdev=root,mount_tag=" + TAG);

  private VirtmeRoot() {}

  /**
   * The kernel parameters. The first is an argument of our init, which changes the root and then
   * becomes virtme-ng's; the last is read by that.
   *
   * @param console whether a person sits at the serial console
   */
  static List<String> parameters(boolean console) {
    String command = "exec /nosplat/init nosplat_guest" + (console ? " nosplat_console" : "");
    return List.of(
        "nosplat_virtme",
        // virtme-ng's init starts udev, which would give the network card another name.
        "net.ifnames=0",
        "virtme.exec=`"
            + Base64.getEncoder().encodeToString((command + "\n").getBytes(StandardCharsets.UTF_8))
            + "`");
  }
}
