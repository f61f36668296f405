import {
  type ConfigurationRecorder,
  DeleteConfigurationRecorderCommand,
  DeleteDeliveryChannelCommand,
  PutConfigRuleCommand,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  StopConfigurationRecorderCommand,
} from "@aws-sdk/client-config-service";
import { CreateServiceLinkedRoleCommand } from "@aws-sdk/client-iam";
import { expect, test } from "vitest";
import { iamState } from "../../../../infra/local/services/iam/store.ts";
import type { Scope, Sweeper } from "../../../../tasks/cleanup/sweeper.ts";
import {
  configRecorders,
  configRules,
  deliveryChannels,
} from "../../../../tasks/cleanup/sweepers/config-recorder.ts";
import { serviceLinkedRoles } from "../../../../tasks/cleanup/sweepers/service-linked-roles.ts";
import * as step from "../../../../tasks/labs/fnd203/config/solve.ts";
import type { LabSituation } from "../../../../tasks/labs/lab.ts";
import { collected } from "../../fixtures/collected.ts";
import { type ConfigLab, PLACE, useConfigLab } from "../../fixtures/config-lab.ts";
import { scopeOf } from "./scope.ts";

const solve = collected(step.solve);

/** In the order of the lab's stages. */
const SWEEPERS: readonly Sweeper[] = [deliveryChannels, configRecorders, configRules, serviceLinkedRoles];

const scopeIn = ({ ledger, startedAt }: LabSituation): Scope => ({
  ...scopeOf(ledger!.items),
  startedAt,
});

async function plan(lab: ConfigLab, scope: Scope) {
  const lists = await Promise.all(
    SWEEPERS.map(async ({ kind, find }) =>
      (await find(lab.clients, scope)).map((item) => ({ kind, ...item })),
    ),
  );
  return lists.flat();
}

/** Plans and sweeps, as often as something is still on its way. Answers what was planned. */
async function cleanUp(lab: ConfigLab, situation: LabSituation): Promise<string[]> {
  const scope = scopeIn(situation);
  const items = await plan(lab, scope);
  for (const sweeper of SWEEPERS)
    for (const item of items.filter(({ kind, action }) => kind === sweeper.kind && action !== "leave"))
      await sweeper.sweep(lab.clients, { stage: "s", ...item }, scope, new Date());
  return items.map(({ action, kind }) => `${action} ${kind}`);
}

const ROLE = "arn:aws:iam::123456789012:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig";
const put = ({ clients }: ConfigLab, recorder: Partial<ConfigurationRecorder>) =>
  clients.config.send(
    new PutConfigurationRecorderCommand({
      ConfigurationRecorder: { name: "default", roleARN: ROLE, ...recorder },
    }),
  );
const stop = ({ clients }: ConfigLab, name = "default") =>
  clients.config.send(new StopConfigurationRecorderCommand({ ConfigurationRecorderName: name }));
const putRule = ({ clients }: ConfigLab, ConfigRuleName: string) =>
  clients.config.send(
    new PutConfigRuleCommand({
      ConfigRule: { ConfigRuleName, Source: { Owner: "AWS", SourceIdentifier: "INCOMING_SSH_DISABLED" } },
    }),
  );

/** A recorder and a channel that run, of before the lab: made as the lab makes them, and called otherwise. */
async function haveRecorder(lab: ConfigLab): Promise<void> {
  await solve(lab.clients, await lab.begin());
}

test("what the lab made goes, running recorder, rules and roles included, and twice finds nothing", async () => {
  const lab = await useConfigLab();
  const situation = await lab.begin();
  await solve(lab.clients, situation);
  await lab.clients.iam.send(
    new CreateServiceLinkedRoleCommand({ AWSServiceName: "guardduty.amazonaws.com" }),
  );
  await putRule(lab, "ssh");
  expect(await cleanUp(lab, situation)).toEqual([
    "remove delivery channel",
    "remove Config recorder",
    "remove Config rule",
    "remove service-linked role",
    "remove service-linked role",
  ]);
  expect(await lab.inventory()).toEqual([]);
  expect(await plan(lab, scopeIn(situation))).toEqual([]);
});

test("what was there before and is as it was is not spoken of", async () => {
  const lab = await useConfigLab();
  await haveRecorder(lab);
  await putRule(lab, "before");
  const situation = await lab.begin();
  expect(await plan(lab, scopeIn(situation))).toEqual([]);
  // Beside somebody's recorder a rule may be anybody's.
  await putRule(lab, "new");
  expect(await plan(lab, scopeIn(situation))).toEqual([]);
});

