import {
  type EvaluationResult,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  paginateSimulatePrincipalPolicy,
} from "@aws-sdk/client-iam";
import type { Clients } from "../../../runtime/clients.ts";
import { isAwsError } from "../../../runtime/errors.ts";
import { collect } from "../../../runtime/pages.ts";
import type { LabSituation } from "../../lab.ts";
import {
  bucketNames,
  chooseBucket,
  chooseGroup,
  groupNames,
  readBuckets,
  readGroups,
  sharedBuckets,
  sharedGroups,
} from "../session-logs.ts";

export const ROLE = "SharedServerConnectivityRole";
/** The inline policy that the lab's templates give it: the one to edit. */
export const POLICY = "SharedServerConnectivityPolicy";

export type Answer = "allowed" | "explicitDeny" | "implicitDeny";

export interface RolePolicyFacts {
  bucket: string;
  group: string;
  /** Absent where the lab's role is gone. */
  role?: {
    /** What the role may do, by IAM action. */
    may: Record<string, Answer>;
    inline: string[];
    attached: string[];
  };
}

/** What the policy of 2019 and of today lets the agent do, without which there is no session to be logged. */
export const SESSION_ACTIONS = [
  "ssm:UpdateInstanceInformation",
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
];
export const BUCKET_ACTIONS = ["s3:PutObject", "s3:GetEncryptionConfiguration"];
export const GROUP_ACTIONS = [
  "logs:CreateLogStream",
  "logs:DescribeLogGroups",
  "logs:DescribeLogStreams",
  "logs:PutLogEvents",
];

type Where = Pick<RolePolicyFacts, "bucket" | "group">;

/** `arn:aws:` and its like in other partitions: it is the Region's. */
export const partitionOf = (region: string): string =>
  region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";

export const observe = async (clients: Clients, lab: LabSituation): Promise<RolePolicyFacts> => {
  const [buckets, groups] = await Promise.all([sharedBuckets(clients, lab), sharedGroups(clients, lab)]);
  return factsOf(clients, lab, buckets, groups);
};

/** The same, read anew. */
export const read = async (clients: Clients, lab: LabSituation): Promise<RolePolicyFacts> => {
  const [buckets, groups] = await Promise.all([readBuckets(clients), readGroups(clients)]);
  return factsOf(clients, lab, buckets, groups);
};

async function factsOf(
  { iam }: Clients,
  lab: LabSituation,
  buckets: Awaited<ReturnType<typeof readBuckets>>,
  groups: Awaited<ReturnType<typeof readGroups>>,
): Promise<RolePolicyFacts> {
  const where = {
    bucket: chooseBucket(buckets, lab)?.name ?? bucketNames(lab)[0]!,
    group: chooseGroup(groups, lab)?.logGroupName ?? groupNames(lab)[0]!,
  };
  try {
    const [may, inline, attached] = await Promise.all([
      simulate(iam, lab, where),
      iam.send(new ListRolePoliciesCommand({ RoleName: ROLE })),
      iam.send(new ListAttachedRolePoliciesCommand({ RoleName: ROLE })),
    ]);
    return {
      ...where,
      role: {
        may,
        inline: inline.PolicyNames ?? [],
        attached: (attached.AttachedPolicies ?? []).map((policy) => policy.PolicyArn!),
      },
    };
  } catch (error) {
    if (isAwsError(error, "NoSuchEntityException", "NoSuchEntity")) return where;
    throw error;
  }
}

/** Asks IAM itself what the role may do: it weighs all policies, boundaries and denials, whoever wrote them how. */
async function simulate(
  iam: IAMClient,
  { place: { accountId, region } }: LabSituation,
  { bucket, group }: Where,
): Promise<Record<string, Answer>> {
  const partition = partitionOf(region);
  const logGroup = `arn:${partition}:logs:${region}:${accountId}:log-group:${group}`;
  const s3Bucket = `arn:${partition}:s3:::${bucket}`;
  const ask = async (ActionNames: string[], ResourceArns?: string[]) => {
    const PolicySourceArn = `arn:${partition}:iam::${accountId}:role/${ROLE}`;
    const asked = { PolicySourceArn, ActionNames, ResourceArns };
    const results = await collect(
      paginateSimulatePrincipalPolicy({ client: iam }, asked),
      (page) => page.EvaluationResults,
    );
    return results.flatMap(answersOf);
  };
  const [session, onBucket, onGroup] = await Promise.all([
    ask(SESSION_ACTIONS),
    ask(BUCKET_ACTIONS, [s3Bucket, `${s3Bucket}/session.log`]),
    // Policies name a group with and without what follows it, and each of them counts for some action.
    ask(GROUP_ACTIONS, [logGroup, `${logGroup}:*`, `${logGroup}:log-stream:session`]),
  ]);
  // An object is put, and a bucket asked for its encryption: not the other way round.
  const meant = onBucket.filter(
    ({ action, resource }) => (action === "s3:PutObject") === /\/[^/]+$/.test(resource),
  );
  const may: Record<string, Answer> = {};
  for (const { action, answer } of [...session, ...meant, ...onGroup])
    may[action] = stronger(may[action], answer);
  return may;
}

/** IAM reports each resource by itself, or under one result of the action. */
function answersOf(result: EvaluationResult): { action: string; resource: string; answer: Answer }[] {
  const action = result.EvalActionName!;
  const each = result.ResourceSpecificResults ?? [];
  if (each.length === 0)
    return [{ action, resource: result.EvalResourceName ?? "*", answer: result.EvalDecision as Answer }];
  return each.map((one) => ({
    action,
    resource: one.EvalResourceName!,
    answer: one.EvalResourceDecision as Answer,
  }));
}

const STRONGEST_FIRST: readonly Answer[] = ["explicitDeny", "allowed", "implicitDeny"];

/** Of several names of one thing: a denial of any denies it, and otherwise any that is allowed will do. */
const stronger = (one: Answer = "implicitDeny", other: Answer): Answer =>
  STRONGEST_FIRST.find((answer) => answer === one || answer === other)!;
