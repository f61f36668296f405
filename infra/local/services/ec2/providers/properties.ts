import { AwsError } from "../../../errors.ts";
import type { ResourceRequest } from "../../cloudformation/provider.ts";

/** A template's properties come as text or as JSON's own types; these read either. */
type Properties = Record<string, unknown>;

export function text(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  if (value === undefined || value === null) return;
  if (typeof value === "object") throw invalid(name, "string");
  return String(value);
}

export function requiredText(request: ResourceRequest, name: string): string {
  const value = text(request.properties, name);
  if (value) return value;
  throw new AwsError("ValidationError", `Property ${name} cannot be empty.`);
}

export function flag(properties: Properties, name: string): boolean | undefined {
  const value = text(properties, name)?.toLowerCase();
  if (value === undefined) return;
  if (value === "true" || value === "false") return value === "true";
  throw invalid(name, "boolean");
}

export function number(properties: Properties, name: string): number | undefined {
  const value = text(properties, name);
  if (value === undefined) return;
  if (/^-?\d+$/.test(value)) return Number(value);
  throw invalid(name, "integer");
}

export function texts(properties: Properties, name: string): string[] | undefined {
  const value = properties[name];
  if (value === undefined || value === null) return;
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

export function objects(properties: Properties, name: string): Properties[] {
  const value = properties[name];
  if (value === undefined || value === null) return [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map((each) => {
    if (typeof each !== "object" || each === null) throw invalid(name, "object");
    return each as Properties;
  });
}

/** A JSON property that may be given as text already, such as a policy document. */
export function json(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  if (value === undefined) return;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Refuses properties that the provider does not know, as it could not keep their promise. */
export function known(request: ResourceRequest, ...names: string[]): void {
  const stranger = Object.keys(request.properties).find((name) => !names.includes(name));
  if (stranger === undefined) return;
  throw new AwsError(
    "NotImplemented",
    `The local account does not know the property ${stranger} of ${request.type} yet.`,
    501,
  );
}

/** The names of the properties that differ between a template's versions. */
export function changed(request: ResourceRequest, old: Properties): string[] {
  const names = new Set([...Object.keys(request.properties), ...Object.keys(old)]);
  return [...names].filter((name) => JSON.stringify(request.properties[name]) !== JSON.stringify(old[name]));
}

function invalid(name: string, type: string): AwsError {
  return new AwsError("ValidationError", `Value of property ${name} must be of type ${type}`);
}