test.each<[string, (lab: ConfigLab) => Promise<unknown>, string[]]>([
  ["stopped", (lab) => stop(lab), ["restore Config recorder"]],
  [
    "set to daily",
    (lab) => put(lab, { recordingMode: { recordingFrequency: "DAILY" } }),
    ["restore Config recorder"],
  ],
  [
    "narrowed to one type",
    (lab) => put(lab, { recordingGroup: { resourceTypes: ["AWS::S3::Bucket"] } }),
    ["restore Config recorder"],
  ],
  [
    "given another prefix",
    ({ clients }) =>
      clients.config.send(
        new PutDeliveryChannelCommand({
          DeliveryChannel: {
            name: "default",
            s3BucketName: "config-bucket-123456789012",
            configSnapshotDeliveryProperties: { deliveryFrequency: "One_Hour" },
          },
        }),
      ),
    ["restore delivery channel"],
  ],
  [
    "deleted altogether",
    async (lab) => {
      await stop(lab);
      const { config } = lab.clients;
      await config.send(new DeleteDeliveryChannelCommand({ DeliveryChannelName: "default" }));
      await config.send(new DeleteConfigurationRecorderCommand({ ConfigurationRecorderName: "default" }));
    },
    ["restore delivery channel", "restore Config recorder"],
  ],
  [
    "replaced by another of another name",
    async (lab) => {
      await stop(lab);
      const { config } = lab.clients;
      await config.send(new DeleteDeliveryChannelCommand({ DeliveryChannelName: "default" }));
      await config.send(new DeleteConfigurationRecorderCommand({ ConfigurationRecorderName: "default" }));
      await put(lab, { name: "mine" });
    },
    ["restore delivery channel", "remove Config recorder", "restore Config recorder"],
  ],
])("a recorder of before the lab that was %s gets its settings back", async (_, change, planned) => {
  const lab = await useConfigLab();
  await haveRecorder(lab);
  const before = await lab.inventory();
  const situation = await lab.begin();
  await change(lab);
  expect(await lab.inventory()).not.toEqual(before);
  expect(await cleanUp(lab, situation)).toEqual(planned);
  expect(await lab.inventory()).toEqual(before);
});

test("a stopped recorder without a channel is stopped again, and the lab's channel goes", async () => {
  const lab = await useConfigLab();
  await lab.clients.iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: "config.amazonaws.com" }));
  await put(lab, {});
  const before = await lab.inventory();
  const situation = await lab.begin();
  await solve(lab.clients, situation);
  expect(await cleanUp(lab, situation)).toEqual(["remove delivery channel", "restore Config recorder"]);
  expect(await lab.inventory()).toEqual(before);
});

test("a role that its service still uses elsewhere stays, and clean-up says why", async () => {
  const lab = await useConfigLab();
  const situation = await lab.begin();
  await lab.clients.iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: "config.amazonaws.com" }));
  await put(lab, {});
  const [item] = await serviceLinkedRoles.find(lab.clients, scopeIn(situation));
  await expect(
    serviceLinkedRoles.sweep(
      lab.clients,
      { stage: "s", kind: "service-linked role", ...item! },
      scopeIn(situation),
      new Date(),
    ),
  ).rejects.toMatchObject({ name: "RoleInUse", message: expect.stringContaining("AWSServiceRoleForConfig") });
});

test("a role whose deletion takes its time is waited for", async () => {
  const lab = await useConfigLab({ pace: "real" });
  const situation = await lab.begin();
  await lab.clients.iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: "config.amazonaws.com" }));
  const [item] = await serviceLinkedRoles.find(lab.clients, scopeIn(situation));
  const sweep = () =>
    serviceLinkedRoles
      .sweep(
        lab.clients,
        { stage: "s", kind: "service-linked role", ...item! },
        scopeIn(situation),
        new Date(),
      )
      .then(
        () => "done",
        (error: Error) => error.name,
      );
  expect(await sweep()).toBe("NotYet");
  for (const deletion of Object.values(iamState(lab.account.cloud, PLACE.accountId).roleDeletions))
    deletion.doneAt = new Date();
  expect(await sweep()).toBe("done");
});

test("nothing is taken for the lab's by a ledger that is older than these kinds", async () => {
  const lab = await useConfigLab();
  const situation = await lab.begin();
  await solve(lab.clients, situation);
  const { suffix: _suffix, ...old } = situation.ledger;
  const scope = { ...scopeIn(situation), ledger: old };
  for (const { find } of [deliveryChannels, configRecorders, configRules])
    expect(await find(lab.clients, scope)).toEqual([]);
});
