import * as z from "zod";

/**
 * Every shape that crosses a boundary: between the terminal and a state machine, a state machine and a task.
 * The machines' JSONata, the tasks' handlers and the terminal's reducers all take theirs from here. It is one file, however
 * long, so that what crosses is seen in one place.
 */

/**
 * What a check says of one requirement.
 * - `met`: as the guide asks, to the letter or in effect
 * - `unmet`: not so; `remedy` says what to do
 * - `waiting`: AWS may not show it yet (eventual consistency): look again
 * - `advice`: met, but better otherwise
 * - `blocked`: we may not look; never reported as "not done"
 * - `elsewhere`: provided by the organisation
 */
export const findingStatus = z.enum(["met", "unmet", "waiting", "advice", "blocked", "elsewhere"]);
export type FindingStatus = z.infer<typeof findingStatus>;

export const finding = z.object({
  /** The step's id, such as `services-egress`. */
  step: z.string(),
  /** What is required, in a short sentence that holds whether it is met or not. */
  requirement: z.string(),
  status: findingStatus,
  /** What a participant should see in the account. */
  expected: z.string(),
  /** What is there. */
  actual: z.string(),
  /** What to do about it: a sentence, in terms of the console or the AWS CLI. */
  remedy: z.string().optional(),
  /** The ids of the resources that the finding speaks of. */
  resources: z.array(z.string()),
});
export type Finding = z.infer<typeof finding>;

/** A step's own status: its worst finding. `advice` and `elsewhere` count as met. */
export const stepStatus = z.enum(["met", "unmet", "waiting", "blocked"]);
export type StepStatus = z.infer<typeof stepStatus>;

/**
 * The lab's resources by the part that they play (`vpc.webApp`, `group.servicesServer`, …), whichever template
 * made them: what the guide's commands and links are filled in with.
 */
export const labResources = z.record(z.string(), z.string());
export type LabResources = z.infer<typeof labResources>;

/** The state machines, by verb. Their names in an account are `handrail-<verb>`. */
export const VERBS = [
  "build-lab",
  "verify-steps",
  "solve-step",
  "clean-up",
  "map-network",
  "validate-lab",
  "reset-accounts",
] as const;
export type Verb = (typeof VERBS)[number];

export const machineName = (verb: Verb): string => `handrail-${verb}`;

/** The activity with which `solve-step` asks for the next call that is made; its worker is the function `solve`. */
export const NEXT_CALL_ACTIVITY = `${machineName("solve-step")}-next-call`;

/** Function names in an account are `handrail-<name>`. */
export const FUNCTIONS = ["build", "verify", "solve", "cleanup", "inventory", "fleet"] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** The stack that carries the machines and functions. */
export const ORCHESTRATOR_STACK = "handrail-orchestrator";

/** The account that an execution worked in. */
export const account = z.object({
  id: z.string(),
  /** What people know it by, where it has one and the function may know it. */
  alias: z.string().optional(),
});
export type Account = z.infer<typeof account>;

// ---- map-network -------------------------------------------------------------------------------------------

export const mapInput = z.object({ lab: z.string() });
export type MapInput = z.infer<typeof mapInput>;

/** How much of all traffic: `some` is a part of it, or for some of the addresses only. */
const networkExtent = z.enum(["all", "some", "none"]);

/** How many addresses a server may open a connection to, by its groups' outbound rules. */
export const networkHosts = z.object({
  total: z.number().int(),
  /** The same within each of the lab's VPCs. */
  ranges: z.array(z.object({ name: z.string(), cidr: z.string(), hosts: z.number().int() })),
  /** The rules that say so, in words, with their ids. */
  rules: z.array(z.string()),
});
export type NetworkHosts = z.infer<typeof networkHosts>;

/** Who may speak, or be spoken to. */
export const networkParty = z.object({
  /** Stable, such as `services1`. */
  id: z.string(),
  name: z.string(),
  /** At most four characters, for the head of a column. */
  short: z.string(),
  /** Where it stands: a VPC by a short name, or outside of them. */
  zone: z.string(),
  /** Its address, or its block of them. Absent: the Internet. */
  address: z.string().optional(),
  /** Of a server. */
  hosts: networkHosts.optional(),
});
export type NetworkParty = z.infer<typeof networkParty>;

