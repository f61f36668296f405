import type { OperationModel } from "../../../wire/model.ts";
import type { Member } from "../../../wire/shapes.ts";
import { structure } from "./parameters.ts";

type Json = Record<string, unknown>;

/**
 * `requestParameters` of a call of S3: the bucket, the host, the setting that the query names, headers by their own
 * names, and the body as it was sent (observed).
 */
export function s3Request({ input: shape, traits }: OperationModel, input: Json): Json {
  const { Bucket: bucketName } = input as { Bucket?: string };
  const rendered: Json = {};
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
    Host: bucketName === undefined ? "s3.amazonaws.com" : `${bucketName}.s3.amazonaws.com`,
    ...rendered,
    ...Object.fromEntries([...settings.keys()].map((name) => [name, ""])),
  };
}

function payload(member: Member, value: unknown): Json {
  // A policy is shown as what it is, not as text.
  if (member.name === "Policy") return { bucketPolicy: asJson(value as string) };
  const { shape } = member;
  return { [member.name]: shape.kind === "structure" ? structure(shape, value as Json, elementName) : value };
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
