import type { Call, Permission } from "../../service.ts";
import { ec2Store } from "../ec2/store.ts";
import { documentArn, documentsStore } from "./documents/store.ts";
import { sessionsStore } from "./sessions/store.ts";
import { settingArn } from "./settings.ts";
import { parameterArn, parseReference, ssmStore } from "./store.ts";

interface Names {
  Name?: string;
  Names?: string[];
  Path?: string;
  ResourceType?: string;
  ResourceId?: string;
  Tags?: { Key: string; Value: string }[];
  TagKeys?: string[];
  Overwrite?: boolean;
  Target?: string;
  DocumentName?: string;
  SessionId?: string;
  SettingId?: string;
}

/** Service Authorization Reference, "AWS Systems Manager". Lists of documents, nodes and sessions have no resource. */
export function ssmPermissions(operation: string, input: object, call: Call): Permission[] | undefined {
  const names = input as Names;
  const action = `ssm:${operation}`;
  if (operation === "DescribeParameters")
    return [{ action, resources: [`arn:aws:ssm:${call.region}:${call.accountId}:*`] }];
  if (operation === "StartSession") return startSession(names, call);
  if (operation === "TerminateSession" || operation === "ResumeSession")
    return [{ action, ...sessionResource(names.SessionId ?? "", call) }];
  if (operation.endsWith("ServiceSetting"))
    return [{ action, resources: [settingArn(call, names.SettingId ?? "")] }];
  if (/Document/.test(operation) || names.ResourceType === "Document") {
    const name = names.ResourceType === "Document" ? names.ResourceId : names.Name;
    return name === undefined ? undefined : [{ action, ...documentResource(name, names, call) }];
  }
  const parameters = [names.Name, names.Path, ...(names.Names ?? [])].filter((name) => name !== undefined);
  if (names.ResourceType === "Parameter" && names.ResourceId !== undefined) parameters.push(names.ResourceId);
  if (parameters.length === 0) return undefined;
  return parameters.map((text) => {
    const { name } = parseReference(text);
    const own = call.store(ssmStore).parameters[name]?.tags ?? [];
    const context = tagContext(own, names);
    if (operation === "PutParameter") context["ssm:Overwrite"] = String(names.Overwrite ?? false);
    return { action, resources: [parameterArn(call, name)], context };
  });
}

/**
 * The instance, and the document where the caller names one: the default document is anybody's who may start
 * sessions, unless their policy asks for `ssm:SessionDocumentAccessCheck` ("Enforce a session document permission check").
 */
function startSession({ Target = "", DocumentName }: Names, call: Call): Permission[] {
  const instance = `arn:aws:ec2:${call.region}:${call.accountId}:instance/${Target}`;
  const tags = call.store(ec2Store).tags[Target] ?? [];
  const context: Record<string, string> = {};
  for (const { Key = "", Value = "" } of tags) {
    context[`aws:ResourceTag/${Key}`] = Value;
    context[`ssm:resourceTag/${Key}`] = Value;
  }
  const needed: Permission[] = [{ action: "ssm:StartSession", resources: [instance], context }];
  if (DocumentName !== undefined)
    needed.push({ action: "ssm:StartSession", ...documentResource(DocumentName, {}, call) });
  return needed;
}

/** A session carries two tags of its own, by which a policy tells whose it is and where it leads. */
function sessionResource(id: string, call: Call): Pick<Permission, "resources" | "context"> {
  const session = call.store(sessionsStore).sessions[id];
  const tags: Record<string, string> = session
    ? { "aws:ssmmessages:session-id": session.ownerId, "aws:ssmmessages:target-id": session.target }
    : {};
  const context = Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => [
      [`ssm:resourceTag/${key}`, value],
      [`aws:ResourceTag/${key}`, value],
    ]),
  );
  return { resources: [`arn:aws:ssm:${call.region}:${call.accountId}:session/${id}`], context };
}

function documentResource(name: string, names: Names, call: Call): Pick<Permission, "resources" | "context"> {
  const own = call.store(documentsStore).documents[name]?.tags ?? [];
  return { resources: [documentArn(call, name)], context: tagContext(own, names) };
}

function tagContext(own: readonly { Key: string; Value: string }[], names: Names) {
  const context: Record<string, string | string[]> = {};
  for (const { Key, Value } of own) {
    context[`aws:ResourceTag/${Key}`] = Value;
    context[`ssm:resourceTag/${Key}`] = Value;
  }
  for (const { Key, Value } of names.Tags ?? []) context[`aws:RequestTag/${Key}`] = Value;
  const keys = names.TagKeys ?? names.Tags?.map(({ Key }) => Key);
  if (keys) context["aws:TagKeys"] = keys;
  return context;
}
