import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { CreateDetectorCommand, GuardDutyClient } from "@aws-sdk/client-guardduty";
import { GetConnectionStatusCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { useTestAccount } from "../../helpers/local-account.ts";
import { launchNode, makeRole } from "./services/ssm/managed-node.ts";

test("what the emulation looks up for itself is in nobody's Event history", async () => {
  const account = await useTestAccount();
  await makeRole(account);
  const Target = await launchNode(account);
  // Whether its agent is connected is a question to the network, its routes, groups and ACLs.
  const isConnected = new GetConnectionStatusCommand({ Target });
  expect(await account.client(SSMClient).send(isConnected)).toMatchObject({ Status: "connected" });
  await account.client(GuardDutyClient).send(new CreateDetectorCommand({ Enable: true }));
  const { Events = [] } = await account.client(CloudTrailClient).send(new LookupEventsCommand({}));
  expect(Events.map(({ EventName }) => EventName)).toEqual([
    "CreateDetector",
    "CreateServiceLinkedRole",
    "GetConnectionStatus",
    "RunInstances",
    "AddRoleToInstanceProfile",
    "CreateInstanceProfile",
    "PutRolePolicy",
    "CreateRole",
  ]);
});
