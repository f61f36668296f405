import type { CommandContext, Program } from "../command.ts";
import { absolute } from "../files.ts";
import { type HttpOutcome, type HttpRequest, sendRequest } from "../http.ts";
import { type CurlOptions, readCurlOptions } from "./curl-options.ts";

/** curl's own words: what it says of an error, by its exit status. */
interface CurlError {
  status: number;
  message: string;
}

/** A connection that nobody answers is given up by Linux after some 134 seconds (six retries of a SYN). */
const SYN_SECONDS = 134;
/** Real milliseconds: nobody should wait that long to learn it here. */
const PATIENCE_AT_MOST = 2_000;

const MAX_REDIRECTS = 10;

export const curl: Program = async (context) => {
  const options = readCurlOptions(context.args);
  if ("unknown" in options) {
    context.err(
      `curl: option ${options.unknown}: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n`,
    );
    return 2;
  }
  if (options.urls.length === 0) {
    context.err(
      "curl: (2) no URL specified\ncurl: try 'curl --help' or 'curl --manual' for more information\n",
    );
    return 2;
  }
  let status = 0;
  for (const url of options.urls) status = await fetchOne(context, options, url);
  return status;
};

async function fetchOne(context: CommandContext, options: CurlOptions, url: string): Promise<number> {
  const request = requestFor(url, options);
  if (!request)
    return fail(context, options, { status: 3, message: "URL rejected: Malformed input to a URL function" });
  let outcome = await sendRequest(context.machine, request);
  let last = request;
  for (let count = 0; options.follow && count < MAX_REDIRECTS; count++) {
    const next = redirectOf(last, outcome, options);
    if (!next) break;
    last = next;
    outcome = await sendRequest(context.machine, next);
  }
  if (outcome.kind !== "response") {
    const error = await explain(context, options, last, outcome);
    writeOut(context, options, "000", 0);
    return fail(context, options, error);
  }
  return receive(context, options, last, outcome);
}

function requestFor(text: string, options: CurlOptions): HttpRequest | undefined {
  const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`);
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) return undefined;
  const scheme = url.protocol === "https:" ? "https" : "http";
  return {
    method: options.method ?? (options.head ? "HEAD" : options.hasBody ? "POST" : "GET"),
    scheme,
    host: url.hostname.toLowerCase(),
    port: Number(url.port || (scheme === "https" ? 443 : 80)),
    path: url.pathname + url.search,
    headers: { host: url.host, "user-agent": "curl/8.11.1", ...options.headers },
  };
}

function redirectOf(
  request: HttpRequest,
  outcome: HttpOutcome,
  options: CurlOptions,
): HttpRequest | undefined {
  if (outcome.kind !== "response" || outcome.status < 300 || outcome.status > 399) return undefined;
  const location = outcome.headers.location;
  if (location === undefined) return undefined;
  const url = URL.parse(location, `${request.scheme}://${request.host}:${request.port}${request.path}`);
  return url ? requestFor(url.href, options) : undefined;
}

/** Waits as a client waits, in a fraction of the time, and says what came of it. */
async function explain(
  { machine, pause }: CommandContext,
  options: CurlOptions,
  { host, port }: HttpRequest,
  outcome: Exclude<HttpOutcome, { kind: "response" }>,
): Promise<CurlError> {
  if (outcome.kind === "unknown-host") return { status: 6, message: `Could not resolve host: ${host}` };
  if (outcome.kind === "refused")
    return {
      status: 7,
      message: `Failed to connect to ${host} port ${port} after 0 ms: Could not connect to server`,
    };
  if (outcome.kind === "no-tls")
    return { status: 35, message: "TLS connect error: error:0A00010B:SSL routines::wrong version number" };
  const limit = Math.min(options.maxTime ?? SYN_SECONDS, options.connectTimeout ?? SYN_SECONDS);
  await pause(Math.min(PATIENCE_AT_MOST, machine.call.cloud.clock.scaled(limit * 1000)));
  const milliseconds = Math.round(limit * 1000) + 1;
  const message =
    limit === SYN_SECONDS
      ? `Failed to connect to ${host} port ${port} after ${milliseconds} ms: Could not connect to server`
      : `Connection timed out after ${milliseconds} milliseconds`;
  return { status: 28, message };
}

function receive(
  context: CommandContext,
  options: CurlOptions,
  request: HttpRequest,
  response: Extract<HttpOutcome, { kind: "response" }>,
): number {
  const { status, headers } = response;
  const body = request.method === "HEAD" ? "" : response.body;
  const length = String(Buffer.byteLength(response.body));
  const head = `HTTP/1.1 ${status} ${REASONS[status] ?? ""}\r\n${Object.entries({
    ...headers,
    "content-length": length,
  })
    .map(([name, value]) => `${capitalised(name)}: ${value}\r\n`)
    .join("")}\r\n`;
  if (options.verbose) context.err(conversation(request, response, head));
  if (options.fail && status >= 400) {
    writeOut(context, options, String(status), 0);
    return fail(context, options, { status: 22, message: `The requested URL returned error: ${status}` });
  }
  const shown = `${options.include || options.head ? head : ""}${body}`;
  const name =
    options.output ?? (options.remoteName ? request.path.split("?")[0]!.split("/").pop() : undefined);
  // With nothing of it on the terminal curl shows how it goes.
  if ((name !== undefined || !context.toTerminal) && !options.silent)
    context.err(progress(Buffer.byteLength(body)));
  if (name === undefined || name === "-") context.out(shown);
  else if (name !== "/dev/null") {
    const path = absolute(name, context.state.folder);
    if (!context.machine.files.write(path, shown))
      return fail(context, options, { status: 23, message: "Failure writing output to destination" });
  }
  writeOut(context, options, String(status), Buffer.byteLength(body));
  return 0;
}

function fail({ err }: CommandContext, { silent, showErrors }: CurlOptions, error: CurlError): number {
  if (!silent || showErrors) err(`curl: (${error.status}) ${error.message}\n`);
  return error.status;
}

function writeOut(
  context: CommandContext,
  { writeOut: format }: CurlOptions,
  code: string,
  size: number,
): void {
  if (format === undefined) return;
  const values: Record<string, string> = {
    http_code: code,
    response_code: code,
    size_download: String(size),
    time_total: "0.001234",
    exitcode: "0",
  };
  context.out(
    format
      .replaceAll("\\n", "\n")
      .replaceAll("\\t", "\t")
      .replaceAll(/%\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole),
  );
}

function conversation(request: HttpRequest, { address }: { address: string }, head: string): string {
  const sent = Object.entries(request.headers).map(([name, value]) => `> ${capitalised(name)}: ${value}\n`);
  const got = head.split("\r\n").map((line) => `< ${line}\n`);
  return [
    `*   Trying ${address}:${request.port}...\n`,
    `* Connected to ${request.host} (${address}) port ${request.port}\n`,
    `> ${request.method} ${request.path} HTTP/1.1\n`,
    ...sent,
    ">\n",
    ...got.slice(0, -1),
  ].join("");
}

function progress(bytes: number): string {
  const size = String(bytes).padStart(5);
  return `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
100 ${size}  100 ${size}    0     0  27321      0 --:--:-- --:--:-- --:--:-- 28000
`;
}

const capitalised = (name: string): string =>
  name.replaceAll(/(^|-)([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase());

const REASONS: Record<number, string> = {
  200: "OK",
  301: "Moved Permanently",
  302: "Found",
  307: "Temporary Redirect",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  502: "Bad Gateway",
  503: "Service Temporarily Unavailable",
  504: "Gateway Time-out",
};
