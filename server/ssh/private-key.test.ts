import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { makeKeyPair, publicKeyOf } from "./keys.ts";
import { readPrivateKey } from "./private-key.ts";

/** A key as ssh-keygen writes it, and its public line. */
function keygen(type: string, options: string[] = []): { text: string; publicKey: string } {
  const folder = mkdtempSync(path.join(tmpdir(), "hostrun-key-"));
  const file = path.join(folder, "key");
  execFileSync(sshKeygen, ["-q", "-t", type, "-C", "me@here", "-f", file, ...options]);
  const made = { text: readFileSync(file, "utf8"), publicKey: readFileSync(`${file}.pub`, "utf8").trim() };
  rmSync(folder, { recursive: true });
  return made;
}

/** OpenSSH itself, which is what our keys must do for. */
const sshKeygen = "ssh-keygen";
const none = ["-N", ""];
const locked = ["-N", "opens it"];

test.each([
  ["Ed25519", "ed25519", none, null],
  ["Ed25519 with a passphrase", "ed25519", locked, "opens it"],
  ["RSA", "rsa", none, null],
  ["RSA with a passphrase", "rsa", locked, "opens it"],
  ["ECDSA", "ecdsa", none, null],
  ["RSA in PEM", "rsa", [...none, "-m", "PEM"], null],
  ["RSA in PEM with a passphrase", "rsa", [...locked, "-m", "PEM"], "opens it"],
  ["ECDSA in PKCS#8 with a passphrase", "ecdsa", [...locked, "-m", "PKCS8"], "opens it"],
])("%s is read, and comes out as the same key without a passphrase", (_, type, options, passphrase) => {
  const { text, publicKey } = keygen(type, options);
  const read = readPrivateKey(text, passphrase);
  if (typeof read === "string") return expect.fail(read);
  expect(read.publicKey.split(" ").slice(0, 2)).toEqual(publicKey.split(" ").slice(0, 2));
  expect(publicKeyOf(read.privateKey).split(" ")[1]).toBe(publicKey.split(" ")[1]);
  // OpenSSH itself takes what comes out.
  const folder = mkdtempSync(path.join(tmpdir(), "hostrun-key-"));
  const file = path.join(folder, "key");
  writeFileSync(file, read.privateKey, { mode: 0o600 });
  expect(execFileSync(sshKeygen, ["-y", "-P", "", "-f", file]).toString().split(" ")[1]?.trim()).toBe(
    publicKey.split(" ")[1],
  );
  rmSync(folder, { recursive: true });
});

test("an Ed25519 key in PKCS#8 is read, and our own keys come out as they went in", () => {
  const { privateKey } = generateKeyPairSync("ed25519");
  const text = String(privateKey.export({ type: "pkcs8", format: "pem" }));
  expect(readPrivateKey(text, null)).toMatchObject({ publicKey: expect.stringMatching(/^ssh-ed25519 /) });
  for (let count = 0; count < 50; count += 1) {
    const own = makeKeyPair("own");
    expect(readPrivateKey(own.privateKey, null)).toMatchObject({ fingerprint: own.fingerprint });
  }
});

test("what cannot be used is said for what it is", () => {
  const { text, publicKey } = keygen("ed25519", locked);
  expect(readPrivateKey(text, null)).toBe("PASSPHRASE_NEEDED");
  expect(readPrivateKey(text, "another")).toBe("PASSPHRASE_WRONG");
  expect(readPrivateKey(publicKey, null)).toBe("PRIVATE_KEY_UNREADABLE");
  expect(readPrivateKey("nothing", null)).toBe("PRIVATE_KEY_UNREADABLE");
  const pem = keygen("rsa", [...locked, "-m", "PEM"]).text;
  expect(readPrivateKey(pem, null)).toBe("PASSPHRASE_NEEDED");
  expect(readPrivateKey(pem, "another")).toBe("PASSPHRASE_WRONG");
  expect(readPrivateKey(keygen("rsa", [...none, "-b", "1024"]).text, null)).toBe("PRIVATE_KEY_WEAK");
});
