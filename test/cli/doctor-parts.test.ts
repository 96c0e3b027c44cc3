import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { fileSystemKind } from "../../packages/cli/src/doctor/file-system.ts";
import { nodeProblem } from "../../packages/cli/src/doctor/node-problem.ts";
import { offsetMs, Probe } from "../../packages/cli/src/doctor/probe.ts";
import { renderDiagnosis } from "../../packages/cli/src/doctor/render-diagnosis.ts";
import { span } from "../../packages/cli/src/text/time.ts";
import { test as withSandbox } from "./cli-test.ts";

describe("the file system of the outbox", () => {
  test.for([
    [0x6969, { kind: "network", name: "NFS" }],
    [0xff534d42, { kind: "network", name: "CIFS" }],
    [0xff534d42 | 0, { kind: "network", name: "CIFS" }],
    [0x65735546, { kind: "network", name: "FUSE" }],
    [0x01021994, { kind: "ephemeral", name: "tmpfs" }],
    [0x794c7630, { kind: "ephemeral", name: "overlayfs" }],
    [0xef53, { kind: "local" }],
    [0x58465342, { kind: "local" }],
  ] as const)("%i on Linux is %j", ([type, kind]) => {
    expect(fileSystemKind(type, "linux")).toEqual(kind);
  });

  test("on other systems the same number means something else", () => {
    expect(fileSystemKind(0x6969, "darwin")).toEqual({ kind: "local" });
  });
});

test.for([
  ["20.20.2", true],
  ["22.18.9", true],
  ["22.19.0", false],
  ["24.1.0", false],
] as const)("Node %s cannot run a bot: %s", ([version, cannot]) => {
  expect(nodeProblem(version) !== undefined).toBe(cannot);
});

describe("a probe", () => {
  test("compares the clocks at the middle of the request, as the header is cut to seconds", () => {
    const serverMs = Date.parse("Fri, 20 Nov 2026 12:00:00 GMT");

    expect(offsetMs("Fri, 20 Nov 2026 12:00:00 GMT", serverMs + 400, serverMs + 600)).toBe(0);
    expect(offsetMs("Fri, 20 Nov 2026 12:00:00 GMT", serverMs + 60_400, serverMs + 60_600)).toBe(60_000);
    expect(offsetMs("yesterday", serverMs, serverMs)).toBeUndefined();
    expect(offsetMs(null, serverMs, serverMs)).toBeUndefined();
  });

  withSandbox(
    "gives up on a service that does not answer, and does not say that nothing was sent",
    async ({ sandbox }) => {
      sandbox.fault({ kind: "hang", recorded: false });
      const probe = new Probe(() => Date.now());

      const url = `${sandbox.url}/v1/secret/get_user_info`;
      const result = await probe.send({ url, headers: {}, body: "{}", timeoutMs: 50 });

      expect(result).toEqual({ kind: "failed", answerLost: true, description: "no answer within 0.05 s" });
    },
  );

  test("does not follow an answer that sends it elsewhere", async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(302, { location: "/elsewhere" }).end();
    }).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/asked`;

    const result = await new Probe(() => Date.now()).send({ url, headers: {}, body: "", timeoutMs: 5_000 });

    expect(result).toMatchObject({ kind: "answered", status: 302 });
    expect(asked).toEqual(["/asked"]);
  });
});

test("a diagnosis shows what to do under each finding, and counts what is wrong", () => {
  const checks = [
    { name: "Node", level: "ok" as const, message: "This is fine." },
    {
      name: "TGTrack key",
      level: "problem" as const,
      message: "TGTrack does not know the key (401), and says \u001b[31mred\u001b[0m.",
      advice: "Copy the key again from @tgTrack_bot to TGTRACK_API_KEY.",
    },
    { name: "Clock", level: "warning" as const, message: "It is late.", advice: "Set it." },
  ];

  expect(renderDiagnosis({ checks, requests: { TGTrack: 1 } }, 60)).toMatchInlineSnapshot(`
    "ok       Node         This is fine.
    problem  TGTrack key  TGTrack does not know the key (401),
                          and says �[31mred�[0m.
                          -> Copy the key again from
                             @tgTrack_bot to TGTRACK_API_KEY.
    warning  Clock        It is late.
                          -> Set it.

    1 problem and 1 warning.
    One request was sent to TGTrack. Requests to a service count
    against its key's limits."
  `);
});

test.for([
  [0, "1 s"],
  [1_499, "1 s"],
  [59_000, "59 s"],
  [60_000, "1 min"],
  [5_400_000, "2 h"],
  [47 * 3_600_000, "47 h"],
  [48 * 3_600_000, "2 d"],
] as const)("%i ms are told as %s", ([ms, text]) => {
  expect(span(ms)).toBe(text);
});
