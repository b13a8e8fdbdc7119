import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { refusal } from "./dial-policy.ts";

/** The IPv6 forms under which an IPv4 address may come along. */
function forms(address: string): string[] {
  const hex = address
    .split(".")
    .map((part) => Number(part).toString(16).padStart(2, "0"))
    .join("");
  const words = `${hex.slice(0, 4)}:${hex.slice(4)}`;
  const mapped = [`::ffff:${address}`, `::FFFF:${words}`, `0:0:0:0:0:ffff:${words}`];
  return [address, ...mapped, `::ffff:0:${words}`, `64:ff9b::${words}`, `2002:${words}::1`];
}

const never = [
  "0.0.0.0",
  "0.1.2.3",
  "169.254.169.254",
  "169.254.1.1",
  "100.100.100.200",
  "224.0.0.1",
  "255.255.255.255",
];
const neverSix = [
  "::",
  "fe80::1",
  "fe80::1%eth0",
  "fe80::1%lan.100",
  "fd00:ec2::254",
  "FD00:0EC2:0:0:0:0:0:254",
  "ff02::1",
];
const nonsense = ["", "localhost", "1.2.3.4.5", "::1::"];

test.each([...never.flatMap(forms), ...neverSix, ...nonsense])("%s is never dialled", (address) => {
  expect(refusal(address, { allowLoopback: false })).not.toBeNull();
  expect(refusal(address, { allowLoopback: true })).not.toBeNull();
});

const own = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .filter(({ address }) => !address.startsWith("fe80"))
  .flatMap(({ address, family }) => (family === "IPv4" ? forms(address) : [address]));

test.each([...forms("127.0.0.1"), ...forms("127.255.3.4"), "::1", "0:0:0:0:0:0:0:1"])(
  "%s is this machine itself, dialled only where loopback is allowed",
  (address) => {
    expect(refusal(address, { allowLoopback: false })).not.toBeNull();
    expect(refusal(address, { allowLoopback: true })).toBeNull();
  },
);

test.each(own)("%s is this machine's own address, and not dialled", (address) => {
  expect(refusal(address, { allowLoopback: false })).not.toBeNull();
});

test.each([
  "10.255.255.254",
  "172.31.254.253",
  "192.168.254.253",
  "8.8.8.8",
  "100.64.0.1",
  "2600::1",
  "fd12:3456::7",
])("%s is what this is for", (address) => {
  expect(refusal(address, { allowLoopback: false })).toBeNull();
});
