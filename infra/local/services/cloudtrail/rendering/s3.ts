import type { OperationModel } from "../../../wire/model.ts";
import type { Member, Shape } from "../../../wire/shapes.ts";

type Json = Record<string, unknown>;

/** The namespace that SDKs put on the root of a body. */
const XMLNS = "http://s3.amazonaws.com/doc/2006-03-01/";

/**
 * `requestParameters` of a call of S3: the bucket, the host, the setting that the query names, headers by their own
 * names, and the body as it was sent (observed).
 * @param region where it was called; us-east-1 is S3's global endpoint
 */
export function s3Request({ input: shape, traits }: OperationModel, input: Json, region: string): Json {
  const { Bucket: bucketName } = input as { Bucket?: string };
  const rendered: Json = {};
  const endpoint = region === "us-east-1" ? "s3.amazonaws.com" : `s3.${region}.amazonaws.com`;
  const settings = new URLSearchParams(traits.http?.[1].split("?")[1] ?? "");
  settings.delete("x-id");
  for (const member of shape.members) {
    const item = input[member.name];
    if (item === undefined || item === null || member.name === "Bucket") continue;
    const { httpHeader, httpQuery, httpPayload } = member.traits;
    if (httpPayload) Object.assign(rendered, payload(member, item));
    else rendered[httpHeader ?? httpQuery ?? member.name] = item;
  }
  return {
    ...(bucketName === undefined ? {} : { bucketName }),
    Host: bucketName === undefined ? endpoint : `${bucketName}.${endpoint}`,
    ...rendered,
    ...Object.fromEntries([...settings.keys()].map((name) => [name, ""])),
  };
}

function payload(member: Member, value: unknown): Json {
  // A policy is shown as what it is, not as text.
  if (member.name === "Policy") return { bucketPolicy: asJson(value as string) };
  const body = element(member.shape, value);
  return { [member.name]: member.shape.kind === "structure" ? { xmlns: XMLNS, ...(body as Json) } : body };
}

/** A body's elements, where one that occurs once is itself and not a list of one (observed). */
function element(shape: Shape, value: unknown): unknown {
  if (shape.kind !== "structure") return value;
  const rendered: Json = {};
  for (const member of shape.members) {
    const item = (value as Json)[member.name];
    if (item === undefined || item === null) continue;
    const { shape: inner } = member;
    if (inner.kind !== "list") {
      rendered[elementName(member)] = element(inner, item);
      continue;
    }
    const items = (item as unknown[]).map((each) => element(inner.item.shape, each));
    const content = items.length === 1 ? items[0] : items;
    rendered[elementName(member)] = member.traits.xmlFlattened
      ? content
      : { [inner.item.traits.xmlName ?? "member"]: content };
  }
  return rendered;
}

const elementName = ({ name, traits }: Member): string => traits.xmlName ?? name;

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What S3's records say of a request besides its parameters. */
export const S3_ADDITIONAL = { SignatureVersion: "SigV4", AuthenticationMethod: "AuthHeader" };
