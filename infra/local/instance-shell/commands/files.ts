import type { Program } from "../command.ts";
import { absolute } from "../files.ts";
import { shortOptions } from "./options.ts";

const ls: Program = ({ args, machine, state, out, err, toTerminal }) => {
  const { flags, operands } = shortOptions(args, "lah1AtrRF");
  let status = 0;
  for (const operand of operands.length > 0 ? operands : ["."]) {
    const path = absolute(operand, state.folder);
    const isFolder = machine.files.isFolder(path);
    if (!isFolder && machine.files.read(path) === undefined) {
      err(`ls: cannot access '${operand}': No such file or directory\n`);
      status = 2;
      continue;
    }
    const names = isFolder ? machine.files.list(path) : [operand];
    const shown = names.filter((name) => !name.startsWith(".") || flags.has("a") || flags.has("A"));
    if (operands.length > 1 && isFolder) out(`${operand}:\n`);
    if (flags.has("l")) {
      if (isFolder) out(`total ${shown.length * 4}\n`);
      for (const name of shown) {
        const full = isFolder ? absolute(name, path) : path;
        const folder = machine.files.isFolder(full);
        const size = folder ? 16384 : Buffer.byteLength(machine.files.read(full) ?? "");
        const owner = full.startsWith("/home/ssm-user/") || full.startsWith("/tmp/") ? state.user : "root";
        out(
          `${folder ? "drwxr-xr-x. 2" : "-rw-r--r--. 1"} ${owner} ${owner} ${String(size).padStart(6)} Oct 27 00:00 ${name}\n`,
        );
      }
    } else if (shown.length > 0)
      out(toTerminal && !flags.has("1") ? `${shown.join("  ")}\n` : `${shown.join("\n")}\n`);
  }
  return status;
};

const rm: Program = ({ args, machine, state, err }) => {
  const { flags, operands } = shortOptions(args, "rfRiv");
  let status = 0;
  for (const operand of operands) {
    const path = absolute(operand, state.folder);
    const mine = state.user === "root" || /^\/(tmp|home\/ssm-user)\//.test(path);
    if (mine && machine.files.remove(path)) continue;
    if (flags.has("f") && machine.files.read(path) === undefined) continue;
    const why = machine.files.read(path) === undefined ? "No such file or directory" : "Permission denied";
    err(`rm: cannot remove '${operand}': ${why}\n`);
    status = 1;
  }
  return status;
};

const mkdir: Program = ({ args, machine, state, err }) => {
  let status = 0;
  for (const operand of shortOptions(args, "pv").operands) {
    const path = absolute(operand, state.folder);
    if (state.user === "root" || /^\/(tmp|home\/ssm-user)\//.test(path)) machine.files.makeFolder(path);
    else {
      err(`mkdir: cannot create directory ‘${operand}’: Permission denied\n`);
      status = 1;
    }
  }
  return status;
};

export const filePrograms: Record<string, Program> = { ls, mkdir, rm };
