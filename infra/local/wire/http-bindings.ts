import type { QueryParameter, WireRequest } from "./http.ts";
import type { Member, SimpleShape, StructureShape } from "./shapes.ts";
import { decodeText, encodeText } from "./text-values.ts";

/** The members that are neither in the URL nor in a header: they make up the body. */
export function bodyMembers(shape: StructureShape): Member[] {
  return shape.members.filter(
    ({ traits }) =>
      !traits.httpLabel &&
      !traits.httpQuery &&
      !traits.httpQueryParams &&
      !traits.httpHeader &&
      !traits.httpPrefixHeaders &&
      !traits.httpPayload &&
      !traits.httpResponseCode,
  );
}

/** The member that is the whole body, where there is one. */
export function payloadMember(shape: StructureShape): Member | undefined {
  return shape.members.find(({ traits }) => traits.httpPayload);
}

/** Reads what a request carries outside of its body. */
export function decodeBindings(
  shape: StructureShape,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  for (const member of shape.members) {
    const value = decodeBinding(member, request, labels);
    if (value !== undefined) entries.push([member.name, value]);
  }
  return Object.fromEntries(entries);
}

function decodeBinding(
  member: Member,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
): unknown {
  const { traits, name, shape } = member;
  if (traits.httpLabel) return labels[name] === undefined ? undefined : decodeSimple(member, labels[name]);
  if (traits.httpQuery !== undefined) {
    const values = request.query.filter((parameter) => parameter.name === traits.httpQuery);
    if (values.length === 0) return undefined;
    if (shape.kind === "list") return values.map(({ value }) => decodeSimple(shape.item, value ?? ""));
    // `?max-keys=` is as good as absent for a number or a time; a string may be empty.
    const text = values[0]!.value ?? "";
    return text === "" && shape.kind !== "string" ? undefined : decodeSimple(member, text);
  }
  if (traits.httpQueryParams) return mapOf(request.query);
  if (traits.httpHeader !== undefined) {
    const text = request.headers[traits.httpHeader.toLowerCase()];
    if (text === undefined) return undefined;
    if (shape.kind === "list") return text.split(",").map((item) => decodeSimple(shape.item, item.trim()));
    return decodeSimple(member, text);
  }
  if (traits.httpPrefixHeaders !== undefined) {
    const prefix = traits.httpPrefixHeaders.toLowerCase();
    const found = Object.entries(request.headers).filter(([header]) => header.startsWith(prefix));
    return found.length === 0
      ? undefined
      : Object.fromEntries(found.map(([header, value]) => [header.slice(prefix.length), value]));
  }
  return undefined;
}

function decodeSimple(member: Member, text: string): unknown {
  return decodeText(member.shape as SimpleShape, text, member.name);
}

function mapOf(query: QueryParameter[]): Record<string, string> {
  return Object.fromEntries(query.map(({ name, value }) => [name, value ?? ""]));
}

/** Writes what an answer carries outside of its body. */
export function encodeBindings(
  shape: StructureShape,
  output: object,
): { status?: number; headers: Record<string, string> } {
  const source = output as Record<string, unknown>;
  const headers: Record<string, string> = {};
  let status: number | undefined;
  for (const { name, traits, shape: member } of shape.members) {
    const value = source[name];
    if (value === undefined || value === null) continue;
    if (traits.httpResponseCode) status = value as number;
    else if (traits.httpHeader !== undefined) {
      const header = traits.httpHeader.toLowerCase();
      headers[header] = Array.isArray(value)
        ? value.map(String).join(", ")
        : headerText(encodeText(member as SimpleShape, value, "http-date"));
    } else if (traits.httpPrefixHeaders !== undefined) {
      for (const [key, text] of Object.entries(value as Record<string, string>))
        headers[`${traits.httpPrefixHeaders}${key}`.toLowerCase()] = headerText(text);
    }
  }
  return { status, headers };
}

/** A header cannot hold line ends; Node refuses them. Non-Latin text goes out as UTF-8 bytes, as clients sent it. */
function headerText(text: string): string {
  const line = text.replace(/[\r\n]+/g, " ");
  return /[^\x20-\xff]/.test(line) ? Buffer.from(line, "utf8").toString("latin1") : line;
}
