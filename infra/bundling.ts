import { readFile } from "node:fs/promises";
import http from "node:http";
import type { BuildOptions, Plugin } from "esbuild";

/**
 * Lets esbuild drop the schemas of operations that nobody calls. The clients write them as object literals with
 * computed keys (`{ [_xN]: _vI }`), and evaluating a computed key could have a side effect, so that esbuild keeps
 * all of them: of EC2 alone 700 kB in each function's bundle. The keys are string constants of the same file.
 */
const shakeSchemas: Plugin = {
  name: "shake-schemas",
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk[\\/].*[\\/]schemas_\d+\.js$/ }, async ({ path }) => {
      const code = await readFile(path, "utf8");
      const constants = new Map(
        [...code.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name, text]) => [name!, text!]),
      );
      const contents = code.replaceAll(/\[(_\w+)\]:/g, (key, name: string) => {
        const text = constants.get(name);
        return text === undefined ? key : `${text}:`;
      });
      return { contents, loader: "js" };
    });
  },
};

/**
 * Has `node:http` required where it is imported. An import of a built-in module reads each of its exports, and three of
 * this one's (WebSocket, CloseEvent, MessageEvent) are getters that load the whole of undici: a fifth of a function's start.
 */
const requireHttp: Plugin = {
  name: "require-http",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?http$/ }, ({ kind }) =>
      kind === "require-call" ? { external: true } : { path: "node:http", namespace: "required" },
    );
    onLoad({ filter: /^node:http$/, namespace: "required" }, () => {
      const names = Object.entries(Object.getOwnPropertyDescriptors(http)).flatMap(([name, { get }]) =>
        get ? [] : [name],
      );
      return {
        contents: `const http = require("node:http"); export default http; export const { ${names} } = http;`,
        loader: "js",
      };
    });
  },
};

/** How everything that ships is bundled. */
export const BUNDLING: BuildOptions = {
  bundle: true,
  platform: "node",
  target: "node22",
  format: "esm",
  // ES modules first: of the AWS clients, only the commands that are used end up in a bundle.
  mainFields: ["module", "main"],
  plugins: [shakeSchemas, requireHttp],
  loader: { ".md": "text" },
  // Not the identifiers: a function's stack trace should be readable in its log.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  // CommonJS dependencies inside an ES module bundle look for these.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: "warning",
};
