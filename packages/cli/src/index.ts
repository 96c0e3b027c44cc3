export type { CliOutput, CliWorld } from "./cli-world.ts";
export { runCli } from "./run-cli.ts";
