// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.guest;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;

/**
 * Writes an initramfs: newc, every owner 0:0 and every time stamp 0, so that equal content gives
 * equal bytes. Closing it ends the archive and the stream.
 */
final class CpioWriter implements AutoCloseable {
  private final CpioArchiveOutputStream cpio;

  CpioWriter(OutputStream out) {
    this.cpio = new CpioArchiveOutputStream(out, CpioConstants.FORMAT_NEW);
  }

  void directory(String path, int mode) throws IOException {
    CpioArchiveEntry entry = entry(path, CpioConstants.C_ISDIR | mode, 0);
    entry.setNumberOfLinks(2);
    put(entry, new byte[0]);
  }

  void device(String path, int mode, int major, int minor) throws IOException {
    CpioArchiveEntry entry = entry(path, CpioConstants.C_ISCHR | mode, 0);
    entry.setRemoteDeviceMaj(major);
    entry.setRemoteDeviceMin(minor);
    put(entry, new byte[0]);
  }

  void link(String path, String target) throws IOException {
    byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
    put(entry(path, CpioConstants.C_ISLNK | 0777, bytes.length), bytes);
  }

  void file(String path, int mode, byte[] content) throws IOException {
    put(entry(path, CpioConstants.C_ISREG | mode, content.length), content);
  }

  private static CpioArchiveEntry entry(String path, long mode, long size) {
    CpioArchiveEntry entry = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, path.substring(1));
    entry.setMode(mode);
    entry.setSize(size);
    entry.setTime(0);
    return entry;
  }

  private void put(CpioArchiveEntry entry, byte[] content) throws IOException {
    cpio.putArchiveEntry(entry);
    cpio.write(content);
    cpio.closeArchiveEntry();
  }

  @Override
  public void close() throws IOException {
    cpio.close();
  }
}
