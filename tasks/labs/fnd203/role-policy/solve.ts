import { GetRolePolicyCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import type { Clients } from "../../../runtime/clients.ts";
import { isAwsError, TaskError } from "../../../runtime/errors.ts";
import { stepStatusOf } from "../../finding.ts";
import type { Calls, LabSituation, Place } from "../../lab.ts";
import { judge } from "./judge.ts";
import { POLICY, partitionOf, ROLE, type RolePolicyFacts, read, SESSION_ACTIONS } from "./observe.ts";

interface Statement {
  Sid?: string;
  [element: string]: unknown;
}

interface PolicyDocument {
  Statement: Statement[];
  [element: string]: unknown;
}

/**
 * Adds the permissions to the role's own inline policy, and keeps what it says: the stack deletes it by its name.
 * @returns whether anything had to be added
 * @throws TaskError NotSolved where the role is gone; LabNotFound is for the whole lab
 */
export async function* solve(clients: Clients, lab: LabSituation): Calls<boolean> {
  const facts = await read(clients, lab);
  if (stepStatusOf(judge(facts)) === "met") return false;
  if (!facts.role)
    throw new TaskError("notSolved", `The account has no role ${ROLE}: clean up and build the lab again.`);
  const policy = await ownPolicy(clients);
  const added = statements(facts, facts.role, lab.place);
  const replaced = new Set(added.map(({ Sid }) => Sid));
  const document = {
    ...policy,
    Statement: [...policy.Statement.filter(({ Sid }) => Sid === undefined || !replaced.has(Sid)), ...added],
  };
  await clients.iam.send(
    new PutRolePolicyCommand({
      RoleName: ROLE,
      PolicyName: POLICY,
      PolicyDocument: JSON.stringify(document),
    }),
  );
  yield {
    service: "iam",
    operation: "PutRolePolicy",
    summary: `Added ${added.map(({ Sid }) => Sid).join(", ")} to ${POLICY} of ${ROLE}`,
  };
  return true;
}

/** The policy as it is; an empty one where it is gone. */
async function ownPolicy({ iam }: Clients): Promise<PolicyDocument> {
  try {
    const { PolicyDocument = "" } = await iam.send(
      new GetRolePolicyCommand({ RoleName: ROLE, PolicyName: POLICY }),
    );
    // IAM answers documents encoded as in a URL.
    const document = JSON.parse(decodeURIComponent(PolicyDocument));
    return { ...document, Statement: [document.Statement ?? []].flat() };
  } catch (error) {
    if (isAwsError(error, "NoSuchEntityException", "NoSuchEntity"))
      return { Version: "2012-10-17", Statement: [] };
    throw error;
  }
}

/** What is needed and no more: the guide says Any, and adds that it can be more restrictive. */
function statements(
  { bucket, group }: RolePolicyFacts,
  { may }: NonNullable<RolePolicyFacts["role"]>,
  { accountId, region }: Place,
): Statement[] {
  const partition = partitionOf(region);
  const logs = `arn:${partition}:logs:${region}:${accountId}:log-group:`;
  const lost = [...SESSION_ACTIONS, "s3:GetEncryptionConfiguration"].filter((one) => may[one] !== "allowed");
  return [
    {
      Sid: "WriteSessionLogsToS3",
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: `arn:${partition}:s3:::${bucket}/*`,
    },
    {
      Sid: "WriteSessionLogsToCloudWatch",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: [`${logs}${group}`, `${logs}${group}:*`],
    },
    { Sid: "FindTheLogGroup", Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: "*" },
    ...(lost.length === 0 ? [] : [{ Sid: "HoldSessions", Effect: "Allow", Action: lost, Resource: "*" }]),
  ];
}
