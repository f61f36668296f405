/** A server that user data left running: what answers on a port. */
export interface InstalledServer {
  /** The service's name, such as `httpd`. */
  software: string;
  port: number;
  /** Started at every boot, not only at the one that installed it. */
  enabled: boolean;
  started: boolean;
}

/** What came of a first boot. */
export interface Provisioning {
  /** What cloud-init wrote to the console, line by line. */
  log: string[];
  exitCode: number;
  servers: InstalledServer[];
  /** The content of /var/www/html/index.html; without one Apache answers its test page. */
  page?: string;
}

/** Services that answer on a port of their own. */
const PORTS: Record<string, number> = { httpd: 80, nginx: 80, mariadb: 3306, mysqld: 3306 };

/** The package that brings a service, where it has another name. */
const PROVIDES: Record<string, string> = {
  "mariadb105-server": "mariadb",
  "mariadb-server": "mariadb",
  "mysql-community-server": "mysqld",
  "mysql-server": "mysqld",
};

const INDEX = "/var/www/html/index.html";

/**
 * Hosts that answered when labs were written and do not any more: Amazon Inspector Classic's agent, whose access
 * ended on 2026-05-20.
 */
const RETIRED =
  /inspector-agent\.amazonaws\.com|aws-agent\.[a-z0-9-]+\.amazonaws\.com|\/inspector.*\/(linux|install)/;

interface Machine extends Provisioning {
  files: Set<string>;
  services: Record<string, { enabled: boolean; started: boolean }>;
  internet: boolean;
  trace: boolean;
}

/**
 * Reads a user-data script for what matters to the network: which packages and services it installs, starts and
 * enables, which page it writes, and whether `-e` ends it early. It is no shell: commands that it does not know
 * are taken to succeed and to do nothing, variables and substitutions stay as they are, and the bodies of
 * `if`, `for` and functions are read as if they were run once.
 * @param internet whether the instance could reach the Internet, which packages and downloads come from
 */
export function runUserData(script: string, internet: boolean): Provisioning {
  const machine: Machine = {
    log: [],
    exitCode: 0,
    servers: [],
    files: new Set(),
    services: {},
    internet,
    trace: false,
  };
  const first = script.split("\n", 1)[0] ?? "";
  if (!first.startsWith("#!")) {
    machine.log.push("cloud-init: user data is not a script, and only scripts are run here");
    return outcome(machine);
  }
  let stopOnError = /\s-\w*e/.test(first);
  machine.trace = /\s-\w*x/.test(first);
  for (const command of commandsOf(script)) {
    const set = /^set\s+([-+])(\w+)/.exec(command.text);
    if (set?.[2]?.includes("e")) stopOnError = set[1] === "-";
    if (set?.[2]?.includes("x")) machine.trace = set[1] === "-";
    const status = runList(machine, command);
    if (status !== 0 && stopOnError) {
      machine.exitCode = status;
      machine.log.push(
        `cloud-init: Failed to run module scripts_user (scripts in /var/lib/cloud/instance/scripts): exit code ${status}`,
      );
      break;
    }
  }
  return outcome(machine);
}

function outcome({ log, exitCode, page, services }: Machine): Provisioning {
  const servers = Object.entries(services).flatMap(([name, state]) =>
    PORTS[name] === undefined ? [] : [{ software: name, port: PORTS[name], ...state }],
  );
  return { log, exitCode, servers, ...(page !== undefined && { page }) };
}

interface Command {
  text: string;
  /** A here-document's content. */
  input?: string;
}

