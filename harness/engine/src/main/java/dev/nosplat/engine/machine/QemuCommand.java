// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.util.ArrayList;
import java.util.List;

/** The QEMU command line of a machine, for us and for a person who boots the same by hand. */
final class QemuCommand {
  /** Where the container sees the machine's sockets. */
  static final String SOCKETS = "/run/machine";

  /** The port inside the container that leads to the guest's SSH. */
  static final int SSH_PORT = 2222;

  /** Where the container sees the memory of a stored machine. */
  static final String SNAPSHOT = "/run/snapshot";

  private static final String CONTROL_PORT = "dev.nosplat.control";

  /**
   * Ours. ignore_loglevel and never quiet: quiet hides WARN and suspicious RCU usage. panic=-1 with
   * -no-reboot ends QEMU at a panic. The clock parameters stop TCG from calling its own time stamp
   * counter unstable.
   */
  private static final List<String> PARAMETERS =
      List.of(
          "console=ttyS0",
          "ignore_loglevel",
          "printk.devkmsg=on",
          "panic=-1",
          "tsc=reliable",
          "no_timer_check",
          // Modern processors need no wait between the two start-up interrupts of each CPU.
          "cpu_init_udelay=0",
          "random.trust_cpu=on",
          "rcupdate.rcu_cpu_stall_timeout=120",
          "rdinit=/init");

  private QemuCommand() {}

  /** The command as it runs in the container, with sockets for everything that we speak to. */
  static List<String> inContainer(MachineSpec spec) {
    List<String> command = common(spec, "/run/kernel", "/run/initramfs");
    command.addAll(
        List.of(
            "-chardev",
            // QEMU waits for us here, so that the first byte is not lost.
            "socket,id=serial,path=" + SOCKETS + "/serial,server=on,wait=on",
            "-serial",
            "chardev:serial",
            "-chardev",
            "socket,id=control,path=" + SOCKETS + "/control,server=on,wait=off",
            "-device",
            "virtserialport,chardev=control,name=" + CONTROL_PORT,
            "-chardev",
            "file,id=hvc,path=" + SOCKETS + "/hvc0.log",
            "-device",
            "virtconsole,chardev=hvc",
            "-netdev",
            "user,id=net,restrict=on,hostfwd=tcp::" + SSH_PORT + "-10.0.2.15:22",
            "-qmp",
            "unix:" + SOCKETS + "/qmp,server=on,wait=off"));
    return command;
  }

  /** The command that loads a stored machine instead of booting. */
  static List<String> restoring(MachineSpec spec) {
    List<String> command = inContainer(spec);
    command.addAll(List.of("-incoming", "file:" + SNAPSHOT));
    return command;
  }

  /** A script that boots the same machine by hand and shows its serial console. */
  static String script(MachineSpec spec, String kernel, String initramfs) {
    List<String> command = common(spec, kernel, initramfs);
    command.addAll(
        List.of(
            "-serial",
            "mon:stdio",
            "-chardev",
            "null,id=control",
            "-device",
            "virtserialport,chardev=control,name=" + CONTROL_PORT,
            "-chardev",
            "null,id=hvc",
            "-device",
            "virtconsole,chardev=hvc",
            "-netdev",
            "user,id=net,restrict=on"));
    StringBuilder script =
        new StringBuilder(
            """
            #!/bin/sh
            # Boots the machine of this run by hand; C-a x ends it.
            cd "$(dirname "$0")" || exit 1
            exec""");
    for (String word : command) {
      script.append(word.startsWith("-") ? " \\\n  " : " ").append(ShellWord.quote(word));
    }
    return script.append('\n').toString();
  }

  /** The kernel's command line. */
  static String parameters(MachineSpec spec) {
    List<String> all = new ArrayList<>(PARAMETERS);
    all.addAll(spec.parameters());
    return String.join(" ", all);
  }

  private static List<String> common(MachineSpec spec, String kernel, String initramfs) {
    List<String> command = new ArrayList<>();
    command.add("qemu-system-x86_64");
    command.addAll(List.of("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"));
    command.addAll(
        List.of("-machine", "q35,usb=off,vmport=off,smbus=off,sata=off,i8042=off,hpet=off"));
    command.addAll(spec.accelerator().arguments());
    command.addAll(List.of("-smp", Integer.toString(spec.cpus())));
    command.addAll(List.of("-m", spec.memoryMiB() + "M"));
    command.addAll(List.of("-kernel", kernel, "-initrd", initramfs));
    command.addAll(List.of("-append", parameters(spec)));
    command.addAll(List.of("-device", "virtio-serial-pci"));
    // No option ROM: firmware would spend 0.1 s on it.
    command.addAll(List.of("-device", "virtio-net-pci,netdev=net,romfile="));
    return command;
  }
}
