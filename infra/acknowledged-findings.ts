import { type Stack, Validations } from "aws-cdk-lib";
import { FUNCTIONS, type Verb } from "../workflows/contract.ts";

const regional = (service: string, resource: string) =>
  `arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${resource}`;
const ec2 = (resource: string) => regional("ec2", resource);

const UNKNOWN_UNTIL_BUILT =
  "The lab's ids are made with its stack, after this policy; the task acts on those alone.";
const SESSIONS_NAME = "A session is named when it begins, and its log stream after it.";
const PARTICIPANTS_NAME = "The participant's own name ends the bucket's.";
const CONSOLES_NAME = "What the consoles of Config and CloudTrail call the buckets that they make.";
const NO_SUCH_RESOURCE =
  "Describe, List, SendTaskSuccess and X-Ray calls have no resource-level permissions: only * works.";

/** Each wildcard that cdk-nag finds in the orchestrator's policies, and why it stays. */
const WILDCARDS: Record<string, string> = {
  "*": NO_SUCH_RESOURCE,
  [ec2("instance/*")]: UNKNOWN_UNTIL_BUILT,
  [ec2("key-pair/*")]: "Only on what CreateKeyPair makes in the same call.",
  [ec2("network-acl/*")]: UNKNOWN_UNTIL_BUILT,
  [ec2("network-interface/*")]: UNKNOWN_UNTIL_BUILT,
  [ec2("security-group-rule/*")]: UNKNOWN_UNTIL_BUILT,
  [ec2("security-group/*")]: UNKNOWN_UNTIL_BUILT,
  [ec2("subnet/*")]: UNKNOWN_UNTIL_BUILT,
  [ec2("vpc-endpoint/*")]: UNKNOWN_UNTIL_BUILT,
  [ec2("vpc/*")]: UNKNOWN_UNTIL_BUILT,
  [regional("elasticloadbalancing", "loadbalancer/app/*")]: UNKNOWN_UNTIL_BUILT,
  [regional("cloudformation", "stack/*")]:
    "A participant may have built the lab's stack under a name of their own; what owns its logical ids is the lab's.",
  "arn:<AWS::Partition>:ssm:<AWS::Region>::parameter/aws/service/*":
    "AWS's own public parameters: which image is the newest.",
  "arn:<AWS::Partition>:s3:::<HandrailBucket>/ledgers/*":
    "One ledger a lab, in the orchestrator's own bucket.",
  "arn:<AWS::Partition>:s3:::<HandrailBucket>/templates/*":
    "The labs' templates, in the orchestrator's own bucket.",
  ...Object.fromEntries(
    ["fdn203-demo-bucket", "fnd203-demo-bucket", "fdn203-ssmlogs-bucket", "fnd203-ssmlogs-bucket"].flatMap(
      (name) => ["-*", "-*/*"].map((rest) => [`arn:<AWS::Partition>:s3:::${name}${rest}`, PARTICIPANTS_NAME]),
    ),
  ),
  ...Object.fromEntries(
    ["config-bucket-*", "aws-cloudtrail-logs-*"].flatMap((name) =>
      ["", "/*"].map((rest) => [`arn:<AWS::Partition>:s3:::${name}${rest}`, CONSOLES_NAME]),
    ),
  ),
  "arn:<AWS::Partition>:s3:::<HandrailBucket>/resets/*":
    "What each reset came to, in the orchestrator's own bucket.",
  [regional("states", "mapRun:handrail-reset-accounts/*")]:
    "A Map Run is named when it begins; the machine it belongs to is fixed.",
  "arn:<AWS::Partition>:iam::*:role/handrail-lab":
    "Which accounts are the course's is said when they are reset; each of them decides whom its role trusts.",
  [regional("kms", "key/*")]:
    "A participant may have given the bucket any key of theirs; it is only looked at.",
  [regional("logs", "log-group:*")]: "To find the lab's groups takes the permission to list all.",
  [regional("logs", "log-group:fdn203-*")]: "The guide gives the group two names, one with the suffix.",
  [regional("logs", "log-group:fnd203-*")]: "The guide gives the group two names, one with the suffix.",
  [regional("cloudtrail", "trail/*")]:
    "A trail of another name into the lab's bucket is the participant's as well, and cleaned up.",
  [regional("config", "config-rule/*")]: UNKNOWN_UNTIL_BUILT,
  [regional("config", "configuration-recorder/*")]:
    "An account has one recorder, of any name; its ARN ends with an id that AWS gives.",
  [regional("guardduty", "detector/*")]: "An account has one detector, whose id AWS gives.",
  "arn:<AWS::Partition>:iam::<AWS::AccountId>:role/*":
    "To Config alone: a recorder that was there before the lab gets the role back that it had.",
  [regional("logs", "log-group:fdn203-*:log-stream:*")]: SESSIONS_NAME,
  [regional("logs", "log-group:fnd203-*:log-stream:*")]: SESSIONS_NAME,
  "arn:<AWS::Partition>:s3:::*": "To read how a bucket is encrypted that the participant's preferences name.",
  "arn:<AWS::Partition>:s3:::fdn203-*": PARTICIPANTS_NAME,
  "arn:<AWS::Partition>:s3:::fnd203-*": PARTICIPANTS_NAME,
  [regional("ssm", "session/*")]: "Clean-up ends the sessions on the lab's servers, whoever began them.",
  [regional("ssm", "session/handrail-solve-*")]: SESSIONS_NAME,
  "arn:<AWS::Partition>:iam::<AWS::AccountId>:instance-profile/*":
    "A participant may have put the lab's role into a profile of any name; nothing else is taken out of one.",
  "arn:<AWS::Partition>:iam::<AWS::AccountId>:instance-profile/*SharedServerConnectivityProfile*":
    "CloudFormation names the profile; the fixed part of the name is the lab's.",
};