/** One thing on a path that lets traffic pass, or stops it. */
export const networkDecision = z.object({
  kind: z.enum(["security-group", "network-acl", "route"]),
  /** How much of the traffic passes here. */
  extent: networkExtent,
  /** Without a full stop; with the id of the rule, or of what has the rule. */
  words: z.string(),
});
export type NetworkDecision = z.infer<typeof networkDecision>;

/** What passes from one party to another, and why. Pairs for which all of it is the same share one. */
export const networkWay = z.object({
  extent: networkExtent,
  /** What passes, in at most four characters: `all`, `80`, `22+`, `ICMP`, `some`; empty where nothing does. */
  short: z.string(),
  /** The same in words, such as `TCP 22, 3389`. */
  passes: z.string(),
  /** Whether routes and network ACLs would let anything pass, whatever the security groups say. */
  carried: z.boolean(),
  /** What decides, by index in the map's `decisions`: the rules that let it pass, or all that stops it. */
  decidedBy: z.array(z.number().int()),
  /** Everything that the packets meet, in order, the answer's way back included; likewise by index. */
  path: z.array(z.number().int()),
});
export type NetworkWay = z.infer<typeof networkWay>;

/**
 * Who can talk to whom: some 20 kB of JSON, so that an execution's output has room for it (Step Functions' limit is
 * 256 KiB). Tables with indices, because paths have most of their decisions in common.
 */
export const networkMap = z.object({
  lab: z.string(),
  /** What the parties' `hosts` are counted for, such as `SSH/RDP`. */
  counted: z.string(),
  parties: z.array(networkParty),
  decisions: z.array(networkDecision),
  ways: z.array(networkWay),
  /**
   * From which party (row) to which (column), in the order of `parties`: the index of a way. Null where
   * neither end is of the lab, and on the diagonal.
   */
  cells: z.array(z.array(z.number().int().nullable())),
});
export type NetworkMap = z.infer<typeof networkMap>;

// ---- build-lab ---------------------------------------------------------------------------------------------

/**
 * What a participant adds to the names of their buckets, which the whole world shares: lower-case letters, digits and
 * hyphens. S3 also allows dots, which break TLS to the bucket's own host name. 41, so that the longest of the lab's
 * bucket names stays within S3's 63 (S3 User Guide, "General purpose bucket naming rules").
 */
export const nameSuffix = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,39}[a-z0-9])?$/,
    "A suffix has 1 to 41 lower-case letters, digits and hyphens, and begins and ends with a letter or a digit.",
  );

export const buildInput = z.object({
  lab: z.string(),
  /** Asked of the participant once; the ledger remembers it for as long as the lab stands. */
  suffix: nameSuffix,
  /** A template to build instead of the lab's own, as text of at most 51,200 bytes. */
  template: z.string().max(51_200).optional(),
  /**
   * On whose behalf it is built, where that is not a participant: a lab that stands, or was begun, is then only gone on
   * with where it is the owner's own. Who validates must not clean up what somebody is working with.
   */
  owner: z.string().max(80).optional(),
});
export type BuildInput = z.infer<typeof buildInput>;

export const site = z.object({ url: z.string(), status: z.number().int(), note: z.string().optional() });

export const buildOutput = z.object({
  lab: z.string(),
  account,
  stack: z.object({ name: z.string(), id: z.string(), status: z.string() }),
  resources: labResources,
  sites: z.array(site),
  /** Who could talk to whom when the lab was built. Absent where it could not be looked at. */
  network: networkMap.optional(),
});
export type BuildOutput = z.infer<typeof buildOutput>;

// ---- verify-steps ------------------------------------------------------------------------------------------

export const verifyInput = z.object({ lab: z.string(), steps: z.array(z.string()).min(1) });
export type VerifyInput = z.infer<typeof verifyInput>;

export const stepResult = z.object({ step: z.string(), status: stepStatus, findings: z.array(finding) });
export type StepResult = z.infer<typeof stepResult>;

export const verifyOutput = z.object({
  lab: z.string(),
  resources: labResources,
  results: z.array(stepResult),
});
export type VerifyOutput = z.infer<typeof verifyOutput>;

// ---- solve-step --------------------------------------------------------------------------------------------

export const solveInput = z.object({ lab: z.string(), step: z.string() });
export type SolveInput = z.infer<typeof solveInput>;

/** One call that a task made to change the account, so that "do it for me" shows what it did. */
export const action = z.object({ service: z.string(), operation: z.string(), summary: z.string() });
export type Action = z.infer<typeof action>;

