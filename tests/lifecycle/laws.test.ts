import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { readTemplate } from "../../infra/local/services/cloudformation/template/structure.ts";
import { readManifest } from "../../infra/manifest.ts";
import { fnd203Guide } from "../../tasks/labs/fnd203/guide.ts";
import { stateOf } from "./account-state.ts";
import { builtDist } from "./built-dist.ts";
import { type LabAccount, STEPS, startLabAccount } from "./lab-account.ts";

const TEMPLATE_2019 = readFileSync(new URL("../fixtures/fnd203-2019.json", import.meta.url), "utf8");

let lab: LabAccount;
beforeAll(async () => {
  lab = await startLabAccount();
});
afterAll(() => lab.stop());

/** The same template with other logical ids: what its resources are called and do stays as it was. */
function renamed(text: string): string {
  const template = JSON.parse(text);
  const ids = new Set(Object.keys(template.Resources));
  const rename = (id: string) => (ids.has(id) ? `Own${id}` : id);
  const renameRefs = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(renameRefs);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        if (key === "Ref") return [key, rename(inner)];
        if (key === "Fn::GetAtt") return [key, [rename(inner[0]), inner[1]]];
        if (key === "DependsOn") return [key, [inner].flat().map(rename)];
        return [key, renameRefs(inner)];
      }),
    );
  };
  const { Resources, ...rest } = template;
  const resources = Object.entries(Resources).map(([id, one]) => [rename(id), renameRefs(one)]);
  return JSON.stringify({ ...(renameRefs(rest) as object), Resources: Object.fromEntries(resources) });
}

const evidenceOf = (step: string): readonly string[] =>
  fnd203Guide.steps.find(({ id }) => id === step)?.evidenceOf ?? [];

/** Such a step may be met before anybody does it. */
const isEvidence = (step: string): boolean => evidenceOf(step).length > 0;

async function ownTemplate(): Promise<string> {
  const dist = await builtDist();
  return readFileSync(join(dist, (await readManifest(dist)).templates.fnd203.file), "utf8");
}

interface Tries {
  /** Whether solving again changes nothing. */
  again?: boolean;
  /** Whether every step is verified after each that is solved. */
  order?: boolean;
}

const VARIANTS: [string, () => Promise<string | undefined>, Tries][] = [
  // That of 2019 is validated, which is the same (validate.test.ts).
  ["the lab's own template", async () => undefined, { again: true, order: true }],
  ["a template with other logical ids", async () => renamed(await ownTemplate()), {}],
];

/** A step is unmet until it is solved, or a step whose evidence it is, and met from then on. */
async function expectMetInOrder(step: string): Promise<void> {
  const solved = new Set(STEPS.slice(0, STEPS.indexOf(step) + 1));
  const results = await lab.verify();
  expect(results.map((result) => result.step)).toEqual(STEPS);
  for (const result of results) {
    const due = solved.has(result.step);
    if (due || !evidenceOf(result.step).some((other) => solved.has(other)))
      expect(result, `${result.step} after ${step}`).toMatchObject({ status: due ? "met" : "unmet" });
  }
}

describe.each(VARIANTS)("with %s", (_, template, { again, order }) => {
  test("built fails, solved passes, solved again changes nothing, cleaned up leaves nothing", async () => {
    const before = await stateOf(lab);
    await lab.build(await template());
    for (const result of await lab.verify()) expect(result, result.step).toMatchObject({ status: "unmet" });

    for (const step of STEPS) {
      const solved = await lab.solve(step);
      if (!isEvidence(step)) expect(solved.actions, step).not.toEqual([]);
      expect(solved.results, step).toMatchObject([{ step, status: "met" }]);
      if (order) await expectMetInOrder(step);
    }
    for (const result of await lab.verify()) expect(result, result.step).toMatchObject({ status: "met" });

    if (again) {
      const solved = await stateOf(lab);
      for (const step of STEPS) expect((await lab.solve(step)).actions, step).toEqual([]);
      expect(await stateOf(lab)).toEqual(solved);
    }

    const cleaned = await lab.cleanUp();
    expect(cleaned).toMatchObject({ clean: true, left: [], foreign: [], missing: [], changed: [] });
    expect(cleaned.stages.flatMap((stage) => stage.failed)).toEqual([]);
    expect(await stateOf(lab)).toEqual(before);
  });
});

test("a build says what it made: the stack, the resources by their parts, and the sites with their pages", async () => {
  const built = await lab.build();
  const { Stacks = [] } = await lab.clients.cloudFormation.send(
    new DescribeStacksCommand({ StackName: "FND203-Demo-Stack" }),
  );
  const output = (key: string) => Stacks[0]?.Outputs?.find((one) => one.OutputKey === key)?.OutputValue;
  expect(built.stack).toEqual({
    name: "FND203-Demo-Stack",
    id: Stacks[0]?.StackId,
    status: "CREATE_COMPLETE",
  });
  expect(built.resources).toMatchObject({
    "vpc.webApp": output("WebAppVPCId"),
    "group.servicesServer": output("ServicesServerSecurityGroupId"),
    "instance.services1": output("ServicesAZ1Id"),
  });
  expect(built.sites).toEqual(
    ["LoadBalancerFullDNS", "PoCWebServer1PublicDNS", "PoCWebServer2PublicDNS"].map((key) => ({
      url: `http://${output(key)}/`,
      status: 200,
    })),
  );
  await lab.cleanUp();
});

test("the template of 2019 in YAML is the same one; its servers never answer, which fails no build, and the sites say so", async () => {
  const template = stringify(JSON.parse(TEMPLATE_2019));
  // Once it is read there is nothing of YAML in it: its steps are those of the template in JSON.
  expect(readTemplate(template)).toEqual(readTemplate(TEMPLATE_2019));
  const before = await stateOf(lab);
  const built = await lab.build(template);
  expect(built.sites).toHaveLength(3);
  for (const site of built.sites) expect(site).toMatchObject({ status: 502, note: "answers 502" });
  for (const result of await lab.verify()) expect(result, result.step).toMatchObject({ status: "unmet" });
  expect(await lab.cleanUp()).toMatchObject({ clean: true, left: [], foreign: [], missing: [], changed: [] });
  expect(await stateOf(lab)).toEqual(before);
});
