import type { LabGuide } from "../../tasks/labs/lab.ts";
import type { Account } from "../../workflows/contract.ts";
import type { FleetAccount } from "./fleet-account.ts";

/** A reset of many accounts that runs, or the plan of one, as its Map Run counts its accounts. */
export interface ResetUnderWay {
  executionArn: string;
  startedAt: Date;
  /** Absent while the accounts are being listed. */
  accounts?: { total: number; done: number; failed: number; running: number };
}

/** A fleet, as its view is handed it. */
export interface FleetSource {
  guide: LabGuide;
  place: { kind: "local" | "aws"; instructor: Account; region: string };
  /** The ids of all accounts, each once. */
  accounts: readonly string[];
  /** Looks at an account; what keeps it from being looked at is part of what is found. */
  look(id: string): Promise<FleetAccount>;
  /** What `reset-accounts` is at; none where nobody may say. */
  resets(): Promise<ResetUnderWay[]>;
}
