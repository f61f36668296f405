import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ORCHESTRATOR_STACK } from "../workflows/contract.ts";
import { bucketName, type Deployment } from "./deploy.ts";
import { readManifest } from "./manifest.ts";

/** What deploying puts into an account, of one kind: its name in the plural, and each thing of it. */
export interface Contents {
  kind: string;
  things: { name: string; about?: string }[];
}

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

type Resources = Record<string, Resource>;

/** How a kind of resource is called, in the order in which it is listed, and which of its properties is its name. */
const KINDS: Record<string, { kind: string; name: string }> = {
  "AWS::StepFunctions::StateMachine": { kind: "state machines, which do the work", name: "StateMachineName" },
  "AWS::Lambda::Function": { kind: "functions, which they call", name: "FunctionName" },
  "AWS::IAM::Role": { kind: "roles, and what each may do besides writing its own log", name: "RoleName" },
  "AWS::Logs::LogGroup": { kind: "log groups", name: "LogGroupName" },
};

/** Part of the role that it belongs to, where it is told. */
const POLICY = "AWS::IAM::Policy";

/**
 * Lists what deploying a build creates in an account: from the template that ships, so that it cannot go stale.
 *
 * @param dist the folder of a build
 */
export async function orchestratorContents(
  place: Pick<Deployment, "accountId" | "region">,
  dist: string,
): Promise<Contents[]> {
  const { templates } = await readManifest(dist);
  const text = await readFile(join(dist, templates.orchestrator.file), "utf8");
  return [
    {
      kind: "bucket",
      things: [
        {
          name: bucketName(place),
          about: "the functions' code, and, while a lab stands, what was there before it",
        },
      ],
    },
    { kind: "CloudFormation stack, of all that follows", things: [{ name: ORCHESTRATOR_STACK }] },
    ...contentsOf((JSON.parse(text) as { Resources: Resources }).Resources),
  ];
}

/** The resources of a template by kind; a kind that has no words of its own goes by its type. */
export function contentsOf(resources: Resources): Contents[] {
  const types = new Set([...Object.keys(KINDS), ...Object.values(resources).map(({ Type }) => Type)]);
  types.delete(POLICY);
  return [...types].flatMap((type) => {
    const things = Object.entries(resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, resource]) => thingOf(id, resource, resources));
    return things.length > 0 ? [{ kind: KINDS[type]?.kind ?? type, things }] : [];
  });
}

function thingOf(
  id: string,
  { Type, Properties }: Resource,
  resources: Resources,
): Contents["things"][number] {
  if (Type === "AWS::IAM::Role") return roleOf(id, resources);
  const name = Properties[KINDS[Type]?.name ?? ""];
  const about = Type === "AWS::Logs::LogGroup" ? `kept for ${Properties.RetentionInDays} days` : undefined;
  return {
    name: typeof name === "string" ? name : id,
    about: about ?? (Properties.Description as string | undefined),
  };
}

/** A role by whose it is, with the services that it may read and change. */
function roleOf(id: string, resources: Resources): Contents["things"][number] {
  const owner = Object.values(resources).find(({ Properties }) =>
    [Properties.Role, Properties.RoleArn].some((role) => JSON.stringify(role ?? "").includes(`"${id}"`)),
  );
  const ownName = owner?.Properties[KINDS[owner.Type]?.name ?? ""];
  const actions = actionsOf(id, resources).filter((action) => !OWN_LOG.test(action) && !STARTS.test(action));
  const reads = services(actions.filter((action) => READS.test(action)));
  const changes = services(actions.filter((action) => !READS.test(action)));
  return {
    name: typeof ownName === "string" ? `for ${ownName}` : "for CloudFormation, to make the lab's stack",
    about:
      [changes && `changes ${changes}`, reads && `reads ${reads}`].filter(Boolean).join("; ") ||
      "starts functions and machines of the above",
  };
}

function actionsOf(role: string, resources: Resources): string[] {
  return Object.values(resources)
    .filter(
      ({ Type, Properties }) => Type === POLICY && JSON.stringify(Properties.Roles).includes(`"${role}"`),
    )
    .flatMap(({ Properties }) => (Properties.PolicyDocument as PolicyDocument).Statement)
    .flatMap(({ Action }) => Action);
}

interface PolicyDocument {
  Statement: { Action: string | string[] }[];
}

/** IAM's own division, as the names of the actions tell it. */
const READS = /:(Describe|Get|List|Head|BatchGet|Lookup|Filter|Search|Select|Simulate)/;

/** Functions, machines, and handing a role to what acts with it; Step Functions waits for a machine by way of a rule. */
const STARTS = /^(lambda:Invoke|states:|events:|iam:PassRole)/;

/** What a function or a machine needs to write its own log and traces, whatever else it does. */
const OWN_LOG =
  /^(xray:|logs:(CreateLogStream|PutLogEvents|\w*LogDeliver\w*|PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups)$)/;

const services = (actions: string[]): string =>
  [...new Set(actions.map((action) => action.split(":")[0]!))].sort().join(", ");
