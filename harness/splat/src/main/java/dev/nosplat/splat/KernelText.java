// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.regex.Pattern;

/**
 * Knows a kernel's line that bears no stamp, as {@code dmesg -t} prints it, by what only kernels
 * print: what every boot says, and the driver's and device's names of dev_printk() in
 * drivers/base/core.c.
 */
final class KernelText {
  private static final Pattern KERNEL =
      Pattern.compile(
          "Linux version \\d|(?:Kernel c|C)ommand line: |BIOS-(?:provided|e820)|x86/\\w+: |Memory: \\d+K/"
              + "|SMP: Allowing|smpboot: |ACPI: |PCI: |pci \\d{4}:|pci_bus |NET: Registered |SCSI subsystem"
              + "|usb \\d+-[\\d.]+: |usbcore: |hub \\d+-|EXT4-fs \\(|XFS \\(|BTRFS[: ]|audit: type="
              + "|Run /\\S+ as init|Freeing \\w+ kernel|clocksource: |tsc: |rcu: |random: crng|raid6: "
              + "|(?:ata|sd|scsi|nvme|i915|e1000e?|virtio\\w*|mmc|tty\\w+) ?\\S*:\\S* |systemd\\[1\\]: "
              + "|(?:EFI|efi): |Booting Linux on|Machine model: |NR_IRQS: |Calibrating delay|reboot: "
              + "|printk: |\\w+ \\d{4}:[0-9a-f]{2}:[0-9a-f]{2}\\.\\d: |device \\S+ entered |IPv6: "
              + "|cgroup: |Kernel panic|Out of memory: |oom-kill:|EDAC |mce: |DMAR: |cfg80211: ");

  private KernelText() {}

  static boolean isKernel(String message) {
    return KERNEL.matcher(message).lookingAt() || BodyLine.of(message) == BodyLine.CPU;
  }
}
