// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One run's keys: made for it, never written to a disk of ours.
 *
 * @param privateKey OpenSSH format
 * @param publicLine {@code ssh-ed25519 AAAA...} without a comment
 * @param guest the key by which we know the guest
 */
record SshKeys(byte[] privateKey, String publicLine, GuestKey guest) {
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  SshKeys {}

  static SshKeys generate() {
    try {
      KeyPair pair = KeyPair.genKeyPair(new JSch(), KeyPair.ED25519);
      ByteArrayOutputStream secret = new ByteArrayOutputStream();
      pair.writeOpenSSHv1PrivateKey(secret, null);
      ByteArrayOutputStream open = new ByteArrayOutputStream();
      pair.writePublicKey(open, "");
      pair.dispose();
      return new SshKeys(
          secret.toByteArray(),
          open.toString(StandardCharsets.US_ASCII).strip(),
          GuestKey.generate());
    } catch (JSchException e) {
      throw new IllegalStateException("this Java runtime has no Ed25519, which 17 has", e);
    }
  }
}
