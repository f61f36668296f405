import type { CommandContext, Program } from "../command.ts";
import { absolute } from "../files.ts";
import { shortOptions } from "./options.ts";

/** The input of a filter: its files, or what comes by its standard input. `undefined` where a file is missing. */
async function textOf(context: CommandContext, files: readonly string[]): Promise<string | undefined> {
  if (files.length === 0 || (files.length === 1 && files[0] === "-")) return await context.input();
  let text = "";
  for (const file of files) {
    const path = absolute(file, context.state.folder);
    const content = context.machine.files.read(path);
    if (content === undefined) {
      const why = context.machine.files.isFolder(path) ? "Is a directory" : "No such file or directory";
      context.err(`${context.name}: ${file}: ${why}\n`);
      return undefined;
    }
    text += content;
  }
  return text;
}

const linesOf = (text: string): string[] => {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
};

const unlines = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");

function usage({ name, err }: CommandContext, option: string): number {
  err(`${name}: invalid option -- '${option}'\n`);
  return 2;
}

/** A filter of whole lines. */
function filter(
  flags: string,
  valued: string,
  apply: (lines: string[], options: ReturnType<typeof shortOptions>) => string[],
): Program {
  return async (context) => {
    // `head -3` is an old way to say `head -n 3`.
    const args = context.args.map((arg) => (/^-\d+$/.test(arg) ? `-n${arg.slice(1)}` : arg));
    const options = shortOptions(args, flags, valued);
    if (options.unknown !== undefined) return usage(context, options.unknown);
    const text = await textOf(context, options.operands);
    if (text === undefined) return 1;
    context.out(unlines(apply(linesOf(text), options)));
    return 0;
  };
}

const cat: Program = async (context) => {
  const { operands, flags, unknown } = shortOptions(context.args, "n");
  if (unknown !== undefined) return usage(context, unknown);
  const text = await textOf(context, operands);
  if (text === undefined) return 1;
  context.out(
    flags.has("n")
      ? unlines(linesOf(text).map((line, index) => `${String(index + 1).padStart(6)}\t${line}`))
      : text,
  );
  return 0;
};

const grep: Program = async (context) => {
  const { flags, values, operands, unknown } = shortOptions(context.args, "ivocqEFnwh", "em");
  if (unknown !== undefined) return usage(context, unknown);
  const [pattern, ...files] = values.e === undefined ? operands : [values.e, ...operands];
  if (pattern === undefined) {
    context.err("Usage: grep [OPTION]... PATTERNS [FILE]...\n");
    return 2;
  }
  let expression: RegExp;
  try {
    const source = flags.has("F")
      ? pattern.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
      : regular(pattern, flags.has("E"));
    expression = new RegExp(flags.has("w") ? `\\b(?:${source})\\b` : source, flags.has("i") ? "gi" : "g");
  } catch {
    context.err("grep: Invalid regular expression\n");
    return 2;
  }
  const text = await textOf(context, files);
  if (text === undefined) return 2;
  const hits = linesOf(text)
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => new RegExp(expression).test(line) !== flags.has("v"))
    .slice(0, values.m === undefined ? undefined : Number(values.m));
  if (flags.has("q")) return hits.length > 0 ? 0 : 1;
  if (flags.has("c")) context.out(`${hits.length}\n`);
  else if (flags.has("o")) context.out(unlines(hits.flatMap(({ line }) => line.match(expression) ?? [])));
  else context.out(unlines(hits.map(({ line, number }) => (flags.has("n") ? `${number}:${line}` : line))));
  return hits.length > 0 ? 0 : 1;
};

/** A basic expression writes `\|`, `\(` and `\+` where an extended one writes them plain. */
function regular(pattern: string, extended: boolean): string {
  if (extended) return pattern;
  return pattern.replaceAll(/\\([|(){}+?])|([|(){}+?])/g, (_, escaped?: string, plain?: string) =>
    escaped === undefined ? `\\${plain}` : escaped,
  );
}

