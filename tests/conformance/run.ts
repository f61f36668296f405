/**
 * Scores the local Step Functions against recordings of AWS: `npm run conformance`. The recordings do not ship:
 * `states-language.jsonl.gz` is looked for in the folder that HANDRAIL_CONFORMANCE names, else in
 * ../shared/conformance beside the checkout.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type HistoryEvent,
  paginateGetExecutionHistory,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { startLocalAccount } from "../../infra/local/local-account.ts";
import type { AnyService } from "../../infra/local/service.ts";
import { services } from "../../infra/local/services/index.ts";
import { Comparison, type Normalise } from "./compare.ts";
import { pythonLambda, type RecordedFunction } from "./python-functions.ts";

interface Machine {
  name: string;
  arn: string;
  type: "STANDARD" | "EXPRESS";
  definition: unknown;
  start?: string[];
}

interface Scenario {
  id: string;
  category: string;
  tier: string;
  type: "STANDARD" | "EXPRESS" | "EXPRESS_SYNC";
  definitionText: string;
  input: string | null;
  expectedStatus: string;
  expectedOutput?: unknown;
  expectedError?: unknown;
  expectedCause?: unknown;
  expectedHistory: HistoryEvent[] | null;
  lambdas: RecordedFunction[];
  companions: Machine[];
  normalise: Normalise[];
  historyLossy: boolean;
}

interface Observed {
  status?: string;
  output?: string;
  error?: string;
  cause?: string;
  history: HistoryEvent[];
}

const ACCOUNT = "111111111111";
const LAYERS = ["status", "answer", "events", "history"] as const;
type Layer = (typeof LAYERS)[number];

const folder =
  process.env.HANDRAIL_CONFORMANCE ?? new URL("../../../shared/conformance", import.meta.url).pathname;
const file = folder && join(folder, "states-language.jsonl.gz");
if (!file || !existsSync(file)) {
  console.log(
    `Conformance: SKIPPED. There are no recordings in ${folder}; HANDRAIL_CONFORMANCE names another folder.`,
  );
  process.exit(0);
}
const wanted = process.argv[2];
const scenarios = gunzipSync(readFileSync(file))
  .toString()
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Scenario)
  .filter(({ id, category }) => !wanted || id.includes(wanted) || category === wanted);

let functions: RecordedFunction[] = [];
const others = services.filter(({ name }) => name !== "lambda");
// The machines' own calls look services up in the registry, so the recordings' Python functions go in there.
(services as AnyService[]).splice(
  0,
  services.length,
  ...others,
  pythonLambda(() => functions),
);

const account = await startLocalAccount({ pace: "instant" });
const config = {
  endpoint: account.endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: ACCOUNT, secretAccessKey: "test" },
  disableHostPrefix: true,
  maxAttempts: 1,
};
const sfn = new SFNClient(config);

const scores: Record<Layer, [number, number]> = {
  status: [0, 0],
  answer: [0, 0],
  events: [0, 0],
  history: [0, 0],
};
let agreed = 0;
for (const scenario of scenarios) {
  const differences = await examine(scenario).catch((error: unknown) => ({ status: String(error) }));
  const found = Object.entries(differences);
  if (found.length === 0) agreed++;
  for (const layer of LAYERS) {
    if (!scenario.expectedHistory && (layer === "events" || layer === "history")) continue;
    scores[layer][1]++;
    if (!("status" in differences) && !(layer in differences)) scores[layer][0]++;
  }
  for (const [layer, difference] of found)
    console.log(`${layer.padEnd(8)}${scenario.id}\n        ${difference}`);
}
for (const layer of LAYERS) console.log(`${layer.padEnd(8)} ${scores[layer].join(" of ")}`);
console.log(`Agreement in every layer: ${agreed} of ${scenarios.length}`);
sfn.destroy();
await account.stop();

async function examine(scenario: Scenario): Promise<Partial<Record<Layer, string>>> {
  functions = scenario.lambdas;
  const observed = await observe(scenario);
  const differences: Partial<Record<Layer, string>> = {};
  const reversed = scenario.expectedHistory?.at(-1)?.id === 1 && scenario.expectedHistory.length > 1;
  const expectedHistory = reversed ? scenario.expectedHistory!.toReversed() : scenario.expectedHistory;
  if (observed.status !== scenario.expectedStatus) {
    return {
      status: `${scenario.expectedStatus} ≠ ${observed.status}: ${observed.error ?? ""} ${observed.cause ?? ""}`,
    };
  }
  const comparison = new Comparison(scenario.normalise);
  const answer = comparison.difference(
    {
      output: scenario.expectedOutput,
      error: scenario.expectedError ?? undefined,
      cause: scenario.expectedCause ?? undefined,
    },
    { output: parsed(observed.output), error: observed.error, cause: observed.cause },
  );
  if (answer) differences.answer = answer;
  if (!expectedHistory) return differences;
  const types = expectedHistory.map(({ type }) => type!);
  const seen = observed.history.map(({ type }) => type!);
  if (scenario.historyLossy) {
    const bag = (list: string[]) =>
      list
        .filter((type) => !/^Parallel/.test(type))
        .sort()
        .join(" ");
    if (bag(types) !== bag(seen)) differences.events = `${bag(types)} ≠ ${bag(seen)}`;
    return differences;
  }
  if (types.join(" ") !== seen.join(" ")) differences.events = `\n  ${types.join(" ")}\n  ${seen.join(" ")}`;
  else {
    const history = comparison.difference(expectedHistory, observed.history);
    if (history) differences.history = history;
  }
  return differences;
}

function parsed(text: string | undefined): unknown {
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

/** The names under which the recording knew the role, the machine and the execution, so that its rules apply. */
function namesOf({ id, normalise }: Scenario) {
  const index = /_(\d+)$/.exec(id)?.[1] ?? 0;
  const last = (test: (rule: Normalise) => boolean) =>
    normalise.findLast((rule) => rule.regex && test(rule))?.regex;
  return {
    role:
      last(({ replacement }) => /^s[fn]+_role_arn$/.test(replacement)) ??
      `arn:aws:iam::${ACCOUNT}:role/test-sfn-role`,
    machine:
      last(({ replacement }) => /^<ArnPart_\d+idx>$/.test(replacement)) ??
      `statemachine_${crypto.randomUUID()}`,
    execution: last(({ replacement }) => replacement === `<ExecArnPart_${index}idx>`),
  };
}

