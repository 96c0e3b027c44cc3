import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { installLocked } from "../../../.ci/packages/outside-folder.ts";
import { runProgram } from "../../../.ci/packages/run-program.ts";

/** An npm registry on this machine, for what is published while it runs. */
export interface Registry {
  /** Of npm, pnpm and yarn: where the registry is, and the account that may publish. */
  readonly npmrc: string;
  /** A folder of programs, yarn among them. */
  readonly programs: string;
  close(): void;
}

const PROGRAM = `import { runServer } from "verdaccio";
const server = await runServer(process.argv[1]);
server.listen(0, "127.0.0.1", () => console.log(server.address().port));`;

/** Starts one in `folder`. What it does not have, it takes from the registry of npm's own settings. */
export async function startRegistry(folder: string): Promise<Registry> {
  installLocked(import.meta.dirname, folder);
  const upstream = runProgram("npm", ["config", "get", "registry"], folder);
  if (!upstream.ok) throw new Error(`npm should say which registry it uses, but said: ${upstream.output}`);
  const config = join(folder, "config.yaml");
  writeFileSync(config, configOf(upstream.output));
  const child = spawn(process.execPath, ["--input-type=module", "--eval", PROGRAM, config], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const died = once(child, "exit").then(([code]) => Promise.reject(new Error(`The registry ended with ${code}.`)));
  died.catch(() => {});
  const port = await Promise.race([readPort(child.stdout), died]);
  const npmrc = join(folder, "npmrc");
  const address = `127.0.0.1:${port}/`;
  writeFileSync(npmrc, `registry=http://${address}\n//${address}:_authToken=${await signUp(`http://${address}`)}\n`);
  return { npmrc, programs: join(folder, "node_modules/.bin"), close: () => void child.kill("SIGKILL") };
}

/** Only who has signed up may publish, and ours are never looked for elsewhere. */
function configOf(upstream: string): string {
  return JSON.stringify({
    storage: "./storage",
    auth: { htpasswd: { file: "./htpasswd" } },
    uplinks: { upstream: { url: upstream } },
    packages: {
      "@bot-tracker/*": { access: "$all", publish: "$authenticated" },
      "**": { access: "$all", proxy: "upstream" },
    },
    log: { type: "stderr", format: "pretty", level: "fatal" },
    web: { enable: false },
    max_body_size: "50mb",
  });
}

/** The first line that is a number. */
async function readPort(output: NodeJS.ReadableStream): Promise<number> {
  for await (const line of createInterface({ input: output })) if (/^\d+$/.test(line)) return Number(line);
  throw new Error("The registry should print its port, but printed none.");
}

async function signUp(registry: string): Promise<string> {
  const name = "releaser";
  const response = await fetch(`${registry}-/user/org.couchdb.user:${name}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, password: "a password of this test" }),
  });
  const { token } = (await response.json()) as { token?: string };
  if (token === undefined) throw new Error(`The registry should give a token, but answered ${response.status}.`);
  return token;
}