export const solveOutput = z.object({
  lab: z.string(),
  step: z.string(),
  actions: z.array(action),
  resources: labResources,
  results: z.array(stepResult),
});
export type SolveOutput = z.infer<typeof solveOutput>;

// ---- clean-up ----------------------------------------------------------------------------------------------

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

// ---- validate-lab --------------------------------------------------------------------------------------------

/** One step of the way through a lab. */
export const move = z.object({
  /** The step that is solved, and solved again. */
  step: z.string(),
  /** The steps that are seen unmet before that: mostly the step itself; see `planWalk`. */
  red: z.array(z.string()),
});
export type Move = z.infer<typeof move>;

export const validateInput = buildInput.omit({ owner: true }).extend({
  walk: z.array(move).min(1),
  /**
   * Whether a check that passes before anybody did anything fails the validation: it proves nothing, unless the account
   * had what it asks for before.
   */
  red: z.enum(["must", "should"]),
});
export type ValidateInput = z.infer<typeof validateInput>;

/** The states of `validate-lab` that have other machines work: whoever reads an execution finds them by these. */
export const VALIDATION_STATES = {
  build: "Build the lab",
  red: "See it unmet",
  solve: "Solve it",
  again: "Solve it again",
  cleanUp: "Clean up",
} as const;

/** How one step fared. What is absent was not come to. */
export const proof = z.object({
  step: z.string(),
  /** What was seen before the step was done. */
  red: z.array(z.object({ step: z.string(), status: stepStatus })),
  /** Its status once it was solved, and how many calls that took. */
  green: stepStatus.optional(),
  calls: z.number().int().optional(),
  /** The same of solving it a second time: no call is to be left to make. */
  again: stepStatus.optional(),
  callsAgain: z.number().int().optional(),
  /** Why it could not be looked at or solved. */
  error: z.object({ name: z.string(), cause: z.string() }).optional(),
});
export type Proof = z.infer<typeof proof>;

export const validateOutput = z.object({
  lab: z.string(),
  proofs: z.array(proof),
  cleanUp: cleanUpOutput,
});
export type ValidateOutput = z.infer<typeof validateOutput>;

