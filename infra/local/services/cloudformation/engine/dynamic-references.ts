import type { Call } from "../../../service.ts";
import { notImplemented, validationError } from "../errors.ts";
import { isObject } from "../template/model.ts";

const REFERENCE = /\{\{resolve:([^:}]+):([^}]+)\}\}/g;

/**
 * A value with its dynamic references (`{{resolve:ssm:NAME:VERSION}}`) looked up. They are resolved when a
 * resource is handled and not kept, as CloudFormation does.
 */
export async function resolveReferences<T>(value: T, call: Call): Promise<T> {
  if (typeof value === "string") return (await resolveText(value, call)) as T;
  if (Array.isArray(value))
    return (await Promise.all(value.map((item) => resolveReferences(item, call)))) as T;
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(async ([key, member]) => [
    key,
    await resolveReferences(member, call),
  ]);
  return Object.fromEntries(await Promise.all(members)) as T;
}

async function resolveText(text: string, call: Call): Promise<string> {
  let resolved = text;
  for (const [whole, service, name] of text.matchAll(REFERENCE)) {
    if (service !== "ssm") throw notImplemented(`dynamic references to ${service}`);
    const { Parameter } = await call.invoke("ssm", "GetParameter", { Name: name! });
    if (Parameter?.Type === "SecureString") {
      throw validationError(
        `Template error: the dynamic reference ${whole} is of a SecureString; use ssm-secure`,
      );
    }
    resolved = resolved.replaceAll(whole, Parameter?.Value ?? "");
  }
  return resolved;
}
