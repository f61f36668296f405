import { decodeSegment, type QueryParameter, type WireRequest } from "./http.ts";
import type { OperationModel, ServiceModel } from "./model.ts";

/** The operation that a request is for; for REST with the path's labels decoded. */
export interface RouteMatch {
  operation: OperationModel;
  labels: Readonly<Record<string, string>>;
}

interface Route {
  operation: OperationModel;
  method: string;
  segments: string[];
  /** Query parameters that the URI pattern itself has; `value` undefined takes any. */
  literals: QueryParameter[];
  /** Query and header members that the input requires: they tell UploadPart from PutObject. */
  requiredQuery: string[];
  requiredHeaders: string[];
  /** S3's patterns lack the bucket, which the path begins with unless it is in the host name. */
  bucket: boolean;
}

const routesOf = new WeakMap<ServiceModel, Route[]>();

/** Finds the operation that a REST request is for. `bucket` is S3's, where the host name has it. */
export function matchRoute(
  request: WireRequest,
  model: ServiceModel,
  bucket?: string,
): RouteMatch | undefined {
  let routes = routesOf.get(model);
  if (!routes) {
    routes = [...model.operations.values()].filter(({ traits }) => traits.http).map(compileRoute);
    routesOf.set(model, routes);
  }
  let best: (RouteMatch & { score: number }) | undefined;
  for (const route of routes) {
    if (route.method !== request.method) continue;
    const score = scoreOf(route, request);
    if (score === undefined || (best && best.score >= score)) continue;
    const labels = matchPath(route, request.path, bucket);
    if (labels) best = { operation: route.operation, labels, score };
  }
  return best;
}

function compileRoute(operation: OperationModel): Route {
  const [method, uri] = operation.traits.http!;
  const [path = "", query = ""] = uri.split("?");
  const required = operation.input.members.filter((member) => member.required);
  return {
    operation,
    method,
    segments: path.split("/").filter((segment) => segment !== ""),
    literals: query
      .split("&")
      .filter((pair) => pair !== "" && !pair.startsWith("x-id"))
      .map((pair) => {
        const [name = "", value] = pair.split("=");
        return { name, value };
      }),
    requiredQuery: required.flatMap(({ traits }) => traits.httpQuery ?? []),
    requiredHeaders: required.flatMap(({ traits }) => traits.httpHeader?.toLowerCase() ?? []),
    bucket: operation.input.byName.get("Bucket")?.traits.httpLabel === 1 && !path.includes("{Bucket}"),
  };
}

/** How specific the route is for this query and these headers; undefined where it does not fit. */
function scoreOf(route: Route, { query, headers }: WireRequest): number | undefined {
  for (const literal of route.literals) {
    const found = query.some(
      ({ name, value }) => name === literal.name && (!literal.value || value === literal.value),
    );
    if (!found) return undefined;
  }
  if (route.requiredQuery.some((required) => !query.some(({ name }) => name === required))) return undefined;
  if (route.requiredHeaders.some((required) => headers[required] === undefined)) return undefined;
  const fixed = route.segments.filter((segment) => !segment.startsWith("{")).length;
  return 100 * fixed + 10 * route.literals.length + route.requiredQuery.length + route.requiredHeaders.length;
}

function matchPath(
  route: Route,
  path: string,
  hostBucket: string | undefined,
): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  let rest = path.slice(1);
  if (route.bucket) {
    if (hostBucket !== undefined) labels.Bucket = hostBucket;
    else {
      const slash = rest.indexOf("/");
      const first = slash < 0 ? rest : rest.slice(0, slash);
      if (first === "") return undefined;
      labels.Bucket = decodeSegment(first);
      rest = slash < 0 ? "" : rest.slice(slash + 1);
    }
    // What is left is a key to the last slash, and empty segments are part of it.
    if (route.segments.length === 0) return rest === "" ? labels : undefined;
    if (route.segments[0] === "{Key+}") {
      if (rest === "") return undefined;
      labels.Key = decodeSegment(rest);
      return labels;
    }
  } else if (hostBucket !== undefined) return undefined;

  const sent = rest.split("/").filter((segment) => segment !== "");
  for (const [index, segment] of route.segments.entries()) {
    const label = /^\{(\w+)(\+?)\}$/.exec(segment);
    const text = label?.[2] ? sent.slice(index).join("/") : sent[index];
    if (text === undefined || text === "") return undefined;
    if (!label) {
      if (text !== segment) return undefined;
    } else {
      labels[label[1]!] = decodeSegment(text);
      if (label[2]) return labels;
    }
  }
  return sent.length === route.segments.length ? labels : undefined;
}
