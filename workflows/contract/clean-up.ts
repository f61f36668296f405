import * as z from "zod";
import { nameSuffix } from "./build-lab.ts";
import { account, labId } from "./common.ts";

export const cleanUpInput = z.object({
  lab: z.string(),
  /**
   * `ask`: the machine waits with a task token until somebody approves the plan; `given`: it was approved before;
   * `withheld`: nobody is asked, nothing is done, and the output is the CleanUpPlan.
   */
  approval: z.enum(["ask", "given", "withheld"]),
});
export type CleanUpInput = z.infer<typeof cleanUpInput>;

/** One thing that clean-up will do, or leave alone, and why. */
export const planItem = z.object({
  /** The stage that handles it; see the lab's `cleanupStages`. `none` for what is foreign. */
  stage: z.string(),
  action: z.enum(["remove", "restore", "leave"]),
  /** The kind of thing in the field's words, such as `network ACL`. */
  kind: z.string(),
  id: z.string(),
  name: z.string().optional(),
  why: z.string(),
  /** Of what is restored: the settings that it gets back, in words. */
  to: z.string().optional(),
});
export type PlanItem = z.infer<typeof planItem>;

/** How many things there are, by kind. */
export const tally = z.record(z.string(), z.number().int());
export type Tally = z.infer<typeof tally>;

export const cleanUpPlan = z.object({
  lab: z.string(),
  account,
  stages: z.array(z.string()),
  /** All that is to be done. Of what is left alone, where that is much, the first few of each kind. */
  items: z.array(planItem),
  /** How much is left alone. Absent in a plan of before it was counted: then `items` has all of it. */
  foreign: tally.optional(),
  /** All that is left alone, a mark for each (`tasks/inventory/bounds.ts`). */
  leave: z.array(z.string()).optional(),
  /** Where the plan departs from the order that the lab's guide gives, and why. */
  departures: z.array(z.object({ stage: z.string(), why: z.string() })),
});
export type CleanUpPlan = z.infer<typeof cleanUpPlan>;

/** What whoever approves a plan sends with the task token. */
export const approval = z.object({ approved: z.boolean(), by: z.string() });
export type Approval = z.infer<typeof approval>;

export const stageResult = z.object({
  stage: z.string(),
  /** What the sweepers say that they did. */
  done: z.array(planItem),
  /** What they could not do, in AWS's words. */
  failed: z.array(z.object({ item: planItem, error: z.string(), cause: z.string() })),
});
export type StageResult = z.infer<typeof stageResult>;

/** One thing that an account holds, as the inventory lists it. */
export const inventoryItem = z.object({
  kind: z.string(),
  id: z.string(),
  name: z.string().optional(),
  /** The id of what it lies in or is attached to: a VPC, an instance. */
  within: z.string().optional(),
  /**
   * What a thing that an account has only one of is set to, as JSON with its keys in order: a lab changes such a thing
   * instead of making one, and clean-up gives it its settings back.
   */
  settings: z.string().optional(),
});
export type InventoryItem = z.infer<typeof inventoryItem>;

const leftover = inventoryItem.omit({ settings: true });

/**
 * What is not as it was before the lab when a clean-up has ended: the cause of `leftBehind`, as JSON. How a thing is set
 * is left out: it takes the most room, and the account shows it better.
 */
export const leftovers = z.object({
  /** Of the lab's, and still there. */
  left: z.array(leftover),
  /** Not the lab's, and gone. */
  missing: z.array(leftover),
  /** Set otherwise than before the lab. */
  changed: z.array(leftover),
  /** What the stages could not do, which says why something is left. */
  failed: stageResult.shape.failed,
  /** How many things there are beyond those that are listed. */
  unlisted: z.number().int(),
});
export type Leftovers = z.infer<typeof leftovers>;

/** What an account had before the lab was built: one object a lab in the orchestrator's bucket, written once. */
export const ledger = z.object({
  version: z.literal(1),
  lab: z.string(),
  /** The name of the execution of `build-lab` that wrote it. */
  build: z.string(),
  accountId: z.string(),
  region: z.string(),
  /** ISO 8601. */
  writtenAt: z.string(),
  /** What the participant adds to bucket names; absent in ledgers of before it was asked. */
  suffix: z.string().optional(),
  items: z.array(inventoryItem),
});
export type Ledger = z.infer<typeof ledger>;

export const cleanUpOutput = z.object({
  lab: z.string(),
  account,
  clean: z.boolean(),
  /** How many things the ledger had, and how many the inventory afterwards finds. No ledger: nothing was compared. */
  compared: z.object({ before: z.number().int(), after: z.number().int() }),
  stages: z.array(stageResult),
  /** What the inventory still finds that neither the ledger had nor the plan left alone: the lab's leftovers. */
  left: z.array(inventoryItem),
  /** What is new since the ledger and not the lab's: somebody else's, left alone. If much, the first few of each kind. */
  foreign: z.array(inventoryItem),
  /** How much that is. Absent in an output of before it was counted: then `foreign` has all of it. */
  stayed: tally.optional(),
  /** What the ledger had and the inventory no longer finds: should be empty, always. */
  missing: z.array(inventoryItem),
  /** What the ledger had with other settings, as it is now: should be empty, always. */
  changed: z.array(inventoryItem),
});
export type CleanUpOutput = z.infer<typeof cleanUpOutput>;

export const cleanUpRequest = z.discriminatedUnion("do", [
  /** Answers a CleanUpPlan. */
  labId.extend({ do: z.literal("plan") }),
  /** Shows the plan to whoever approves it: the token is in the execution's history, the plan in the function's log. */
  labId.extend({ do: z.literal("ask"), plan: cleanUpPlan, token: z.string() }),
  /** Answers a StageResult; throws `notYet` while AWS is still at it. `since`: when the execution began, ISO 8601. */
  labId.extend({
    do: z.literal("sweep"),
    stage: z.string(),
    items: z.array(planItem),
    since: z.iso.datetime(),
  }),
]);
export type CleanUpRequest = z.infer<typeof cleanUpRequest>;

export const inventoryRequest = z.discriminatedUnion("do", [
  /** Writes the ledger unless there is one; answers `{ items }`, how many things the account had. */
  labId.extend({ do: z.literal("record"), build: z.string(), suffix: nameSuffix }),
  /**
   * Takes the inventory anew and answers a Comparison with the ledger and what the plan left alone. Where the account is
   * not as it was, it throws `leftBehind`, with what the stages could not do; `redriven`, it answers `again`, so that they
   * have another try.
   */
  labId.extend({
    do: z.literal("compare"),
    leave: z.array(z.string()),
    failed: stageResult.shape.failed,
    redriven: z.boolean(),
  }),
  /** Deletes the ledger: the lab is gone, and nothing of it is left. */
  labId.extend({ do: z.literal("close") }),
]);
export type InventoryRequest = z.infer<typeof inventoryRequest>;