/** The script's commands, a line each, with continuations joined and here-documents taken in. */
function commandsOf(script: string): Command[] {
  const lines = script.replaceAll("\\\n", " ").split("\n").slice(1);
  const commands: Command[] = [];
  for (let index = 0; index < lines.length; index++) {
    const text = lines[index]!.trim();
    if (text === "" || text.startsWith("#")) continue;
    const end = /<<-?\s*['"]?(\w+)['"]?/.exec(text)?.[1];
    if (!end) {
      commands.push({ text });
      continue;
    }
    const body: string[] = [];
    while (++index < lines.length && lines[index]!.trim() !== end) body.push(lines[index]!);
    commands.push({ text, input: body.join("\n") });
  }
  return commands;
}

/** `a && b || c; d`, left to right, as a shell does; its status is the last one's that ran. */
function runList(machine: Machine, { text, input }: Command): number {
  const parts = splitOutsideQuotes(text);
  let status = 0;
  for (const { operator, words } of parts) {
    if (operator === "&&" && status !== 0) continue;
    if (operator === "||" && status === 0) continue;
    status = run(machine, words, input);
  }
  return status;
}

function splitOutsideQuotes(text: string): { operator: string; words: string }[] {
  const parts: { operator: string; words: string }[] = [];
  let operator = ";";
  let words = "";
  for (const token of text.match(/'[^']*'|"(?:\\.|[^"\\])*"|&&|\|\||;|[^'"&|;]+|./g) ?? []) {
    if (token === "&&" || token === "||" || token === ";") {
      parts.push({ operator, words: words.trim() });
      operator = token;
      words = "";
    } else words += token;
  }
  return [...parts, { operator, words: words.trim() }].filter((part) => part.words !== "");
}

function run(machine: Machine, line: string, input?: string): number {
  if (machine.trace) machine.log.push(`+ ${line}`);
  const text = line.replace(/^sudo\s+(-\w+\s+)*/, "");
  writePage(machine, text, input);
  const [command = "", ...words] = text.split(/\s+/);
  const operands = words.filter((word) => !word.startsWith("-"));
  switch (command) {
    case "yum":
    case "dnf":
      return install(machine, operands);
    case "wget":
    case "curl":
      return download(machine, words);
    case "bash":
    case "sh":
      return runFile(machine, operands[0]);
    case "systemctl":
      return systemctl(machine, operands, words.includes("--now"));
    case "service":
      return systemctl(machine, [operands[1] ?? "", operands[0] ?? ""], false);
    case "chkconfig":
      return systemctl(machine, ["enable", operands[0] ?? ""], false);
    case "exit":
      return Number(operands[0] ?? 0);
    case "false":
      return 1;
    default:
      return 0;
  }
}

function install(machine: Machine, [verb, ...packages]: string[]): number {
  if (!machine.internet) {
    machine.log.push("Error: Failed to download metadata for repo: Cannot download repomd.xml: timed out");
    return 1;
  }
  if (verb === "update" || verb === "upgrade") machine.log.push("Complete!");
  if (verb !== "install" && verb !== "localinstall") return 0;
  for (const name of packages) {
    const service = PROVIDES[name] ?? name;
    if (PORTS[service] !== undefined) machine.services[service] ??= { enabled: false, started: false };
  }
  machine.log.push(`Installed: ${packages.join(" ")}`, "Complete!");
  return 0;
}

function download(machine: Machine, words: string[]): number {
  const url = words.find((word) => /^['"]?https?:/.test(word))?.replaceAll(/['"]/g, "");
  if (!url) return 0;
  const host = url.replace(/^https?:\/\//, "").split(/[/?]/)[0] ?? "";
  if (RETIRED.test(url)) {
    machine.log.push(`${host}: Name or service not known; unable to resolve host address`);
    return 4;
  }
  if (host === "169.254.169.254") return 0;
  if (!machine.internet) {
    machine.log.push(`Connecting to ${host}... failed: Connection timed out.`);
    return 4;
  }
  machine.files.add(url.split(/[?#]/)[0]!.split("/").pop()!);
  return 0;
}

function runFile(machine: Machine, file: string | undefined): number {
  if (!file || machine.files.has(file.split("/").pop()!)) return 0;
  machine.log.push(`bash: ${file}: No such file or directory`);
  return 127;
}

function systemctl(machine: Machine, [verb = "", ...units]: string[], now: boolean): number {
  for (const unit of units) {
    const name = unit.replace(/\.service$/, "");
    const service = machine.services[name];
    if (!service && PORTS[name] !== undefined) {
      machine.log.push(`Failed to ${verb} unit: Unit file ${name}.service does not exist.`);
      return verb === "start" || verb === "restart" ? 5 : 1;
    }
    if (!service) continue;
    if (verb === "enable") service.enabled = true;
    if (verb === "disable") service.enabled = false;
    if (verb === "start" || verb === "restart" || (verb === "enable" && now)) service.started = true;
    if (verb === "stop" || (verb === "disable" && now)) service.started = false;
  }
  return 0;
}

/** `echo … > index.html`, `… | tee index.html`, `cat > index.html <<END`: a page, if it goes to Apache's folder. */
function writePage(machine: Machine, text: string, input?: string): void {
  const target = /(>>?|\btee\b(?:\s+-a)?)\s*(\/var\/www\/html\/index\.html)\b/.exec(text);
  if (target?.[2] !== INDEX) return;
  const appends = target[1] === ">>" || target[1]!.includes("-a");
  const content = input ?? echoed(text);
  machine.page = `${appends ? (machine.page ?? "") : ""}${content}\n`;
}

function echoed(text: string): string {
  const quoted = /\b(?:echo|printf)\s+(?:-\w+\s+)*(?:'([^']*)'|"((?:\\.|[^"\\])*)"|(.*?)\s*(?:>|\|))/.exec(
    text,
  );
  return quoted?.[1] ?? quoted?.[2] ?? quoted?.[3] ?? "";
}
