import * as logs from "@aws-sdk/client-cloudwatch-logs";
import { createActor } from "../../../helpers/actors.ts";
import type { TestAccount } from "../../../helpers/local-account.ts";
import type { Row } from "./row.ts";

const watch = (account: TestAccount) => account.client(logs.CloudWatchLogsClient);
const logGroupName = "/rows/of-errors";

export const logsRows: Row[] = [
  [
    "CreateLogGroup",
    "exists",
    400,
    "ResourceAlreadyExistsException",
    async (a) => {
      await watch(a).send(new logs.CreateLogGroupCommand({ logGroupName }));
      await watch(a).send(new logs.CreateLogGroupCommand({ logGroupName }));
    },
  ],
  [
    "DeleteLogGroup",
    "none",
    400,
    "ResourceNotFoundException",
    (a) => watch(a).send(new logs.DeleteLogGroupCommand({ logGroupName })),
  ],
  [
    "DeleteLogGroup",
    "protected",
    400,
    "ValidationException",
    async (a) => {
      const input = { logGroupName, deletionProtectionEnabled: true };
      await watch(a).send(new logs.CreateLogGroupCommand(input));
      await watch(a).send(new logs.DeleteLogGroupCommand({ logGroupName }));
    },
  ],
  [
    "FilterLogEvents",
    "no such group",
    400,
    "ResourceNotFoundException",
    (a) => watch(a).send(new logs.FilterLogEventsCommand({ logGroupName })),
  ],
  [
    "DescribeLogGroups",
    "no permission",
    400,
    "AccessDeniedException",
    async (a) => {
      const { credentials } = await createActor(a);
      const client = a.client(logs.CloudWatchLogsClient, { credentials });
      await client.send(new logs.DescribeLogGroupsCommand({}));
    },
  ],
];
