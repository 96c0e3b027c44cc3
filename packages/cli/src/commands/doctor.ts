import type { Command } from "commander";
import type { CommandContext } from "../cli-ports.ts";
import { addCommonOptions, type CommonOptions, toSettings } from "../common-options.ts";
import { diagnose } from "../doctor/diagnose.ts";
import { renderDiagnosis } from "../doctor/render-diagnosis.ts";
import { printJson, printText, widthOf } from "../print.ts";

interface DoctorOptions extends CommonOptions {
  code?: string;
}

export function addDoctor(program: Command, { ports, action }: CommandContext): void {
  addCommonOptions(program.command("doctor"))
    .summary("check whether everything is set up")
    .description(
      "Checks whether everything is set up: variables, the services' addresses and keys, the outbox folder, the " +
        "clock, and what Telegram sends. Sends at most one request with each key and changes nothing. " +
        "Exits with 1 if there is a problem; a warning is not one.",
    )
    .option(
      "--code <folder>",
      "also search the files in this folder for calls to the services that are not the tracker's",
    )
    .action(
      action(async ({ code, ...options }: DoctorOptions) => {
        const settings = toSettings(options, ports);
        const diagnosis = await diagnose(settings, ports.nowMs, code);
        const isWell = diagnosis.checks.every(({ level }) => level !== "problem");
        if (settings.json) printJson(ports, { ok: isWell, ...diagnosis });
        else printText(ports, renderDiagnosis(diagnosis, widthOf(ports)));
        return isWell ? 0 : 1;
      }),
    );
}
