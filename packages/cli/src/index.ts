export type { CliOutput, CliPorts } from "./cli-ports.ts";
export { runCli } from "./run-cli.ts";
