import {
  BootstraplessSynthesizer,
  CfnCondition,
  CfnOutput,
  CfnParameter,
  Fn,
  Stack,
  Validations,
} from "aws-cdk-lib";
import { CfnRole } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { LAB_ROLE, machineName, ORCHESTRATOR_STACK, VERBS } from "../workflows/contract.ts";

/** An hour is the least that AWS lets a role have at most; whoever takes it on asks for a quarter of that. */
const LONGEST_SESSION_SECONDS = 3_600;

/** The machines that are driven from outside: all but the one that drives others. */
const DRIVEN = VERBS.filter((verb) => verb !== "reset-accounts").map(machineName);

/** Calls that have no resource to name. Source: Service Authorization Reference, "AWS Step Functions", "AWS IAM". */
const WITHOUT_RESOURCE = ["states:SendTaskSuccess", "iam:ListAccountAliases"];

const NAMED_WHEN_STARTED = "An execution is named when it starts; the machine it belongs to is fixed.";

/**
 * The one role that a lab account has for the instructor's: it drives Handrail's own machines and looks at what they say.
 * What a clean-up removes is decided inside the account, by the roles of its own functions.
 *
 * A template of its own: it goes into each lab account, by a StackSet or by hand, and nothing else of it does.
 */
export class LabRoleStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      synthesizer: new BootstraplessSynthesizer(),
      description:
        "Handrail: the role by which an instructor's account has the labs of this account cleaned up",
    });
    const instructor = new CfnParameter(this, "InstructorAccountId", {
      type: "String",
      allowedPattern: "\\d{12}",
      description: "The account that resets others; who may there is up to its own IAM",
    });
    const organization = new CfnParameter(this, "OrganizationId", {
      type: "String",
      default: "",
      allowedPattern: "(o-[a-z0-9]{10,32})?",
      description: "Where given, the instructor's account must belong to this organisation (o-...)",
    });
    const until = new CfnParameter(this, "ValidUntil", {
      type: "String",
      default: "",
      allowedPattern: "(\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z)?",
      description: "Where given, such as 2027-01-31T18:00:00Z: nobody can take the role on from then",
    });
    const inOrganization = given(this, "HasOrganizationId", organization);
    const ends = given(this, "HasValidUntil", until);
    const arn = (service: string, resource: string, region = "*") =>
      this.formatArn({ service, resource, region });
    const role = new CfnRole(this, "Role", {
      roleName: LAB_ROLE,
      description: "For Handrail in the instructor's account: to start, watch and stop clean-ups here",
      maxSessionDuration: LONGEST_SESSION_SECONDS,
      assumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { AWS: Fn.sub(`arn:\${AWS::Partition}:iam::\${InstructorAccountId}:root`) },
            Condition: {
              StringEquals: {
                "aws:PrincipalAccount": instructor.valueAsString,
                "aws:PrincipalOrgID": whereGiven(inOrganization, organization.valueAsString),
              },
              DateLessThan: whereGiven(ends, { "aws:CurrentTime": until.valueAsString }),
            },
          },
        ],
      },
      policies: [
        {
          policyName: "drive-handrail",
          policyDocument: {
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Action: ["states:StartExecution", "states:ListExecutions", "states:DescribeStateMachine"],
                Resource: DRIVEN.map((name) => arn("states", `stateMachine:${name}`)),
              },
              {
                Effect: "Allow",
                Action: [
                  "states:DescribeExecution",
                  "states:DescribeStateMachineForExecution",
                  "states:GetExecutionHistory",
                  "states:StopExecution",
                ],
                Resource: DRIVEN.map((name) => arn("states", `execution:${name}:*`)),
              },
              {
                Effect: "Allow",
                Action: "cloudformation:DescribeStacks",
                Resource: arn("cloudformation", `stack/${ORCHESTRATOR_STACK}/*`),
              },
              { Effect: "Allow", Action: WITHOUT_RESOURCE, Resource: "*" },
            ],
          },
        },
      ],
    });
    new CfnOutput(this, "RoleArn", { value: role.attrArn });
    acknowledge(this);
  }
}

/** Whether a parameter that may be empty is not. */
const given = (scope: Construct, id: string, parameter: CfnParameter): CfnCondition =>
  new CfnCondition(scope, id, {
    expression: Fn.conditionNot(Fn.conditionEquals(parameter.valueAsString, "")),
  });

const whereGiven = (condition: CfnCondition, value: unknown) =>
  Fn.conditionIf(condition.logicalId, value, { Ref: "AWS::NoValue" });

function acknowledge(stack: Stack): void {
  const anywhere = `arn:<AWS::Partition>:states:*:<AWS::AccountId>`;
  const reasons: [resource: string, reason: string][] = [
    ["*", "SendTaskSuccess and ListAccountAliases have no resource-level permissions: only * works."],
    ...DRIVEN.flatMap((name): [string, string][] => [
      [`${anywhere}:stateMachine:${name}`, "The role is one for all Regions in which the account has labs."],
      [`${anywhere}:execution:${name}:*`, NAMED_WHEN_STARTED],
    ]),
    [
      `arn:<AWS::Partition>:cloudformation:*:<AWS::AccountId>:stack/${ORCHESTRATOR_STACK}/*`,
      "A stack's id ends with what CloudFormation gives it.",
    ],
  ];
  Validations.of(stack).acknowledge(
    ...reasons.map(([resource, reason]) => ({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason })),
  );
}
