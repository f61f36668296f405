/** What a call of curl asks for. */
export interface CurlOptions {
  urls: string[];
  method?: string;
  headers: Record<string, string>;
  silent: boolean;
  showErrors: boolean;
  head: boolean;
  include: boolean;
  verbose: boolean;
  fail: boolean;
  follow: boolean;
  insecure: boolean;
  output?: string;
  remoteName: boolean;
  writeOut?: string;
  /** Seconds. */
  maxTime?: number;
  connectTimeout?: number;
  hasBody: boolean;
}

/** Options that take a value, and those that do not, by their long names; short ones by their letter. */
const VALUED: Record<string, string> = {
  "-X": "request",
  "-H": "header",
  "-o": "output",
  "-w": "write-out",
  "-m": "max-time",
  "-d": "data",
  "-A": "user-agent",
  "-e": "referer",
  "-u": "user",
};
const PLAIN: Record<string, string> = {
  "-s": "silent",
  "-S": "show-error",
  "-I": "head",
  "-i": "include",
  "-v": "verbose",
  "-f": "fail",
  "-L": "location",
  "-k": "insecure",
  "-O": "remote-name",
  "-4": "ipv4",
  "-g": "globoff",
  "-q": "disable",
};
const LONG_VALUED = new Set([...Object.values(VALUED), "connect-timeout", "noproxy", "url", "retry"]);
const LONG_PLAIN = new Set([...Object.values(PLAIN), "no-progress-meter", "compressed"]);

/** @returns the options, or the option that curl has and this one has not, or that no curl has */
export function readCurlOptions(args: readonly string[]): CurlOptions | { unknown: string } {
  const options: CurlOptions = {
    urls: [],
    headers: { accept: "*/*" },
    silent: false,
    showErrors: false,
    head: false,
    include: false,
    verbose: false,
    fail: false,
    follow: false,
    insecure: false,
    remoteName: false,
    hasBody: false,
  };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (!arg.startsWith("-") || arg === "-") {
      options.urls.push(arg);
      continue;
    }
    if (arg.startsWith("--")) {
      const name = arg.slice(2);
      if (LONG_VALUED.has(name)) setValue(options, name, rest.shift() ?? "");
      else if (LONG_PLAIN.has(name)) setFlag(options, name);
      else return { unknown: arg };
      continue;
    }
    // Letters can be joined, and the last may have its value behind it: `-sX PUT`, `-o/dev/null`.
    for (let at = 1; at < arg.length; at++) {
      const letter = `-${arg[at]}`;
      const valued = VALUED[letter];
      if (valued !== undefined) {
        setValue(options, valued, arg.slice(at + 1) || (rest.shift() ?? ""));
        break;
      }
      const plain = PLAIN[letter];
      if (plain === undefined) return { unknown: letter };
      setFlag(options, plain);
    }
  }
  return options;
}

function setValue(options: CurlOptions, name: string, value: string): void {
  switch (name) {
    case "request":
      options.method = value;
      break;
    case "header": {
      const [, key = "", text = ""] = /^([^:;]+)[:;]\s*(.*)$/s.exec(value) ?? [];
      if (key !== "") options.headers[key.trim().toLowerCase()] = text.trim();
      break;
    }
    case "output":
      options.output = value;
      break;
    case "write-out":
      options.writeOut = value;
      break;
    case "max-time":
      options.maxTime = Number(value);
      break;
    case "connect-timeout":
      options.connectTimeout = Number(value);
      break;
    case "data":
      options.hasBody = true;
      break;
    case "user-agent":
      options.headers["user-agent"] = value;
      break;
    case "url":
      options.urls.push(value);
      break;
  }
}

function setFlag(options: CurlOptions, name: string): void {
  switch (name) {
    case "silent":
    case "no-progress-meter":
      options.silent = true;
      // The progress meter alone is off: errors are still told.
      if (name === "no-progress-meter") options.showErrors = true;
      break;
    case "show-error":
      options.showErrors = true;
      break;
    case "head":
      options.head = true;
      break;
    case "include":
      options.include = true;
      break;
    case "verbose":
      options.verbose = true;
      break;
    case "fail":
      options.fail = true;
      break;
    case "location":
      options.follow = true;
      break;
    case "insecure":
      options.insecure = true;
      break;
    case "remote-name":
      options.remoteName = true;
      break;
  }
}
