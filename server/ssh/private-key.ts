import { createPrivateKey, type KeyObject, randomBytes } from "node:crypto";
import ssh2 from "ssh2";
import { fingerprintOf, type KeyPair, publicKeyOf } from "./keys.ts";

/** Why a text is no private key that can be used. */
export type PrivateKeyFault =
  | "PRIVATE_KEY_UNREADABLE"
  | "PRIVATE_KEY_WEAK"
  | "PASSPHRASE_NEEDED"
  | "PASSPHRASE_WRONG";

/** RSA keys that are shorter are refused by today's sshd. */
const shortestRsaBits = 2_048;

/**
 * Reads a private key as it stands in a file: OpenSSH's own form, or PEM (PKCS#1, SEC1, PKCS#8), with or without a
 * passphrase. Answers the pair without a passphrase, in a form that logs in, or what is wrong with it.
 */
export function readPrivateKey(text: string, passphrase: string | null): KeyPair | PrivateKeyFault {
  const opened = isPkcs8(text) ? openPkcs8(text, passphrase) : openByLibrary(text, passphrase);
  if (typeof opened === "string") return opened;
  const { key, comment } = opened;
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === "rsa" && (details?.modulusLength ?? 0) < shortestRsaBits) return "PRIVATE_KEY_WEAK";
  if (type !== "rsa" && type !== "ec" && type !== "ed25519") return "PRIVATE_KEY_UNREADABLE";
  const privateKey = type === "ed25519" ? openSshEd25519(key) : exportPem(key, type);
  const publicKey = [...publicKeyOf(privateKey).split(" ").slice(0, 2), comment].filter(Boolean).join(" ");
  return { privateKey, publicKey, fingerprint: fingerprintOf(publicKey) };
}

interface Opened {
  key: KeyObject;
  comment: string;
}

function isPkcs8(text: string): boolean {
  return /^-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/m.test(text);
}

function openPkcs8(text: string, passphrase: string | null): Opened | PrivateKeyFault {
  const encrypted = text.includes("ENCRYPTED");
  if (encrypted && passphrase === null) return "PASSPHRASE_NEEDED";
  try {
    return { key: createPrivateKey({ key: text, passphrase: passphrase ?? undefined }), comment: "" };
  } catch {
    return encrypted ? "PASSPHRASE_WRONG" : "PRIVATE_KEY_UNREADABLE";
  }
}

function openByLibrary(text: string, passphrase: string | null): Opened | PrivateKeyFault {
  const parsed = ssh2.utils.parseKey(text, passphrase ?? undefined);
  if (parsed instanceof Error) {
    if (/no passphrase/i.test(parsed.message)) return "PASSPHRASE_NEEDED";
    const locked = passphrase !== null && /passphrase|integrity|decrypt/i.test(parsed.message);
    return locked ? "PASSPHRASE_WRONG" : "PRIVATE_KEY_UNREADABLE";
  }
  if (!parsed.isPrivateKey()) return "PRIVATE_KEY_UNREADABLE";
  try {
    return { key: createPrivateKey(parsed.getPrivatePEM()), comment: parsed.comment ?? "" };
  } catch {
    return "PRIVATE_KEY_UNREADABLE";
  }
}

function exportPem(key: KeyObject, type: "rsa" | "ec"): string {
  return String(key.export({ type: type === "rsa" ? "pkcs1" : "sec1", format: "pem" }));
}

/** OpenSSH's own form, which is the only one that our library reads an Ed25519 key from. */
function openSshEd25519(key: KeyObject): string {
  const { d = "", x = "" } = key.export({ format: "jwk" });
  const [secret, shown] = [Buffer.from(d, "base64url"), Buffer.from(x, "base64url")];
  const type = Buffer.from("ssh-ed25519");
  const check = randomBytes(4);
  const inner = [check, check, field(type), field(shown), field(Buffer.concat([secret, shown])), field("")];
  const length = inner.reduce((sum, part) => sum + part.length, 0);
  const padding = Buffer.from(Array.from({ length: (8 - (length % 8)) % 8 }, (_, at) => at + 1));
  const blob = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    field("none"),
    field("none"),
    field(""),
    Buffer.from([0, 0, 0, 1]),
    field(Buffer.concat([field(type), field(shown)])),
    field(Buffer.concat([...inner, padding])),
  ]);
  const lines = blob.toString("base64").match(/.{1,70}/g) ?? [];
  return ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----", ""].join(
    "\n",
  );
}

/** A value behind its length, as the protocol writes it. */
function field(value: Buffer | string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
