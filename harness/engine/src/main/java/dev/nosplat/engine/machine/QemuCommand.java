// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.util.ArrayList;
import java.util.List;

/** The QEMU command line of a machine, for us and for a person who boots the same by hand. */
final class QemuCommand {
  /** Where the container sees the machine's sockets. */
  static final String SOCKETS = "/run/machine";

  /** The port of the container's own loopback that leads to the guest's SSH. */
  static final int SSH_PORT = 2222;

  /** The socket, among the others, where QEMU's gdb stub listens. */
  static final String GDB = "gdb";

  /** Where the container sees the memory of a stored machine. */
  static final String SNAPSHOT = "/run/snapshot";

  /** Tells the guest's init that a person sits at the serial console. */
  private static final String CONSOLE = "nosplat_console";

  /** QEMU's own filter of system calls, inside the container's. */
  private static final String SANDBOX =
      "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny";

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
          "rdinit=/init");

  /** Seconds that a CPU may take no interrupt; twice that it may schedule nothing. */
  private static final int WATCHDOG = 10;

  /** Seconds that a worker pool may stand still. */
  private static final int WORKQUEUE = 30;

  /** Seconds that a grace period of any RCU may last. */
  private static final int GRACE_PERIOD = 60;

  private QemuCommand() {}

  /** The command as it runs in the container, with sockets for everything that we speak to. */
  static List<String> inContainer(MachineSpec spec) {
    List<String> command = common(spec, "/run/kernel", "/run/initramfs");
    command.addAll(
        List.of(
            "-chardev",
            // Not a socket: each byte that QEMU writes costs a socket's buffer a kilobyte, so a
            // reader that is 300 bytes late makes it full, the kernel waits ten milliseconds for
            // its UART and no longer (wait_for_lsr() in drivers/tty/serial/8250/8250_port.c, 7.3),
            // and bytes are lost. A pipe holds 64 KiB of them.
            "pipe,id=serial,path=" + SOCKETS + "/" + Workspace.SERIAL,
            "-serial",
            "chardev:serial",
            // It stands still until we have opened everything: the first byte is not lost.
            "-S",
            "-chardev",
            "socket,id=control,path=" + SOCKETS + "/control,server=on,wait=off",
            "-device",
            "virtserialport,chardev=control,name=" + CONTROL_PORT,
            "-chardev",
            // Bounded: what the guest's user space prints must not fill the host's disk.
            "ringbuf,id=hvc,size=65536",
            "-device",
            "virtconsole,chardev=hvc",
            "-netdev",
            "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:" + SSH_PORT + "-10.0.2.15:22",
            "-qmp",
            "unix:" + SOCKETS + "/qmp,server=on,wait=off",
            // A guest that has ended is held until LastLook lets it go.
            "-action",
            "shutdown=pause",
            "-sandbox",
            SANDBOX));
    if (spec.debugged()) {
      command.addAll(List.of("-gdb", "unix:" + SOCKETS + "/" + GDB + ",server=on,wait=off"));
    }
    return command;
  }

  /** The command that loads a stored machine instead of booting. */
  static List<String> restoring(MachineSpec spec) {
    List<String> command = inContainer(spec);
    command.addAll(List.of("-incoming", "file:" + SNAPSHOT));
    return command;
  }

  /**
   * A script that boots the same machine by hand, with a shell on its serial console: with the
   * host's QEMU, or where there is none with the toolchain image's.
   */
  static String script(MachineSpec spec, String kernel, String initramfs, String image) {
    List<String> byHand = new ArrayList<>(spec.parameters());
    byHand.add(CONSOLE);
    MachineSpec alone =
        new MachineSpec(
            spec.kernel(),
            spec.initramfs(),
            spec.tools(),
            spec.tickHz(),
            spec.cpus(),
            spec.memoryMiB(),
            spec.accelerator(),
            spec.root(),
            spec.debugged(),
            byHand,
            spec.content(),
            spec.symbols());
    List<String> command = common(alone, "\0kernel", "\0initramfs");
    command.remove(0);
    command.addAll(
        List.of(
            "-serial",
            "mon:stdio",
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
            # Boots the machine of this run by hand, with a shell on its serial console.
            # C-a x ends it. Needs qemu-system-x86_64, or the container engine.
            kernel=%s
            initramfs=%s
            if %s; then
              set -- qemu-system-x86_64
            else
              [ -t 0 ] && terminal=--tty
              set -- docker run --rm --interactive ${terminal:-} --network none \\
                --volume "$kernel:/run/kernel:ro" --volume "$initramfs:/run/initramfs:ro" \\
                %s qemu-system-x86_64
              kernel=/run/kernel
              initramfs=/run/initramfs
            fi
            exec "$@\"\
            """
                .formatted(
                    ShellWord.quote(kernel),
                    ShellWord.quote(initramfs),
                    // The root is the image's own file system and never the host's.
                    spec.root() == Root.VIRTME
                        ? "false"
                        : "command -v qemu-system-x86_64 >/dev/null",
                    ShellWord.quote(image)));
    for (String word : command) {
      script
          .append(word.startsWith("-") ? " \\\n  " : " ")
          .append(word.startsWith("\0") ? "\"$" + word.substring(1) + "\"" : ShellWord.quote(word));
    }
    return script.append('\n').toString();
  }

  /** The kernel's command line. */
  static String parameters(MachineSpec spec) {
    List<String> all = new ArrayList<>(PARAMETERS);
    if (spec.root() == Root.VIRTME) {
      all.addAll(VirtmeRoot.parameters(spec.parameters().contains(CONSOLE)));
    }
    all.addAll(detectors(spec));
    all.addAll(spec.parameters());
    return String.join(" ", all);
  }

  /**
   * How long something may stand still before the kernel reports it: soft and hard lockups,
   * workqueues, RCU and RCU's task flavours, whose limit is in ticks (rcu_task_stall_timeout in
   * kernel/rcu/tasks.h, 7.3). They do not grow as other limits do: an emulated CPU is slower, and
   * the clock that they go by is not.
   */
  private static List<String> detectors(MachineSpec spec) {
    int times = spec.accelerator() == Accelerator.TCG ? 2 : 1;
    return List.of(
        "watchdog_thresh=" + times * WATCHDOG,
        "workqueue.watchdog_thresh=" + times * WORKQUEUE,
        "rcupdate.rcu_cpu_stall_timeout=" + times * GRACE_PERIOD,
        "rcupdate.rcu_task_stall_timeout=" + times * GRACE_PERIOD * spec.tickHz());
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
    if (spec.root() == Root.VIRTME) {
      command.addAll(VirtmeRoot.DEVICES);
    }
    command.addAll(List.of("-device", "virtio-serial-pci"));
    // It tells of a panic that no console shows. QEMU goes on, because the kernel has not yet
    // printed all of it (the panic notifiers in vpanic(), kernel/panic.c, 7.3).
    command.addAll(List.of("-device", "pvpanic-pci", "-action", "panic=none"));
    // No option ROM: firmware would spend 0.1 s on it.
    command.addAll(List.of("-device", "virtio-net-pci,netdev=net,romfile="));
    return command;
  }
}
