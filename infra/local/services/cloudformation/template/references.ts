import { validationError } from "../errors.ts";
import { functionOf, isObject, type Template } from "./model.ts";

const PSEUDO_PARAMETERS = [
  "AWS::AccountId",
  "AWS::NoValue",
  "AWS::NotificationARNs",
  "AWS::Partition",
  "AWS::Region",
  "AWS::StackId",
  "AWS::StackName",
  "AWS::URLSuffix",
];

/** The names in a Fn::Sub text: `${Name}` and `${Name.Attribute}`, but not the escaped `${!Literal}`. */
export function substitutions(text: string): string[] {
  return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map((match) => match[1]!.trim());
}

/** One name that a value speaks of, and how. */
interface Mention {
  name: string;
  by: "Ref" | "GetAtt";
}

/**
 * Every parameter, pseudo parameter and resource that a value speaks of. Given decided conditions, only the taken
 * branch of each Fn::If is followed.
 */
function mentions(value: unknown, conditions?: Record<string, boolean>): Mention[] {
  if (Array.isArray(value)) return value.flatMap((item) => mentions(item, conditions));
  if (!isObject(value)) return [];
  const call = functionOf(value);
  if (call?.name === "Ref")
    return typeof call.argument === "string" ? [{ name: call.argument, by: "Ref" }] : [];
  if (call?.name === "Fn::GetAtt") {
    const [name, attribute] = Array.isArray(call.argument)
      ? call.argument
      : [String(call.argument).split(".")[0]];
    return [{ name: String(name), by: "GetAtt" }, ...mentions(attribute, conditions)];
  }
  if (call?.name === "Fn::If" && conditions && Array.isArray(call.argument)) {
    const [condition, whenTrue, whenFalse] = call.argument;
    return mentions(conditions[String(condition)] ? whenTrue : whenFalse, conditions);
  }
  if (call?.name === "Fn::Sub") {
    const [text, given] = Array.isArray(call.argument) ? call.argument : [call.argument, {}];
    const own = isObject(given) ? given : {};
    const named = substitutions(String(text)).filter((name) => !Object.hasOwn(own, name));
    return [
      ...named.map((name): Mention => {
        const [logicalId, attribute] = name.split(".");
        return { name: logicalId!, by: attribute === undefined ? "Ref" : "GetAtt" };
      }),
      ...mentions(Object.values(own), conditions),
    ];
  }
  return mentions(Object.values(value), conditions);
}

function isResourceName(name: string, template: Template): boolean {
  return !Object.hasOwn(template.parameters, name) && !PSEUDO_PARAMETERS.includes(name);
}

/** The resources that a value needs. */
export function resourcesIn(
  value: unknown,
  template: Template,
  conditions?: Record<string, boolean>,
): string[] {
  const names = mentions(value, conditions).map((mention) => mention.name);
  return [...new Set(names.filter((name) => isResourceName(name, template)))];
}

/** What each resource needs: its DependsOn, and the resources that its properties and metadata speak of. */
export function dependencies(
  template: Template,
  logicalIds: readonly string[],
  conditions?: Record<string, boolean>,
): Record<string, string[]> {
  return Object.fromEntries(
    logicalIds.map((logicalId) => {
      const { DependsOn, Properties, Metadata } = template.resources[logicalId]!;
      // A DependsOn on a resource whose condition is false is dropped, as CloudFormation does.
      const declared = DependsOn.filter((name) => logicalIds.includes(name));
      return [
        logicalId,
        [...new Set([...declared, ...resourcesIn([Properties, Metadata], template, conditions)])],
      ];
    }),
  );
}

/**
 * Checks that everything that is spoken of exists, before any condition is decided.
 * @throws AwsError `ValidationError` in CloudFormation's words
 */
export function checkReferences(template: Template): void {
  const resources = Object.values(template.resources);
  const inResources = resources.flatMap((resource) => [resource.Properties, resource.Metadata]);
  const unresolved = [
    ...resources.flatMap((resource) =>
      resource.DependsOn.filter((name) => !Object.hasOwn(template.resources, name)),
    ),
    ...missing(inResources, template, "Ref"),
  ];
  if (unresolved.length > 0) throw unresolvedError(unresolved, "Resources");
  const outputs = Object.values(template.outputs).map((output) => [output.Value, output.Export]);
  const attributes = [...missing(inResources, template, "GetAtt"), ...missing(outputs, template, "GetAtt")];
  if (attributes[0]) {
    throw validationError(
      `Template error: instance of Fn::GetAtt references undefined resource ${attributes[0]}`,
    );
  }
  const unresolvedOutputs = missing(outputs, template, "Ref");
  if (unresolvedOutputs.length > 0) throw unresolvedError(unresolvedOutputs, "Outputs");
  for (const [block, members] of [
    ["Resources", resources],
    ["Outputs", Object.values(template.outputs)],
  ] as const) {
    for (const { Condition } of members) {
      if (Condition !== undefined && !Object.hasOwn(template.conditions, Condition)) {
        throw validationError(
          `Template format error: Unresolved condition dependency ${Condition} in the ${block} block of the template`,
        );
      }
    }
  }
}

function missing(value: unknown, template: Template, by: Mention["by"]): string[] {
  const names = mentions(value)
    .filter((mention) => mention.by === by && isResourceName(mention.name, template))
    .map((mention) => mention.name);
  return [...new Set(names.filter((name) => !Object.hasOwn(template.resources, name)))];
}

export function unresolvedError(names: readonly string[], block: "Resources" | "Outputs") {
  return validationError(
    `Template format error: Unresolved resource dependencies [${[...new Set(names)].join(", ")}] in the ${block} block of the template`,
  );
}

/** @throws AwsError `ValidationError` "Circular dependency between resources: [A, B]" */
export function checkCycles(needs: Record<string, string[]>): void {
  const state = new Map<string, "open" | "done">();
  const path: string[] = [];
  const visit = (name: string) => {
    if (state.get(name) === "done") return;
    if (state.get(name) === "open") {
      const circle = path.slice(path.indexOf(name)).sort();
      throw validationError(`Circular dependency between resources: [${circle.join(", ")}]`);
    }
    state.set(name, "open");
    path.push(name);
    for (const need of needs[name] ?? []) visit(need);
    path.pop();
    state.set(name, "done");
  };
  for (const name of Object.keys(needs)) visit(name);
}