/** The CDK allows a machine a function's versions with the function; there are none. */
const functionVersions = (stack: Stack) =>
  FUNCTIONS.map((name) => {
    const made = stack.node.findChild(`${name}-function`).node.findChild("Function").node.defaultChild;
    return `<${stack.resolve((made as { logicalId?: string } | undefined)?.logicalId)}.Arn>:*`;
  });

/** The machines that others run to their end. */
const DRIVEN = ["build-lab", "verify-steps", "solve-step", "clean-up"] as const satisfies Verb[];

/** The executions of a machine, as the CDK's policies name them. */
function executionsOf(stack: Stack, verb: Verb, rest: string): string {
  const machine = stack.node.findChild(verb).node.findChild("Machine").node.defaultChild;
  const id = stack.resolve((machine as { logicalId?: string } | undefined)?.logicalId);
  return `execution:{"Fn::Select":[6,{"Fn::Split":[":",{"Ref":"${id}"}]}]}${rest}`;
}

export function acknowledgeOrchestratorFindings(stack: Stack): void {
  const reasons = {
    ...WILDCARDS,
    ...Object.fromEntries(
      functionVersions(stack).map((id) => [
        id,
        "The CDK allows the function's versions along with it; it has none.",
      ]),
    ),
    ...Object.fromEntries(
      DRIVEN.map((verb) => [
        regional("states", executionsOf(stack, verb, "*")),
        "An execution is named when it starts; the machine it belongs to is fixed.",
      ]),
    ),
    ...Object.fromEntries(
      [":*", "/Accounts:*"].map((rest) => [
        regional("states", executionsOf(stack, "reset-accounts", rest)),
        "The children of the machine's own Map are named when they start.",
      ]),
    ),
  };
  Validations.of(stack).acknowledge(
    ...Object.entries(reasons).map(([resource, reason]) => ({
      id: `AwsSolutions-IAM5[Resource::${resource}]`,
      reason,
    })),
  );
}
