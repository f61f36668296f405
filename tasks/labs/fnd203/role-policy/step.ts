import type { LabResources } from "../../../../workflows/contract.ts";
import type { Place, StepGuide } from "../../lab.ts";
import { filler } from "../commands.ts";
import { roleConsole } from "../log-console.ts";
import guide from "./guide.md";

const ROLE = "SharedServerConnectivityRole";
const POLICY = "SharedServerConnectivityPolicy";

export const rolePolicy: StepGuide = {
  id: "role-policy",
  title: "Let the servers write their logs",
  section: "Extra credit",
  optional: true,
  guide,
  hints: [
    "Whose credentials does the agent have when it uploads a log? What may they do so far?",
    "The role SharedServerConnectivityRole has one inline policy. It needs to write objects to S3, and to create streams and put events in CloudWatch Logs, beside what it may already.",
    "Edit the inline policy SharedServerConnectivityPolicy: keep its statement, and add s3:PutObject on the bucket's objects, logs:CreateLogStream, logs:PutLogEvents and logs:DescribeLogStreams on the log group, and logs:DescribeLogGroups on *.",
  ],
  questions: [
    {
      question:
        "You could attach AWS's managed policy CloudWatchAgentServerPolicy instead. What would go wrong?",
      choices: [
        "Nothing could be written: managed policies do not count for EC2 roles",
        "Logging would work, and the stack could not be deleted",
        "The inline policy would lose its effect",
      ],
      answer: 1,
      explanation:
        "Permissions add up, wherever they stand. But CloudFormation removes only **the policies that it made** before it deletes the role, and IAM refuses to delete a role that has one left (**DeleteConflict**). The stack then ends in DELETE_FAILED.",
    },
    {
      question: "Why does the access level Write of CloudWatch Logs not quite suffice?",
      choices: [
        "It lacks logs:PutLogEvents",
        "It lacks the calls by which the agent finds out that the group exists; they are of the level List",
        "It does not reach log groups that were made by somebody else",
      ],
      answer: 1,
      explanation:
        "**DescribeLogGroups** and **DescribeLogStreams** list, they do not write. An agent that may not ask whether the group is there **switches streaming off**, and says so only in its own log.",
    },
  ],
  commands(resources, place) {
    return [
      {
        why: "See the policy as it is",
        command: `aws iam get-role-policy --role-name ${ROLE} --policy-name ${POLICY} --output json`,
      },
      {
        why: "Put it back with what is missing added: what it had stays its first statement",
        command: `aws iam put-role-policy --role-name ${ROLE} --policy-name ${POLICY} --policy-document '${document(resources, place)}'`,
      },
      {
        why: "Ask IAM whether it is enough",
        command: `aws iam simulate-principal-policy --policy-source-arn arn:aws:iam::${place.accountId}:role/${ROLE} --action-names s3:PutObject --resource-arns arn:aws:s3:::${filler(resources)("bucket.sessionLogs")}/session.log --query 'EvaluationResults[].[EvalActionName,EvalDecision]' --output text`,
      },
    ];
  },
  consoleUrl: (_, place) => roleConsole(place, ROLE),
};

/** The policy of the lab's templates, with what this step adds. */
function document(resources: LabResources, { accountId, region }: Place): string {
  const fill = filler(resources);
  const group = `arn:aws:logs:${region}:${accountId}:log-group:${fill("logGroup.sessionLogs")}`;
  const allow = (Action: string | string[], Resource: string) => ({ Effect: "Allow", Action, Resource });
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      allow(
        [
          "ssm:UpdateInstanceInformation",
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
          "s3:GetEncryptionConfiguration",
        ],
        "*",
      ),
      allow("s3:PutObject", `arn:aws:s3:::${fill("bucket.sessionLogs")}/*`),
      allow(["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], `${group}:*`),
      allow("logs:DescribeLogGroups", "*"),
    ],
  });
}