// ---- reset-accounts ------------------------------------------------------------------------------------------

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
export const accountLeft = z.object({
  /** The error that its machine ended with, and its words where what follows does not say it. */
  error: z.string(),
  cause: z.string(),
  /** As the cause of `leftBehind` has them. */
  left: z.array(inventoryItem),
  missing: z.array(inventoryItem),
  changed: z.array(inventoryItem),
  failed: z.array(z.object({ item: planItem, error: z.string(), cause: z.string() })),
  /** How many things there are beyond those that are listed. */
  unlisted: z.number().int(),
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
export const resetOutput = z.object({
  lab: z.string(),
  mode: z.enum(["plan", "reset"]),
  accounts: z.number().int(),
  succeeded: z.number().int(),
});
export type ResetOutput = z.infer<typeof resetOutput>;

// ---- what the machines ask of the functions ------------------------------------------------------------------

const labId = z.object({ lab: z.string() });

/** What the preflight found out, and the stack is built with. */
export const buildPlan = z.object({
  /** The parameters of the template, those with a default that holds left out. */
  parameters: z.record(z.string(), z.string()),
  /** The stack's id where this lab has been built before and is still there: the build then goes on from it. */
  stackId: z.string().optional(),
});
export type BuildPlan = z.infer<typeof buildPlan>;

export const buildRequest = z.discriminatedUnion("do", [
  /** Answers a BuildPlan, or throws `refused` before anything is touched. */
  labId.extend({
    do: z.literal("check-account"),
    suffix: nameSuffix,
    template: z.string().optional(),
    owner: z.string().optional(),
  }),
  labId.extend({ do: z.literal("create-key-pair") }),
  /** Answers `{ stackId }`. */
  labId.extend({ do: z.literal("create-stack"), template: z.string().optional(), plan: buildPlan }),
  /** Answers `{ status }`; throws `notYet` while the stack is being made, `stackFailed` when it cannot be. */
  labId.extend({ do: z.literal("await-stack"), stackId: z.string() }),
  /** Answers `{ sites }`; throws `notYet` until all answer, unless it is the `last` look. */
  labId.extend({ do: z.literal("probe-sites"), stackId: z.string(), last: z.boolean() }),
  /** Answers the BuildOutput. */
  labId.extend({ do: z.literal("describe"), stackId: z.string(), sites: z.array(site) }),
]);
export type BuildRequest = z.infer<typeof buildRequest>;

/** What only looks at the account. */
export const verifyRequest = z.discriminatedUnion("do", [
  /** Answers `{ results: StepResult[], resources }`, the results in the order of the steps. */
  labId.extend({ do: z.literal("check-steps"), steps: z.array(z.string()).min(1) }),
  /** Answers the NetworkMap. */
  labId.extend({ do: z.literal("map-network") }),
]);
export type VerifyRequest = z.infer<typeof verifyRequest>;

/** Where calls are told of as they are made: the activity with which the machine asks, and whose questions are meant. */
export const tellCalls = z.object({
  /** The activity's ARN. A task of it has the input `{ execution }`, and is answered with a NextCall. */
  activity: z.string(),
  /** The execution's ARN: all executions ask at the same activity. */
  execution: z.string(),
});
export type TellCalls = z.infer<typeof tellCalls>;

/** The states of `solve-step` that only tell. A reader of the execution is better shown the calls themselves. */
export const TELLING_STATES = {
  begin: "Begin to tell",
  next: "Next call",
  more: "More to tell?",
  told: "All told",
  heard: "Were the calls told?",
  done: "They were",
} as const;

/** The answer to "what is the next call?": the call, that it was somebody else who was asked, or that there is none. */
export type NextCall = Action | { again: true } | { done: true };

/** Answers `{ actions: Action[], told: boolean }`: what this invocation did, and whether the machine was told all of it. */
export const solveRequest = z.object({ lab: z.string(), step: z.string(), tell: tellCalls });
export type SolveRequest = z.infer<typeof solveRequest>;

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

/** What is done in other accounts than the function's own, or to know which. */
export const fleetRequest = z.discriminatedUnion("do", [
  /** Answers `{ accounts: ListedAccount[] }`; throws `unknownFleet` where there is no telling which. */
  z.object({ do: z.literal("list"), reset: resetInput }),
  /** Answers a CheckedAccount. */
  z.object({ do: z.literal("check"), listed: listedAccount, alias: z.string() }),
  /**
   * Starts a pass and answers `{ execution }`. The same reset, account and pass are the same execution, however often it is
   * asked for. Beyond `most` throws `quarantined` or `notPlanned` with what the last pass came to.
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
    last: quarantine.omit({ account: true }).nullable(),
  }),
  /** Answers a LookedAt; throws `notYet` while it runs. */
  z.object({ do: z.literal("look"), mode: z.enum(["plan", "reset"]), account, execution: z.string() }),
]);
export type FleetRequest = z.infer<typeof fleetRequest>;

// ---- errors ------------------------------------------------------------------------------------------------

/**
 * Names of the errors that cross from a task to a machine, where Retry and Catch name them. An unmet requirement
 * is never one of these: it is a Finding.
 */
export const ERRORS = {
  /** The account already holds something that the build would collide with; nothing was touched. */
  refused: "PreflightRefused",
  /** The lab's stack could not be created or deleted; the cause carries CloudFormation's first reason. */
  stackFailed: "StackFailed",
  /** Something is still on its way; ask again. The machines retry it. */
  notYet: "NotYet",
  /** There is no such lab or step. */
  unknownStep: "UnknownStep",
  /** The lab is not built (or only partly), so there is nothing to verify or solve. */
  labNotFound: "LabNotFound",
  /** A step was solved, and the machine could not be told of the calls; the cause has them as JSON. Never ends a machine. */
  notTold: "NotTold",
  /** A solved step was not met when verified. */
  notSolved: "NotSolved",
  /** The account is not as it was before the lab; the cause lists what differs, and what a stage could not do. */
  leftBehind: "LeftBehind",
  /** A lab could not be built, or a step of it was not seen red before it was solved and green after; the cause says which. */
  notValid: "NotValid",
  /** Which accounts are to be reset cannot be told: no such organisational unit, or no permission to list it. */
  unknownFleet: "UnknownFleet",
  /** An account is not clean after as many passes as it gets, and is left; the cause is a Quarantine. */
  quarantined: "Quarantined",
  /** What a reset would do in an account could not be planned; the cause is a Quarantine. */
  notPlanned: "NotPlanned",
  /** Some accounts are not reset; each one's own execution says why. */
  notAllReset: "NotAllReset",
  /** Whoever was asked did not approve the plan. */
  notApproved: "NotApproved",
} as const;
