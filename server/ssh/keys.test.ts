import { expect, test } from "vitest";
import { makeKeyPair, publicKeyOf } from "./keys.ts";

test("every key pair that is made can be read again", () => {
  for (let count = 0; count < 2000; count += 1) {
    const pair = makeKeyPair();
    expect(publicKeyOf(pair.privateKey)).toBe(pair.publicKey);
  }
});
