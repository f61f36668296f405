import type { Command } from "commander";
import { withJson } from "./json-option.ts";

/** Files to write of a validation: a test report, the whole report as JSON, and as a page. */
export interface ReportOptions {
  junit?: string;
  /** Without a file, or with `-`, it is printed on standard output. */
  json?: string | true;
  html?: string;
}

/** Whether the report is printed, and not written to a file. */
export const isPrinted = (json: ReportOptions["json"]): json is true | "-" => json === true || json === "-";

/** Gives a command the options of a validation's reports. */
export const withReports = (command: Command): Command =>
  withJson(command, [
    "--json [file]",
    "write the whole report as JSON; without a file on standard output, and all else on standard error",
  ])
    .option("--junit <file>", "write a test report: a suite a step, a case a requirement")
    .option("--html <file>", "write the whole report as one page, with the timeline of all state machines");
