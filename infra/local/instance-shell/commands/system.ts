import type { Program } from "../command.ts";
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

/** What a machine says of itself and of its users. */
export const systemPrograms: Record<string, Program> = {
  clear: ({ out }) => {
    out("\x1b[H\x1b[2J\x1b[3J");
    return 0;
  },
  date,
  groups: ({ out, state }) => {
    out(
      `${IDS[state.user]!.replace(/.*groups=/, "")
        .replaceAll(/\d+\(([^)]*)\),?/g, "$1 ")
        .trim()}\n`,
    );
    return 0;
  },
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
  sleep,
  sudo,
  uname,
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