const tee: Program = async (context) => {
  const { flags, operands } = shortOptions(context.args, "a");
  const text = await context.input();
  let status = 0;
  for (const file of operands) {
    const path = absolute(file, context.state.folder);
    const before = flags.has("a") ? (context.machine.files.read(path) ?? "") : "";
    if (context.machine.files.write(path, before + text)) continue;
    context.err(`tee: ${file}: No such file or directory\n`);
    status = 1;
  }
  context.out(text);
  return status;
};

const wc: Program = async (context) => {
  const { flags, operands } = shortOptions(context.args, "lwc");
  const text = await textOf(context, operands);
  if (text === undefined) return 1;
  const counts = {
    l: text.split("\n").length - 1,
    w: text.split(/\s+/).filter(Boolean).length,
    c: Buffer.byteLength(text),
  };
  const wanted = (["l", "w", "c"] as const).filter((it) => flags.size === 0 || flags.has(it));
  const name = operands.length > 0 ? ` ${operands[0]}` : "";
  const shown = wanted.map((it) => (wanted.length > 1 ? String(counts[it]).padStart(7) : String(counts[it])));
  context.out(`${shown.join(" ")}${name}\n`);
  return 0;
};

const tr: Program = async (context) => {
  const { flags, operands, unknown } = shortOptions(context.args, "ds");
  if (unknown !== undefined) return usage(context, unknown);
  const [from = [], to = []] = operands.map(characters);
  const text = await context.input();
  let shown = "";
  for (const character of text) {
    const at = from.indexOf(character);
    if (at >= 0 && flags.has("d")) continue;
    const written = at < 0 || to.length === 0 ? character : (to[at] ?? to.at(-1)!);
    const squeezed = flags.has("s") && at >= 0 && shown.endsWith(written);
    if (!squeezed) shown += written;
  }
  context.out(shown);
  return 0;
};

/** A set of `tr`: ranges and escapes written out. */
function characters(set: string): string[] {
  const plain = set.replaceAll("\\n", "\n").replaceAll("\\t", "\t").replaceAll("\\r", "\r");
  return [
    ...plain.replaceAll(/(.)-(.)/gs, (_, from: string, to: string) => {
      let range = "";
      for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++)
        range += String.fromCharCode(code);
      return range;
    }),
  ];
}

const cut: Program = async (context) => {
  const { values, operands } = shortOptions(context.args, "s", "dfc");
  const list = values.f ?? values.c;
  if (list === undefined) {
    context.err("cut: you must specify a list of bytes, characters, or fields\n");
    return 1;
  }
  const text = await textOf(context, operands);
  if (text === undefined) return 1;
  const wanted = list.split(",").map((range) => {
    const [from, to] = range.split("-");
    return [
      Number(from || 1),
      to === undefined ? Number(from) : Number(to || Number.MAX_SAFE_INTEGER),
    ] as const;
  });
  const separator = values.f === undefined ? "" : (values.d ?? "\t");
  const chosen = (line: string) =>
    line
      .split(separator)
      .filter((_, index) => wanted.some(([from, to]) => index + 1 >= from && index + 1 <= to))
      .join(separator);
  context.out(
    unlines(
      linesOf(text).map((line) => (separator === "" || line.includes(separator) ? chosen(line) : line)),
    ),
  );
  return 0;
};

export const textPrograms: Record<string, Program> = {
  cat,
  cut,
  grep,
  head: filter("", "n", (lines, { values }) => lines.slice(0, Number(values.n ?? 10))),
  tail: filter("", "n", (lines, { values }) => lines.slice(-Number(values.n ?? 10))),
  sort: filter("rnu", "", (lines, { flags }) => {
    const sorted = flags.has("n")
      ? lines.sort((a, b) => Number.parseFloat(a) - Number.parseFloat(b))
      : lines.sort();
    const ordered = flags.has("r") ? sorted.reverse() : sorted;
    return flags.has("u") ? [...new Set(ordered)] : ordered;
  }),
  tee,
  tr,
  uniq: filter("c", "", (lines, { flags }) => {
    const runs: { line: string; count: number }[] = [];
    for (const line of lines) {
      const last = runs.at(-1);
      if (last?.line === line) last.count++;
      else runs.push({ line, count: 1 });
    }
    return runs.map(({ line, count }) => (flags.has("c") ? `${String(count).padStart(7)} ${line}` : line));
  }),
  wc,
};
