import type { CommandContext, Program } from "../command.ts";
import { absolute } from "../files.ts";
import { home } from "../home.ts";
import { shortOptions } from "./options.ts";

const IDS: Record<string, string> = {
  root: "uid=0(root) gid=0(root) groups=0(root)",
  "ec2-user":
    "uid=1000(ec2-user) gid=1000(ec2-user) groups=1000(ec2-user),4(adm),10(wheel),190(systemd-journal)",
  "ssm-user": "uid=1001(ssm-user) gid=1001(ssm-user) groups=1001(ssm-user)",
};

const uname: Program = ({ args, machine, out }) => {
  const { flags } = shortOptions(args, "asnrvmpio");
  const parts = {
    s: "Linux",
    n: machine.hostname,
    r: machine.kernel,
    v: "#1 SMP PREEMPT_DYNAMIC Mon Oct 13 19:04:26 UTC 2025",
    m: machine.architecture,
    o: "GNU/Linux",
  };
  const wanted = flags.has("a") ? "snrvmo" : flags.size === 0 ? "s" : [...flags].join("");
  out(
    `${[..."snrvmo"]
      .filter((it) => wanted.includes(it))
      .map((it) => parts[it as keyof typeof parts])
      .join(" ")}\n`,
  );
  return 0;
};

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const date: Program = ({ args, machine, out }) => {
  const now = machine.call.cloud.clock.now();
  const two = (value: number) => String(value).padStart(2, "0");
  const fields: Record<string, string> = {
    Y: String(now.getUTCFullYear()),
    m: two(now.getUTCMonth() + 1),
    d: two(now.getUTCDate()),
    H: two(now.getUTCHours()),
    M: two(now.getUTCMinutes()),
    S: two(now.getUTCSeconds()),
    a: DAYS[now.getUTCDay()]!,
    b: MONTHS[now.getUTCMonth()]!,
    e: String(now.getUTCDate()).padStart(2),
    s: String(Math.floor(now.getTime() / 1000)),
    Z: "UTC",
    z: "+0000",
  };
  fields.F = `${fields.Y}-${fields.m}-${fields.d}`;
  fields.T = `${fields.H}:${fields.M}:${fields.S}`;
  const format = args.find((arg) => arg.startsWith("+"))?.slice(1) ?? "%a %b %e %T %Z %Y";
  out(`${format.replaceAll(/%(\w)/g, (whole, letter: string) => fields[letter] ?? whole)}\n`);
  return 0;
};

const sleep: Program = async ({ args, err, machine, pause, name }) => {
  const seconds = args.reduce((sum, arg) => sum + Number(arg.replace(/s$/, "")), 0);
  if (args.length === 0 || Number.isNaN(seconds)) {
    err(`${name}: missing operand\n`);
    return 1;
  }
  await pause(machine.call.cloud.clock.scaled(seconds * 1000));
  return 0;
};

const sudo: Program = ({ args, err, out, run, state }) => {
  const { values } = shortOptions(
    args.slice(0, args.indexOf("-u") >= 0 ? args.indexOf("-u") + 2 : 0),
    "niEHS",
    "u",
  );
  const words = [...args];
  while (words[0]?.startsWith("-")) if (/^-u$/.test(words.shift()!)) words.shift();
  const user = values.u ?? "root";
  if (IDS[user] === undefined) {
    err(`sudo: unknown user ${user}\n`);
    return 1;
  }
  if (words.length > 0) return run(words, user);
  if (args.some((arg) => /^-[is]/.test(arg))) {
    out("Handrail's shell does not change users: put sudo before each command.\n");
    return 1;
  }
  err("usage: sudo -h | -K | -k | -V\nusage: sudo [-u user] [command]\n");
  return state.user === "root" ? 0 : 1;
};

const history: Program = ({ args, out, state }) => {
  if (args[0] === "-c") state.clearHistory();
  else out(state.history.map((line, index) => `${String(index + 1).padStart(5)}  ${line}\n`).join(""));
  return 0;
};

const environment: Program = ({ environment: variables, out }) => {
  out(
    Object.entries(variables)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  );
  return 0;
};

const exporting: Program = (context) => {
  const { args, state, out, environment: variables } = context;
  if (args.length === 0 || args[0] === "-p") {
    out(
      Object.entries(variables)
        .map(([name, value]) => `export ${name}="${value}"\n`)
        .join(""),
    );
    return 0;
  }
  for (const arg of args) {
    const [, name, value] = /^([A-Za-z_]\w*)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name === undefined) {
      context.err(`sh: export: \`${arg}': not a valid identifier\n`);
      return 1;
    }
    if (value !== undefined) state.variables[name] = value;
    state.exported.add(name);
  }
  return 0;
};

const unset: Program = ({ args, state }) => {
  for (const name of args) {
    delete state.variables[name];
    state.exported.delete(name);
  }
  return 0;
};

const exit: Program = ({ args, state, err }) => {
  const status = args[0] === undefined ? state.status : Number(args[0]);
  if (Number.isNaN(status)) {
    err(`sh: exit: ${args[0]}: numeric argument required\n`);
    return 2;
  }
  state.exiting = true;
  return status & 255;
};

