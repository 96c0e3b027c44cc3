import { describe, expect, test } from "vitest";
import { outsideAddress } from "../../packages/sandbox/src/command/outside-address.ts";

const LOOPBACK = { address: "127.0.0.1", internal: true };
const INTERFACES = {
  lo: [LOOPBACK, { address: "::1", internal: true }],
  gone: undefined,
  eth0: [
    { address: "fe80::1", internal: false },
    { address: "192.168.1.7", internal: false },
  ],
  eth1: [{ address: "10.0.0.7", internal: false }],
};

describe("the address for other machines", () => {
  test.for(["0.0.0.0", "::"])("is the first of the machine's own where the sandbox listens on %s", (host) => {
    expect(outsideAddress(host, "8790", INTERFACES)).toBe("http://192.168.1.7:8790");
  });

  test("is none where the sandbox's address names the one it listens on", () => {
    for (const host of ["127.0.0.1", "localhost", "192.168.1.7"]) {
      expect(outsideAddress(host, "8790", INTERFACES)).toBeUndefined();
    }
  });

  test("is none on a machine without a network", () => {
    expect(outsideAddress("0.0.0.0", "8790", { lo: [LOOPBACK] })).toBeUndefined();
  });
});
