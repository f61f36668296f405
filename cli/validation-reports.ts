import { redacted, redactJson } from "../tasks/runtime/redact.ts";
import { htmlOf } from "../tui/headless/validation/html/page.ts";
import { junitOf } from "../tui/headless/validation/junit.ts";
import type { ValidationReport } from "../tui/headless/validation/report.ts";
import { tellVerdict } from "../tui/headless/validation/tell-verdict.ts";
import type { Ended, Output } from "./output.ts";
import { COULD_NOT_RUN } from "./problem.ts";
import { checkWritable, type ReportFiles, writeReports } from "./report-files.ts";
import { isPrinted, type ReportOptions } from "./report-options.ts";

/**
 * The files that reports go to, which can be written.
 *
 * @throws Problem saying which cannot be, and why
 */
export async function openReports({ junit, json, html }: ReportOptions): Promise<ReportFiles> {
  const files = { junit, json: isPrinted(json) ? undefined : json, html };
  await checkWritable(files);
  return files;
}

/** Writes a validation's reports, and tells its verdict. */
export async function giveReports(
  found: ValidationReport,
  files: ReportFiles,
  { tell }: Output,
): Promise<Ended> {
  // Before it is made into text: what is escaped can no longer be searched for secrets.
  const report = redacted(found);
  const { written, problems } = await writeReports(files, {
    junit: () => junitOf(report),
    json: () => `${redactJson(report)}\n`,
    html: () => htmlOf(report),
  });
  for (const path of written) tell(`Written: ${path}`);
  tellVerdict(report, tell);
  for (const { message } of problems) tell(message);
  // Whoever waits for a report that is not there must not take it for a success.
  const exitCode = report.exitCode === 0 && problems.length > 0 ? COULD_NOT_RUN : report.exitCode;
  return { exitCode, answer: { ...report, exitCode } };
}
