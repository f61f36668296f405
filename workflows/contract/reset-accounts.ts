import * as z from "zod";
import { cleanUpOutput, cleanUpPlan, leftovers } from "./clean-up.ts";
import { account } from "./common.ts";

/** The role in a lab account that the instructor's account takes on (`infra/lab-role-stack.ts`). */
export const LAB_ROLE = "handrail-lab";

/**
 * How many accounts are reset in one run. The list of them is a state's data, of which there may be 256 KiB (Step
 * Functions Developer Guide, "Quotas"), and an account takes up to 60 bytes in it.
 */
export const MOST_ACCOUNTS = 4_000;

export const accountId = z.string().regex(/^\d{12}$/, "An account id has twelve digits.");

/** Of an organisation: `r-…` is a root, `ou-…` an organisational unit. */
export const organizationalUnit = z
  .string()
  .regex(/^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/, "An organisational unit is ou-… or r-….");

export const resetInput = z.object({
  lab: z.string(),
  /** `plan` says what a reset would do in each account, and changes nothing there. */
  mode: z.enum(["plan", "reset"]),
  /** Either these accounts, or those of an organisational unit and all units in it. */
  accounts: z.array(accountId).max(MOST_ACCOUNTS).optional(),
  ou: organizationalUnit.optional(),
  /** What an account's alias must look like; `*` stands for any characters, `?` for one. None has no alias. */
  alias: z.string().min(1),
  /** Accounts that are never touched, whatever lists them. */
  block: z.array(accountId),
  /** How many accounts at a time. */
  concurrency: z.number().int().min(1).max(1_000),
  /** The share of accounts that may end otherwise than well before the rest is given up, in per cent. */
  tolerate: z.number().min(0).max(100),
});
export type ResetInput = z.infer<typeof resetInput>;

/**
 * Why an account is not reset.
 * - `own`: it is the one that the reset runs in
 * - `management`: of the organisation
 * - `blocked`: it is on the list of those that are never touched
 * - `inactive`: suspended, or being closed
 * - `role`: the lab role cannot be assumed there
 * - `alias`: it has none, or one that does not match
 * - `handrail`: no orchestrator is deployed there, or one that cannot be driven from outside
 * - `busy`: another run is under way there
 */
export const refusalKind = z.enum([
  "own",
  "management",
  "blocked",
  "inactive",
  "role",
  "alias",
  "handrail",
  "busy",
]);
export type RefusalKind = z.infer<typeof refusalKind>;

/** An account as the list has it: `refused` where that says enough to leave it alone. */
export const listedAccount = z.object({ account: accountId, refused: refusalKind.optional() });
export type ListedAccount = z.infer<typeof listedAccount>;

/** What an account was found to be: to be left alone, and why in words, or to be reset by this machine of its own. */
export const checkedAccount = z.object({
  account,
  refused: z.object({ kind: refusalKind, why: z.string() }).optional(),
  /** The ARN of its `clean-up`. */
  machine: z.string().optional(),
});
export type CheckedAccount = z.infer<typeof checkedAccount>;

/** What a clean-up that did not succeed left in an account. Bounded, as a cause is. */
export const accountLeft = leftovers.extend({
  /** The error that its machine ended with, and its words where the lists do not say it. */
  error: z.string(),
  cause: z.string(),
});
export type AccountLeft = z.infer<typeof accountLeft>;

/** What a clean-up in an account came to. */
export const accountOutcome = z.discriminatedUnion("outcome", [
  /** The plan, and nothing was done. Which things are left alone is the account's own affair. */
  z.object({ outcome: z.literal("planned"), plan: cleanUpPlan.omit({ leave: true }) }),
  z.object({ outcome: z.literal("clean"), cleaned: cleanUpOutput }),
  /** `stopped`: by somebody, so that it is not begun again. */
  z.object({ outcome: z.literal("left"), stopped: z.boolean(), left: accountLeft }),
]);
export type AccountOutcome = z.infer<typeof accountOutcome>;

/** A look at a clean-up that has ended: what it came to, and how many state transitions it took. */
export const lookedAt = z.object({ result: accountOutcome, transitions: z.number().int() });
export type LookedAt = z.infer<typeof lookedAt>;

/** The output of a child of `reset-accounts`: of an account that was refused, planned, or is clean. */
export const accountReset = z.discriminatedUnion("outcome", [
  z.object({
    outcome: z.literal("refused"),
    account,
    refused: z.object({ kind: refusalKind, why: z.string() }),
  }),
  z.object({
    outcome: z.enum(["planned", "clean"]),
    account,
    /** Executions of `clean-up` that were begun. */
    passes: z.number().int(),
    /** The last one of them, and the state transitions of all. */
    execution: z.string(),
    transitions: z.number().int(),
    result: accountOutcome,
  }),
]);
export type AccountReset = z.infer<typeof accountReset>;

/** The cause of `quarantined` and `notPlanned`, as JSON. */
export const quarantine = z.object({
  account,
  passes: z.number().int(),
  execution: z.string(),
  transitions: z.number().int(),
  stopped: z.boolean(),
  left: accountLeft,
});
export type Quarantine = z.infer<typeof quarantine>;

/** How many children of `reset-accounts` ended how. */
const resetOutput = z.object({
  lab: z.string(),
  mode: z.enum(["plan", "reset"]),
  accounts: z.number().int(),
  succeeded: z.number().int(),
});
export type ResetOutput = z.infer<typeof resetOutput>;

/** What is done in other accounts than the function's own, or to know which. */
export const fleetRequest = z.discriminatedUnion("do", [
  /** Answers `{ accounts: ListedAccount[] }`; throws `unknownFleet` where there is no telling which. */
  z.object({ do: z.literal("list"), reset: resetInput }),
  /** Answers a CheckedAccount. */
  z.object({ do: z.literal("check"), listed: listedAccount, alias: z.string() }),
  /**
   * Starts a pass and answers `{ execution }`. The same reset, account and pass are the same execution, however often it is
   * asked for. Beyond `most` throws `quarantined` or `notPlanned` with what the last pass came to; so it does where another
   * run is under way, which is looked for once more where it is `again`, and of a first pass `accountBusy`.
   */
  z.object({
    do: z.literal("start"),
    lab: z.string(),
    mode: z.enum(["plan", "reset"]),
    account,
    machine: z.string(),
    /** Who resets: the name of the execution of `reset-accounts`, and when this child of it began, ISO 8601. */
    reset: z.string(),
    since: z.iso.datetime(),
    pass: z.number().int(),
    most: z.number().int(),
    /** A pass before it has ended, or the reset was redriven: it may be long since that the account was checked. */
    again: z.boolean(),
    last: quarantine.omit({ account: true }).nullable(),
  }),
  /** Answers a LookedAt; throws `notYet` while it runs. */
  z.object({ do: z.literal("look"), mode: z.enum(["plan", "reset"]), account, execution: z.string() }),
]);
export type FleetRequest = z.infer<typeof fleetRequest>;
