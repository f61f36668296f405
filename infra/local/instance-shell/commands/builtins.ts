import type { Program } from "../command.ts";
import { absolute } from "../files.ts";
import { home } from "../home.ts";
import { test } from "./test.ts";

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

/** What bash does itself, without a program. */
export const builtins: Record<string, Program> = {
  ":": () => 0,
  "[": test,
  cd: change,
  echo,
  env: environment,
  exit,
  export: exporting,
  false: () => 1,
  history,
  logout: exit,
  printenv: environment,
  printf,
  pwd: ({ out, state }) => {
    out(`${state.folder}\n`);
    return 0;
  },
  test,
  true: () => 0,
  unset,
};
