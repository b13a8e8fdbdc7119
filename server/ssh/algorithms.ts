import type { Algorithms } from "ssh2";
import type { Hop } from "./route.ts";

type List<K extends keyof Algorithms> = Extract<Algorithms[K], readonly unknown[]>[number][];

/** What is spoken with every server: nothing that rests on SHA-1, MD5 or CBC. */
const modern = {
  kex: [
    "curve25519-sha256@libssh.org",
    "curve25519-sha256",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group-exchange-sha256",
    "diffie-hellman-group14-sha256",
    "diffie-hellman-group15-sha512",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group17-sha512",
    "diffie-hellman-group18-sha512",
  ] as List<"kex">,
  serverHostKey: [
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
  ] as List<"serverHostKey">,
  cipher: [
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "aes128-ctr",
    "aes192-ctr",
    "aes256-ctr",
    "chacha20-poly1305@openssh.com",
  ] as List<"cipher">,
  hmac: [
    "hmac-sha2-256-etm@openssh.com",
    "hmac-sha2-512-etm@openssh.com",
    "hmac-sha2-256",
    "hmac-sha2-512",
  ] as List<"hmac">,
};

/** What servers of before about 2014 need besides; only where somebody has allowed it for this very host. */
export const oldAlgorithms = {
  kex: [
    "diffie-hellman-group14-sha1",
    "diffie-hellman-group-exchange-sha1",
    "diffie-hellman-group1-sha1",
  ] as List<"kex">,
  serverHostKey: ["ssh-rsa", "ssh-dss"] as List<"serverHostKey">,
  cipher: ["aes128-cbc", "aes192-cbc", "aes256-cbc", "3des-cbc"] as List<"cipher">,
  hmac: ["hmac-sha1-etm@openssh.com", "hmac-sha1", "hmac-md5"] as List<"hmac">,
};

/**
 * What is offered to a host, best first; the old ones last, so that a server which has better ones uses those.
 *
 * @param withoutTypes of host keys that it is known to have and that are not asked for
 */
export function algorithmsFor(hop: Hop, withoutTypes: string[] = []): typeof modern {
  const old =
    hop.oldAlgorithms === true ? oldAlgorithms : { kex: [], serverHostKey: [], cipher: [], hmac: [] };
  return {
    kex: [...modern.kex, ...old.kex],
    serverHostKey: hostKeysFor(hop, [...modern.serverHostKey, ...old.serverHostKey], withoutTypes),
    cipher: [...modern.cipher, ...old.cipher],
    hmac: [...modern.hmac, ...old.hmac],
  };
}

/** The pinned key's own type first, so that a host with several keys shows the one that is known. */
function hostKeysFor(
  { pinnedHostKey }: Hop,
  names: List<"serverHostKey">,
  withoutTypes: string[],
): List<"serverHostKey"> {
  const pinned = pinnedHostKey?.split(" ")[0] ?? "";
  const isOf = (type: string, name: string) =>
    name === type || (type === "ssh-rsa" && name.startsWith("rsa-"));
  return names
    .filter((name) => !withoutTypes.some((type) => isOf(type, name)))
    .sort((a, b) => Number(isOf(pinned, b)) - Number(isOf(pinned, a)));
}

const allOld = new Set<string>(Object.values(oldAlgorithms).flat());

/** Those of the algorithms that were agreed on that are old ones. */
export function oldOnesOf(agreed: string[]): string[] {
  return [...new Set(agreed)].filter((name) => allOld.has(name));
}
