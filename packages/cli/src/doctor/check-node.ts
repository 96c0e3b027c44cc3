import { type Check, ok, problem } from "./check.ts";
import { nodeProblem } from "./node-problem.ts";

/** Whether the Node running this could run the bot. */
export function checkNode(version: string): Check[] {
  const obstacle = nodeProblem(version);
  if (obstacle !== undefined) return [problem("Node", obstacle, "Update Node.")];
  return [ok("Node", `This is Node ${version}. The Node that runs the bot has to be 22.19 or newer too.`)];
}