const change: Program = ({ args, machine, state, err, out }) => {
  const target = args[0] === "-" ? (state.variables.OLDPWD ?? state.folder) : (args[0] ?? home(state.user));
  const path = target === "" ? state.folder : absolute(target, state.folder);
  if (!machine.files.isFolder(path)) {
    const why = machine.files.read(path) === undefined ? "No such file or directory" : "Not a directory";
    err(`sh: cd: ${target}: ${why}\n`);
    return 1;
  }
  state.variables.OLDPWD = state.folder;
  state.folder = path;
  if (args[0] === "-") out(`${path}\n`);
  return 0;
};

const test: Program = ({ args, name, machine, state, err }) => {
  const words = name === "[" ? args.slice(0, -1) : args;
  if (name === "[" && args.at(-1) !== "]") {
    err("sh: [: missing `]'\n");
    return 2;
  }
  const negated = words[0] === "!";
  const [a = "", operator, b = ""] = negated ? words.slice(1) : words;
  const answer = judge(a, operator, b, { machine, state });
  if (answer === undefined) {
    err(`sh: ${name}: Handrail's shell does not know this test\n`);
    return 2;
  }
  return Number(answer === negated);
};

function judge(
  a: string,
  operator: string | undefined,
  b: string,
  { machine, state }: Pick<CommandContext, "machine" | "state">,
): boolean | undefined {
  if (operator === undefined) return a !== "";
  const path = absolute(operator, state.folder);
  switch (a) {
    case "-n":
      return operator !== "";
    case "-z":
      return operator === "";
    case "-e":
      return machine.files.isFolder(path) || machine.files.read(path) !== undefined;
    case "-f":
      return machine.files.read(path) !== undefined;
    case "-d":
      return machine.files.isFolder(path);
  }
  const numbers: Record<string, (x: number, y: number) => boolean> = {
    "-eq": (x, y) => x === y,
    "-ne": (x, y) => x !== y,
    "-gt": (x, y) => x > y,
    "-ge": (x, y) => x >= y,
    "-lt": (x, y) => x < y,
    "-le": (x, y) => x <= y,
  };
  if (operator === "=" || operator === "==") return a === b;
  if (operator === "!=") return a !== b;
  return numbers[operator]?.(Number(a), Number(b));
}

const echo: Program = ({ args, out }) => {
  const flags = args.findIndex((arg) => !/^-[neE]+$/.test(arg));
  const words = flags < 0 ? [] : args.slice(flags);
  const given = (flags < 0 ? args : args.slice(0, flags)).join("");
  const text = words.join(" ");
  out(`${given.includes("e") ? interpretEscapes(text) : text}${given.includes("n") ? "" : "\n"}`);
  return 0;
};

const printf: Program = ({ args: [format = "", ...values], out }) => {
  const rest = [...values];
  do {
    out(
      interpretEscapes(format).replaceAll(
        /%(?:(-?\d*)([sdq])|%)/g,
        (whole, width: string | undefined, kind?: string) => {
          if (kind === undefined) return whole === "%%" ? "%" : whole;
          const value = rest.shift() ?? (kind === "d" ? "0" : "");
          const columns = Number(width || 0);
          return columns < 0 ? value.padEnd(-columns) : value.padStart(columns);
        },
      ),
    );
  } while (rest.length > 0 && /%-?\d*[sdq]/.test(format));
  return 0;
};

function interpretEscapes(text: string): string {
  const characters: Record<string, string> = { n: "\n", t: "\t", r: "\r", "\\": "\\", a: "\x07", e: "\x1b" };
  return text.replaceAll(/\\([ntrae\\])/g, (_, letter: string) => characters[letter]!);
}

export const systemPrograms: Record<string, Program> = {
  ":": () => 0,
  "[": test,
  cd: change,
  clear: ({ out }) => {
    out("\x1b[H\x1b[2J\x1b[3J");
    return 0;
  },
  date,
  echo,
  env: environment,
  exit,
  export: exporting,
  false: () => 1,
  groups: ({ out, state }) => {
    out(
      `${IDS[state.user]!.replace(/.*groups=/, "")
        .replaceAll(/\d+\(([^)]*)\),?/g, "$1 ")
        .trim()}\n`,
    );
    return 0;
  },
  history,
  hostname: ({ args, machine, out }) => {
    const short = machine.hostname.split(".")[0]!;
    const shown = args.some((arg) => /^-[iI]/.test(arg))
      ? `${machine.address} `
      : args.includes("-s")
        ? short
        : machine.hostname;
    out(`${shown}\n`);
    return 0;
  },
  id: ({ args, out, err, state }) => {
    const user = args.find((arg) => !arg.startsWith("-")) ?? state.user;
    const id = IDS[user];
    if (id === undefined) {
      err(`id: '${user}': no such user\n`);
      return 1;
    }
    const number = /uid=(\d+)/.exec(id)![1];
    out(`${args.includes("-un") ? user : args.includes("-u") ? number : id}\n`);
    return 0;
  },
  logout: exit,
  printenv: environment,
  printf,
  pwd: ({ out, state }) => {
    out(`${state.folder}\n`);
    return 0;
  },
  sleep,
  sudo,
  test,
  true: () => 0,
  uname,
  unset,
  uptime: ({ machine, out }) => {
    const seconds = (Date.now() - machine.instance.LaunchTime.getTime()) / 1000;
    const time = machine.call.cloud.clock.now().toISOString().slice(11, 19);
    out(` ${time} up ${Math.floor(seconds / 60)} min,  0 users,  load average: 0.00, 0.00, 0.00\n`);
    return 0;
  },
  whoami: ({ out, state }) => {
    out(`${state.user}\n`);
    return 0;
  },
};
