import { fnd203Guide } from "../../tasks/labs/fnd203/guide.ts";
import { type FollowedValidation, followValidation } from "../../tui/headless/validation/follow.ts";
import { makeReport } from "../../tui/headless/validation/make-report.ts";
import type { ValidationReport } from "../../tui/headless/validation/report.ts";
import { tellVerdict } from "../../tui/headless/validation/tell-verdict.ts";
import type { Move } from "../../workflows/contract.ts";
import type { LabAccount } from "./lab-account.ts";

/** A validation as whoever runs it sees it. */
export interface Validated {
  /** What it told, a line each. */
  lines: string[];
  followed: FollowedValidation;
  report: ValidationReport;
}

/** Follows a validation that has ended: that asks for each history once. */
export async function followEnded(
  { orchestrator }: LabAccount,
  executionArn: string,
  walk: readonly Move[],
): Promise<Validated> {
  const lines: string[] = [];
  const tell = (line: string) => void lines.push(line);
  const followed = await followValidation({ orchestrator, guide: fnd203Guide, walk, tell }, executionArn);
  const report = reportOf(followed, walk);
  tellVerdict(report, tell);
  return { lines, followed, report };
}

export const reportOf = (followed: FollowedValidation, walk: readonly Move[]): ValidationReport =>
  makeReport(
    {
      guide: fnd203Guide,
      walk,
      red: "must",
      place: "local",
      accountId: "123456789012",
      region: "us-east-1",
    },
    followed,
  );
