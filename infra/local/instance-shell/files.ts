/** The files of an emulated instance: the few that people look at, and what they write in their session. */
export class Files {
  readonly #contents: Map<string, string>;
  readonly #folders = new Set(["/", "/home/ssm-user", "/tmp", "/usr/bin", "/var/log", "/root", "/opt"]);

  constructor(initial: Record<string, string>) {
    this.#contents = new Map(Object.entries(initial));
  }

  /** The content of a file; undefined where there is none. */
  read(path: string): string | undefined {
    return this.#contents.get(path);
  }

  /** @returns whether the folder that it is to lie in exists */
  write(path: string, content: string): boolean {
    if (!this.isFolder(parentOf(path))) return false;
    this.#contents.set(path, content);
    return true;
  }

  remove(path: string): boolean {
    return this.#contents.delete(path);
  }

  makeFolder(path: string): void {
    this.#folders.add(path);
  }

  isFolder(path: string): boolean {
    if (this.#folders.has(path)) return true;
    const prefix = path === "/" ? "/" : `${path}/`;
    return [...this.#folders, ...this.#contents.keys()].some((it) => it.startsWith(prefix));
  }

  /** The names in a folder, sorted; folders and files alike. */
  list(path: string): string[] {
    const prefix = path === "/" ? "/" : `${path}/`;
    const names = [...this.#folders, ...this.#contents.keys()]
      .filter((it) => it.startsWith(prefix) && it !== prefix)
      .map((it) => it.slice(prefix.length).split("/")[0]!);
    return [...new Set(names)].sort();
  }
}

/** A path made absolute, without `.`, `..` and doubled slashes. */
export function absolute(path: string, from: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${from}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/")) || "/";