async function observe(scenario: Scenario): Promise<Observed> {
  const { role, machine, execution } = namesOf(scenario);
  const roles = new Set([
    role,
    ...scenario.normalise.flatMap(({ regex }) => (/:role\//.test(regex ?? "") ? [regex!] : [])),
  ]);
  for (const arn of roles) await createRole(arn);
  for (const companion of scenario.companions)
    await createMachine({ ...companion, definition: JSON.stringify(companion.definition) }, role);
  for (const activity of new Set(scenario.definitionText.match(/activity:[\w-]+/g))) {
    await sfn.send(new CreateActivityCommand({ name: activity.slice("activity:".length) }));
  }
  const express = scenario.type !== "STANDARD";
  const arn = await createMachine(
    { name: machine, type: express ? "EXPRESS" : "STANDARD", definition: scenario.definitionText },
    role,
  );
  const input = scenario.input ?? undefined;
  if (scenario.type === "EXPRESS_SYNC") {
    return {
      ...(await sfn.send(new StartSyncExecutionCommand({ stateMachineArn: arn, input }))),
      history: [],
    };
  }
  const started = await sfn.send(new StartExecutionCommand({ stateMachineArn: arn, name: execution, input }));
  for (const { arn: companion, start = [] } of scenario.companions) {
    for (const given of start) {
      await sfn.send(new StartExecutionCommand({ stateMachineArn: companion, input: given }));
    }
  }
  for (;;) {
    const found = await sfn.send(new DescribeExecutionCommand(started as { executionArn: string }));
    if (found.status !== "RUNNING") return { ...found, history: await historyOf(started.executionArn!) };
    if (Date.now() - found.startDate!.getTime() > 15_000) {
      await sfn.send(new StopExecutionCommand(started as { executionArn: string }));
      throw new Error("still RUNNING after 15 s");
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function historyOf(executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  for await (const page of paginateGetExecutionHistory({ client: sfn }, { executionArn }))
    events.push(...(page.events ?? []));
  return events;
}

async function createMachine(
  { name, type, definition }: Pick<Machine, "name" | "type"> & { definition: string },
  roleArn: string,
): Promise<string> {
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({ name, type, definition, roleArn }),
  );
  return stateMachineArn!;
}

async function createRole(arn: string): Promise<void> {
  const [, , , , accountId = "", path = ""] = arn.split(":");
  const iam = new IAMClient({ ...config, credentials: { accessKeyId: accountId, secretAccessKey: "test" } });
  const name = path.slice("role/".length);
  try {
    const trust = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "states.amazonaws.com", AWS: ACCOUNT },
          Action: "sts:AssumeRole",
        },
      ],
    };
    await iam.send(
      new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }),
    );
    await iam.send(
      new AttachRolePolicyCommand({
        RoleName: name,
        PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
      }),
    );
  } catch (error) {
    if ((error as Error).name !== "EntityAlreadyExistsException") throw error;
  } finally {
    iam.destroy();
  }
}
