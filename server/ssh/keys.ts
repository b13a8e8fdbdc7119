import { createHash } from "node:crypto";
import ssh2 from "ssh2";
import type { HostKey } from "./route.ts";

/** A key pair to log in with, in the forms that OpenSSH reads. */
export interface KeyPair {
  /** OpenSSH private key, without a passphrase. */
  privateKey: string;
  /** One line for `authorized_keys`. */
  publicKey: string;
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  fingerprint: string;
}

/** Two lengths of four bytes, the type's name of 11, and the key's 32. */
const ed25519BlobBytes = 4 + 11 + 4 + 32;

/** Makes an Ed25519 key pair whose public line carries `comment`. */
export function makeKeyPair(comment = "hostrun"): KeyPair {
  for (;;) {
    const { private: privateKey, public: publicKey } = ssh2.utils.generateKeyPairSync("ed25519", { comment });
    // ssh2 strips zero bytes from the front of a public key: one pair in 256 comes out short and useless.
    if (blobOf(publicKey).length === ed25519BlobBytes) {
      return { privateKey, publicKey, fingerprint: fingerprintOf(publicKey) };
    }
  }
}

/** The `SHA256:…` fingerprint of a public key's OpenSSH line (`type base64 comment?`). */
export function fingerprintOf(line: string): string {
  return fingerprintOfBlob(blobOf(line));
}

/** The public line of an OpenSSH or PEM private key without a passphrase; throws where it cannot be read. */
export function publicKeyOf(privateKey: string): string {
  const key = ssh2.utils.parseKey(privateKey);
  if (key instanceof Error) throw key;
  return `${key.type} ${key.getPublicSSH().toString("base64")}${key.comment ? ` ${key.comment}` : ""}`;
}

/** Reads a host key as it stands in the protocol: a length, the type's name, and the rest. */
export function parseHostKey(blob: Buffer): HostKey {
  const type = blob.toString("latin1", 4, 4 + blob.readUInt32BE(0));
  return { type, line: `${type} ${blob.toString("base64")}`, fingerprint: fingerprintOfBlob(blob) };
}

/** Reads a host key from its OpenSSH line; a comment after it is dropped. Throws where it is no such line. */
export function parseHostKeyLine(line: string): HostKey {
  const [type = "", blob = ""] = line.trim().split(/\s+/);
  const bytes = Buffer.from(blob, "base64");
  if (bytes.length < 8) throw new Error(`not a public key line: ${line.slice(0, 40)}`);
  const key = parseHostKey(bytes);
  if (key.type !== type) throw new Error(`a public key line that says ${type} holds ${key.type}`);
  return key;
}

function blobOf(line: string): Buffer {
  const [, blob = ""] = line.trim().split(/\s+/);
  return Buffer.from(blob, "base64");
}

function fingerprintOfBlob(blob: Buffer): string {
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}
