// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.machine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;

/**
 * The key by which we know a guest. It is made here because under emulation the guest needs 0.3 s
 * for it, and reaches the guest over its control port alone.
 *
 * @param file what dropbear reads: name, then private and public half in one string (2025.89,
 *     {@code src/ed25519.c}, {@code buf_put_ed25519_priv_key()})
 * @param publicKey as SSH sends it (RFC 8709): name, then public half
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record GuestKey(byte[] file, byte[] publicKey) {
  private static final String NAME = "ssh-ed25519";
  private static final int HALF = 32;

  static GuestKey generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] secret = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
      // The public half is what an X.509 encoding ends with (RFC 8410).
      byte[] encoded = pair.getPublic().getEncoded();
      byte[] open = Arrays.copyOfRange(encoded, encoded.length - HALF, encoded.length);
      byte[] both = ByteBuffer.allocate(2 * HALF).put(secret).put(open).array();
      return new GuestKey(strings(both), strings(open));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no Ed25519, which 17 has", e);
    }
  }

  /** The key's name and these bytes, each with its length before it. */
  private static byte[] strings(byte[] bytes) {
    byte[] name = NAME.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(8 + name.length + bytes.length)
        .putInt(name.length)
        .put(name)
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }
}
